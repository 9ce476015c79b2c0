import type { Contender, Opening } from '../contender';
import { importInstalled } from '../importInstalled';
import { context } from '../models/architecture';

/** What is used of `node-llama-cpp`, which is installed for this bench alone. */
interface Library {
  getLlama(options: object): Promise<{ loadModel(options: object): Promise<Model> }>;
}

interface Model {
  createContext(options: object): Promise<{ getSequence(): Sequence }>;
}

interface Sequence {
  clearHistory(): Promise<void>;
  evaluate(ids: readonly number[], options: object): AsyncGenerator<number>;
  controlledEvaluate(
    input: readonly (number | [number, object])[],
  ): Promise<({ next: { logits: Map<number, number> } } | undefined)[]>;
}

export async function open({ files, threads }: Opening): Promise<Contender> {
  const { getLlama } = await importInstalled<Library>('node-llama-cpp');
  const options = { gpu: false, build: 'never', skipDownload: true, progressLogs: false, logLevel: 'error' };
  const llama = await getLlama({ ...options, maxThreads: threads });
  const model = await llama.loadModel({ modelPath: files.gguf });
  const sequence = (await model.createContext({ contextSize: context, batchSize: 512, threads })).getSequence();
  return {
    logits: async (ids) => {
      await sequence.clearHistory();
      const last: [number, object] = [ids[ids.length - 1], { generateNext: { logits: true } }];
      const output = (await sequence.controlledEvaluate([...ids.slice(0, -1), last])).at(-1);
      if (!output) throw new Error('node-llama-cpp gave no logits.');
      const row = new Float32Array(output.next.logits.size);
      for (const [id, logit] of output.next.logits) row[id] = logit;
      return row;
    },
    run: async (ids, newTokens) => {
      await sequence.clearHistory();
      const start = performance.now();
      let first = 0;
      let count = 0;
      for await (const _ of sequence.evaluate(ids, { temperature: 0, yieldEogToken: true })) {
        if (++count === 1) first = performance.now();
        if (count === newTokens) break;
      }
      const end = performance.now();
      if (count !== newTokens) throw new Error(`node-llama-cpp gave ${count} tokens in place of ${newTokens}.`);
      return { prefill: first - start, decode: end - first };
    },
  };
}
