import { hex } from '../protocol/bytes';
import type { FinishedTrace } from '../protocol/inspectorApi';
import type { FollowedToken, Lens } from '../protocol/lens';
import type { GeneratedToken, Reading } from '../protocol/runs';
import type { PackedBytes, TokenText } from '../protocol/tokens';
import {
  runFileFormat,
  runFileVersion,
  type SavedAttention,
  type SavedNext,
  type SavedRun,
  triangle,
} from './savedRun';
import { encodeArray, encodeHalf } from './typedArrays';

export interface EncodeOptions {
  /** Attention weights at half precision: half the size, 11 significant bits. */
  half: boolean;
}

/** A run as the text of a file; `docs/run-file.schema.json` describes it. */
export function encodeRun(run: SavedRun, options: EncodeOptions): string {
  return `${JSON.stringify(runJson(run, options))}\n`;
}

export type RunJson = ReturnType<typeof runJson>;

function runJson(
  { subject, model, special, part, reading, attention, lens, attribution, appended, next, trace }: SavedRun,
  { half }: EncodeOptions,
) {
  return {
    format: runFileFormat,
    version: runFileVersion,
    ...{ subject, model, special, part },
    reading: readingJson(reading),
    attention: attention && attentionJson(attention, reading, half),
    lens: lens && lensJson(lens),
    attribution,
    appended: appended.map(generatedJson),
    next: next && nextJson(next),
    trace: trace && traceJson(trace),
  };
}

function readingJson({ tokens, top, ...reading }: Reading) {
  const count = tokens.ids.length;
  const { lossless, used, totalTokens, logprobs, ranks, entropies, totals, attention, residuals } = reading;
  return {
    ...{ lossless, used, totalTokens, totals },
    tokens: {
      ids: encodeArray(tokens.ids, count),
      starts: encodeArray(tokens.starts, count),
      ends: encodeArray(tokens.ends, count),
      flags: encodeArray(tokens.flags, count),
      bytes: packedJson(tokens.bytes),
    },
    logprobs: encodeArray(logprobs, count),
    ranks: encodeArray(ranks, count),
    entropies: encodeArray(entropies, count),
    top: {
      ids: encodeArray(top.ids, count, top.count),
      logprobs: encodeArray(top.logprobs, count, top.count),
      bytes: packedJson(top.bytes),
    },
    attention,
    residuals,
  };
}

function attentionJson({ overview, layers }: SavedAttention, { attention, tokens }: Reading, half: boolean) {
  const encode = half ? encodeHalf : encodeArray;
  const heads = attention.available ? attention.heads : 0;
  return {
    overview: overview && {
      size: overview.size,
      thumbnails: encode(overview.thumbnails, overview.layers, overview.heads, overview.size, overview.size),
      statistics: {
        previousToken: encodeArray(overview.statistics.previousToken, overview.layers, overview.heads),
        duplicateToken: encodeArray(overview.statistics.duplicateToken, overview.layers, overview.heads),
        induction: encodeArray(overview.statistics.induction, overview.layers, overview.heads),
        sink: encodeArray(overview.statistics.sink, overview.layers, overview.heads),
        entropy: encodeArray(overview.statistics.entropy, overview.layers, overview.heads),
        distance: encodeArray(overview.statistics.distance, overview.layers, overview.heads),
      },
    },
    layers: Array.from(layers, ([layer, weights]) => ({
      layer,
      weights: encode(weights, heads, triangle(tokens.ids.length)),
    })),
  };
}

function lensJson({ states, positions, top, entropies, answer, followed, firstLeads, texts }: Lens) {
  return {
    top: {
      ids: encodeArray(top.ids, states, positions, top.count),
      logprobs: encodeArray(top.logprobs, states, positions, top.count),
    },
    entropies: encodeArray(entropies, states, positions),
    answer: followedJson(answer, states, positions),
    next: followed && followedJson(followed, states, positions),
    firstLeads: encodeArray(firstLeads, positions),
    texts: { ids: encodeArray(texts.ids, texts.ids.length), bytes: packedJson(texts.bytes) },
  };
}

function followedJson({ ids, logprobs, ranks }: FollowedToken, states: number, positions: number) {
  return {
    ids: encodeArray(ids, positions),
    logprobs: encodeArray(logprobs, states, positions),
    ranks: encodeArray(ranks, states, positions),
  };
}

const nextJson = ({ logits, best }: SavedNext) => ({
  logits: encodeArray(logits, logits.length),
  best: best.map(textJson),
});

function traceJson({ question, trace }: FinishedTrace) {
  const samples = trace.samples.map((sample) => ({
    ...sample,
    reasoningTokens: sample.reasoningTokens.map(generatedJson),
    answerTokens: sample.answerTokens.map(generatedJson),
  }));
  return { question, trace: { model: trace.model, samples } };
}

const textJson = ({ id, bytes, special }: TokenText) => ({ id, bytes: hex(bytes), special });

const generatedJson = ({ logprob, rank, entropy, end, ...text }: GeneratedToken) => ({
  ...textJson(text),
  ...{ logprob, rank, entropy, end },
});

const packedJson = ({ bytes, offsets }: PackedBytes) => ({
  bytes: encodeArray(bytes, bytes.length),
  offsets: encodeArray(offsets, offsets.length),
});
