import { createRuntimeService } from '../../../src/runtime/service';
import { callIn, pocketConfiguration } from './pocket';

/** Prints whether ONNX Runtime's library is in this process: after a count, and after a model was opened. */
void (async () => {
  const service = createRuntimeService({ configuration: pocketConfiguration });
  const call = callIn(service);
  const loaded = () => {
    const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
    return sharedObjects.some((file) => file.includes('onnxruntime'));
  };
  const tokenizer = { kind: 'model', model: 'pocket' } as const;
  await call('count', { text: 'one two', tokenizer, special: 'text' });
  await call('describeModel', { model: 'pocket' });
  const afterCount = loaded();
  await call('openModel', { model: 'pocket' });
  console.log(JSON.stringify({ afterCount, afterOpen: loaded() }));
  service.dispose();
})();
