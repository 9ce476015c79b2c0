import path from 'node:path';
import type { Contender, Opening } from '../contender';
import { importInstalled } from '../importInstalled';

/** What is used of `@huggingface/transformers`, which is installed for this bench alone. */
interface Library {
  env: { allowRemoteModels: boolean; localModelPath: string };
  AutoModelForCausalLM: { from_pretrained(name: string, options: object): Promise<Model> };
  Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => object;
}

interface Model {
  (feeds: Feeds): Promise<{ logits: { data: Float32Array; dims: readonly number[] } }>;
  generate(options: Feeds & GenerateOptions): Promise<{ dims: readonly number[] }>;
}

interface Feeds {
  input_ids: object;
  attention_mask: object;
}

interface GenerateOptions {
  max_new_tokens: number;
  do_sample: false;
  streamer: { put(): void; end(): void };
}

const dtypes = { fp32: 'fp32', q4: 'q4', q8: 'q8' } as const;

export async function open({ files, precision, threads }: Opening): Promise<Contender> {
  const { env, AutoModelForCausalLM, Tensor } = await importInstalled<Library>('@huggingface/transformers');
  env.allowRemoteModels = false;
  env.localModelPath = path.dirname(files.folder);
  const model = await AutoModelForCausalLM.from_pretrained(path.basename(files.folder), {
    dtype: dtypes[precision.name],
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 },
  });
  const feeds = (ids: readonly number[]): Feeds => {
    const dims = [1, ids.length];
    return {
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), dims),
      attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), dims),
    };
  };
  return {
    logits: async (ids) => {
      const { logits } = await model(feeds(ids));
      return logits.data.slice(-(logits.dims.at(-1) as number));
    },
    run: async (ids, newTokens) => {
      // The prompt is put first, then each new token.
      const puts: number[] = [];
      const streamer = { put: () => void puts.push(performance.now()), end: () => {} };
      const start = performance.now();
      const { dims } = await model.generate({ ...feeds(ids), max_new_tokens: newTokens, do_sample: false, streamer });
      if (dims.at(-1) !== ids.length + newTokens || puts.length !== newTokens + 1) {
        throw new Error(`transformers.js gave ${puts.length - 1} tokens in place of ${newTokens}.`);
      }
      return { prefill: puts[1] - start, decode: puts[newTokens] - puts[1] };
    },
  };
}
