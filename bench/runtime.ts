import path from 'node:path';
import type { ForwardChunk } from '../src/runtime/model/languageModel';
import { openLanguageModel } from '../src/runtime/model/openLanguageModel';
import { prepareAttention } from '../src/runtime/runs/attentionMaps';
import { openEncoding } from '../src/runtime/tokenizer/encodings';
import { openModelTokenizer } from '../src/runtime/tokenizer/huggingFace';
import { type Figure, type Group, interleaved } from './figure';

const folder = path.join(__dirname, '..', 'models', 'pocket');
const captureTokens = 256;
const textBytes = 10_000;

export const runtime: Group = {
  name: 'runtime',
  measure: async () => [await attentionCapture(), ...(await counting())],
};

/** Reading a text with all logits, with and without attention of all layers and heads, joined as the Inspector slices it. */
async function attentionCapture(): Promise<Figure> {
  const model = await openLanguageModel(folder, { id: 'pocket', name: 'pocket', source: 'shipped' }, { threads: 0 });
  const ids = Array.from({ length: captureTokens }, (_, i) => (i * 37 + 11) % model.vocabularySize);
  const read = (wanted: boolean) => () => {
    const cache = model.createCache();
    const attention = prepareAttention(model, { ids, cache }, wanted, Number.POSITIVE_INFINITY);
    const onChunk = (chunk: ForwardChunk) => attention.available && attention.add(chunk);
    return model.forward(ids, cache, { logits: 'all', attention: attention.available, onChunk });
  };
  const turns = 21;
  const [without, captured] = await interleaved(turns, [read(false), read(true)]);
  model.dispose();
  return {
    name: `attention capture at ${captureTokens} tokens, against the run without`,
    value: captured / without,
    unit: '×',
    goal: 1.3,
    how: `${captured.toFixed(1)} ms against ${without.toFixed(1)} ms, medians of ${turns} turns`,
  };
}

/** The part of “selection to count” that the runtime has. */
async function counting(): Promise<Figure[]> {
  const sentence =
    'const total = items.reduce((sum, { price }) => sum + price, 0); // 今天天气很好 and the sky is blue.\n';
  const text = sentence.repeat(Math.ceil(textBytes / Buffer.byteLength(sentence)));
  const tokenizers = [await openEncoding('o200k_base'), await openModelTokenizer(folder)];
  const turns = 51;
  const times = await interleaved(
    turns,
    tokenizers.map((tokenizer) => () => tokenizer.count(text, 'text')),
  );
  return tokenizers.map(({ name }, i) => ({
    name: `counting ${textBytes / 1000} kB with ${name}`,
    value: times[i],
    unit: 'ms',
    goal: 20,
    how: `in the runtime, median of ${turns} turns`,
  }));
}
