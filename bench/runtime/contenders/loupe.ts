import { readOn } from '../../../src/runtime/generate/continuation';
import type {
  AttentionRequest,
  ForwardOptions,
  KvCache,
  LanguageModel,
} from '../../../src/runtime/model/languageModel';
import { openLanguageModel } from '../../../src/runtime/model/openLanguageModel';
import { prepareAttention } from '../../../src/runtime/runs/attentionMaps';
import { type Capture, type Contender, indexOfLargest, type Opening } from '../contender';

export async function open({ files, precision, threads }: Opening): Promise<Contender> {
  const identity = { id: files.folder, name: precision.name, source: 'folder' as const };
  const model = await openLanguageModel(files.folder, identity, { threads, variant: precision.variant });
  const { attention, residuals, cache } = model.capabilities;
  if (!attention.available || !residuals.available || cache !== 'newRows') {
    throw new Error(`This runtime found less in the model than there is: ${JSON.stringify(model.capabilities)}`);
  }
  return {
    logits: async (ids) => (await readOn(model, ids, model.createCache())).logits,
    run: async (ids, newTokens, capture) => {
      const cache = model.createCache();
      const start = performance.now();
      let next = indexOfLargest(await prefill(model, ids, cache, capture));
      const first = performance.now();
      // A token read alone has one row: all of its attention is its last row.
      const options = { attention: capture !== 'none' };
      for (let count = 1; count < newTokens; count++) {
        next = indexOfLargest(await lastLogits(model, [next], cache, options));
      }
      return { prefill: first - start, decode: performance.now() - first };
    },
  };
}

async function prefill(
  model: LanguageModel,
  ids: readonly number[],
  cache: KvCache,
  capture: Capture,
): Promise<Float32Array> {
  if (capture === 'all') {
    // Joined as the Inspector has it.
    const maps = prepareAttention(model, { ids, cache }, true, Number.POSITIVE_INFINITY);
    const onChunk: ForwardOptions['onChunk'] = (chunk) => maps.available && maps.add(chunk);
    return lastLogits(model, ids, cache, { attention: true, onChunk });
  }
  const layers = Array.from({ length: model.layers }, (_, layer) => layer);
  const attention: AttentionRequest | false = capture === 'lastRow' && { layers, from: ids.length - 1 };
  return lastLogits(model, ids, cache, { attention });
}

async function lastLogits(
  model: LanguageModel,
  ids: readonly number[],
  cache: KvCache,
  { attention, onChunk }: Pick<ForwardOptions, 'attention' | 'onChunk'>,
): Promise<Float32Array> {
  let logits = new Float32Array(0);
  await model.forward(ids, cache, {
    logits: 'last',
    attention,
    onChunk: (chunk) => {
      logits = chunk.logits as Float32Array<ArrayBuffer>;
      onChunk?.(chunk);
    },
  });
  return logits;
}
