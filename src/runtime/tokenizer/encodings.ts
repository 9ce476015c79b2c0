import { LoupeError } from '../../protocol/errors';
import { type EncodingName, encodingNames } from '../../protocol/tokens';
import type { Ranks } from './bytePairMerge';
import { type OpenAiEncoding, OpenAiTokenizer } from './openAiTokenizer';
import type { Tokenizer } from './tokenizer';

interface EncodingSource extends Omit<OpenAiEncoding, 'name' | 'ranks'> {
  /** Ranks are megabytes: each file of them is a bundle of its own, read when one of its encodings is opened. */
  load(): Promise<{ ranks: Ranks }>;
}

const endOfText = '<|endoftext|>';
const endOfPrompt = '<|endofprompt|>';

function fillInTheMiddle(first: number) {
  return { '<|fim_prefix|>': first, '<|fim_middle|>': first + 1, '<|fim_suffix|>': first + 2 };
}

/** The markup of gpt-oss. Ids that have no name yet are called reserved, except 200018, which is the end of the prompt. */
function harmonyTokens(): Record<string, number> {
  const tokens: Record<string, number> = {
    '<|startoftext|>': 199998,
    [endOfText]: 199999,
    '<|return|>': 200002,
    '<|constrain|>': 200003,
    '<|channel|>': 200005,
    '<|start|>': 200006,
    '<|end|>': 200007,
    '<|message|>': 200008,
    '<|call|>': 200012,
    [endOfPrompt]: 200018,
  };
  const named = new Set(Object.values(tokens));
  for (let id = 200000; id < 201088; id++) if (!named.has(id)) tokens[`<|reserved_${id}|>`] = id;
  return tokens;
}

const o200kRanks = () => import('./encodings/o200k_base.js');
const p50kRanks = () => import('./encodings/p50k_base.js');
const r50kRanks = () => import('./encodings/r50k_base.js');

/** OpenAI's encodings: split patterns and special tokens of `tiktoken`. */
const sources: Readonly<Record<EncodingName, EncodingSource>> = {
  o200k_base: { load: o200kRanks, split: 'o200k', special: { [endOfText]: 199999, [endOfPrompt]: 200018 } },
  o200k_harmony: { load: o200kRanks, split: 'o200k', special: harmonyTokens() },
  cl100k_base: {
    load: () => import('./encodings/cl100k_base.js'),
    split: 'cl100k',
    special: { [endOfText]: 100257, ...fillInTheMiddle(100258), [endOfPrompt]: 100276 },
  },
  p50k_base: { load: p50kRanks, split: 'r50k', special: { [endOfText]: 50256 } },
  p50k_edit: { load: p50kRanks, split: 'r50k', special: { [endOfText]: 50256, ...fillInTheMiddle(50281) } },
  r50k_base: { load: r50kRanks, split: 'r50k', special: { [endOfText]: 50256 } },
  gpt2: { load: r50kRanks, split: 'r50k', special: { [endOfText]: 50256 } },
};

const opened = new Map<string, Promise<Tokenizer>>();

/** Opens an encoding, once; its ranks load on first use. Throws `LoupeError('tokenizerUnknown')`. */
export async function openEncoding(name: string): Promise<Tokenizer> {
  if (!isEncodingName(name)) throw new LoupeError('tokenizerUnknown', name, encodingNames.join(', '));
  const known = opened.get(name);
  if (known) return known;
  const { load, ...rest } = sources[name];
  const opening = load().then(({ ranks }) => new OpenAiTokenizer({ name, ranks, ...rest }));
  opened.set(name, opening);
  return opening;
}

function isEncodingName(name: string): name is EncodingName {
  return Object.hasOwn(sources, name);
}
