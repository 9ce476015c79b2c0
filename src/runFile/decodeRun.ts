import type { FinishedTrace } from '../protocol/inspectorApi';
import type { FollowedToken, Lens } from '../protocol/lens';
import { attentionReasons, residualReasons } from '../protocol/models';
import type { GeneratedToken, HeadStatistics, Reading } from '../protocol/runs';
import type { PackedBytes, TokenText } from '../protocol/tokens';
import type { RunJson } from './encodeRun';
import { type SavedAttention, type SavedAttribution, type SavedRun, triangle } from './savedRun';
import { decodeBytes, decodeFloats, decodeIntegers, RunFileFault } from './typedArrays';

/** Run ids name runs of one process; a file holds one. */
const runId = 'saved';

type Json<K extends keyof RunJson> = NonNullable<RunJson[K]>;

/** @param json what the schema accepts. Throws `RunFileFault` where its arrays do not fit each other. */
export function decodeRun(json: RunJson): SavedRun {
  const { subject, model, special, part, appended, next, trace } = json;
  const reading = decodeReading(json);
  const attention = json.attention && decodeAttention(json.attention, json.reading);
  const lens = json.lens && decodeLens(json.lens, json.reading);
  const attribution = json.attribution ?? null;
  if (attribution) checkAttribution(attribution, json);
  if (!attention && reading.attention.available) {
    reading.attention = { available: false, reason: attentionReasons.notSaved };
  }
  if (!lens && reading.residuals.available) reading.residuals = { available: false, reason: residualReasons.notSaved };
  return {
    ...{ subject, model, special, part, reading, attention, lens, attribution },
    appended: appended.map(decodeGenerated),
    next: next && {
      logits: decodeFloats(next.logits, 'next.logits', model.vocabularySize),
      best: next.best.map(decodeText),
    },
    trace: trace && decodeTrace(trace),
  };
}

function decodeReading({ reading, model, subject }: RunJson): Reading {
  const { tokens, top, attention, residuals, used, ...rest } = reading;
  const [count] = tokens.ids.shape;
  const [, topCount] = top.ids.shape;
  if (count === 0) throw new RunFileFault('it has no token');
  const starts = decodeIntegers(tokens.starts, 'reading.tokens.starts', count);
  const ends = decodeIntegers(tokens.ends, 'reading.tokens.ends', count);
  const length = subject.text.length;
  if (used.start > used.end || used.end > length) throw new RunFileFault('reading.used lies outside of the text');
  checkRising(starts, 'reading.tokens.starts', length);
  checkRising(ends, 'reading.tokens.ends', length);
  return {
    ...{ runId, model: model.name, vocabularySize: model.vocabularySize, context: model.context, used },
    ...{ lossless: rest.lossless, totalTokens: rest.totalTokens, totals: rest.totals },
    tokens: {
      ids: decodeIntegers(tokens.ids, 'reading.tokens.ids', count),
      ...{ starts, ends },
      flags: decodeBytes(tokens.flags, 'reading.tokens.flags', count),
      bytes: decodePacked(tokens.bytes, 'reading.tokens.bytes', count),
    },
    logprobs: decodeFloats(rest.logprobs, 'reading.logprobs', count),
    ranks: decodeIntegers(rest.ranks, 'reading.ranks', count),
    entropies: decodeFloats(rest.entropies, 'reading.entropies', count),
    top: {
      count: topCount,
      ids: decodeIntegers(top.ids, 'reading.top.ids', count, topCount),
      logprobs: decodeFloats(top.logprobs, 'reading.top.logprobs', count, topCount),
      bytes: decodePacked(top.bytes, 'reading.top.bytes', count * topCount),
    },
    attention,
    residuals,
  };
}

function decodeAttention(json: Json<'attention'>, { attention, tokens }: RunJson['reading']): SavedAttention {
  if (!attention.available) throw new RunFileFault('attention is there, and reading.attention says why it is not');
  const { layers, heads } = attention;
  const [count] = tokens.ids.shape;
  const { overview } = json;
  const outside = json.layers.find(({ layer }) => layer >= layers);
  if (outside) throw new RunFileFault(`attention.layers has layer ${outside.layer} of ${layers}`);
  const statistic = (name: keyof HeadStatistics, of: NonNullable<typeof overview>) =>
    decodeFloats(of.statistics[name], `attention.overview.statistics.${name}`, layers, heads);
  return {
    overview: overview && {
      ...{ layers, heads, size: overview.size },
      thumbnails: decodeFloats(
        ...([overview.thumbnails, 'attention.overview.thumbnails'] as const),
        ...[layers, heads, overview.size, overview.size],
      ),
      statistics: {
        previousToken: statistic('previousToken', overview),
        duplicateToken: statistic('duplicateToken', overview),
        induction: statistic('induction', overview),
        sink: statistic('sink', overview),
        entropy: statistic('entropy', overview),
        distance: statistic('distance', overview),
      },
    },
    layers: new Map(
      json.layers.map(({ layer, weights }) => [
        layer,
        decodeFloats(weights, `attention.layers, layer ${layer}`, heads, triangle(count)),
      ]),
    ),
  };
}

function decodeLens(json: Json<'lens'>, { residuals, tokens }: RunJson['reading']): Lens {
  if (!residuals.available) throw new RunFileFault('lens is there, and reading.residuals says why it is not');
  const states = residuals.layers + 1;
  const [positions] = tokens.ids.shape;
  const [, , count] = json.top.ids.shape;
  const texts = json.texts.ids.shape[0];
  const followed = ({ ids, logprobs, ranks }: Json<'lens'>['answer'], where: string): FollowedToken => ({
    ids: decodeIntegers(ids, `${where}.ids`, positions),
    logprobs: decodeFloats(logprobs, `${where}.logprobs`, states, positions),
    ranks: decodeIntegers(ranks, `${where}.ranks`, states, positions),
  });
  return {
    ...{ first: 0, positions, states, named: [] },
    top: {
      count,
      ids: decodeIntegers(json.top.ids, 'lens.top.ids', states, positions, count),
      logprobs: decodeFloats(json.top.logprobs, 'lens.top.logprobs', states, positions, count),
    },
    entropies: decodeFloats(json.entropies, 'lens.entropies', states, positions),
    answer: followed(json.answer, 'lens.answer'),
    followed: json.next && followed(json.next, 'lens.next'),
    firstLeads: decodeIntegers(json.firstLeads, 'lens.firstLeads', positions),
    texts: {
      ids: decodeIntegers(json.texts.ids, 'lens.texts.ids', texts),
      bytes: decodePacked(json.texts.bytes, 'lens.texts.bytes', texts),
    },
  };
}

function checkAttribution({ position, tokens }: SavedAttribution, { reading, model }: RunJson): void {
  const { residuals } = reading;
  if (!residuals.available) throw new RunFileFault('attribution is there, and reading.residuals says why it is not');
  const [count] = reading.tokens.ids.shape;
  if (position >= count) throw new RunFileFault(`attribution.position is ${position} of ${count}`);
  const unknown = tokens.find(({ tokenId }) => tokenId >= model.vocabularySize);
  if (unknown) throw new RunFileFault(`attribution has token ${unknown.tokenId} of ${model.vocabularySize}`);
  const layers = tokens.flatMap(({ parts }) => parts.map(({ layer }) => layer ?? 0));
  const outside = layers.find((layer) => layer >= residuals.layers);
  if (outside !== undefined) throw new RunFileFault(`attribution has layer ${outside} of ${residuals.layers}`);
}

function decodePacked(json: RunJson['reading']['tokens']['bytes'], where: string, count: number): PackedBytes {
  const bytes = decodeBytes(json.bytes, `${where}.bytes`, ...json.bytes.shape);
  const offsets = decodeIntegers(json.offsets, `${where}.offsets`, count + 1);
  if (offsets[0] !== 0) throw new RunFileFault(`${where}.offsets does not begin with 0`);
  checkRising(offsets, `${where}.offsets`, bytes.length);
  return { bytes, offsets };
}

function checkRising(values: Int32Array, where: string, limit: number): void {
  let last = 0;
  for (const value of values) {
    if (value < last || value > limit) throw new RunFileFault(`${where} does not rise, or goes beyond 0 to ${limit}`);
    last = value;
  }
}

function decodeTrace({ question, trace }: Json<'trace'>): FinishedTrace {
  const samples = trace.samples.map((sample) => ({
    ...sample,
    reasoningTokens: sample.reasoningTokens.map(decodeGenerated),
    answerTokens: sample.answerTokens.map(decodeGenerated),
  }));
  return { question, trace: { model: trace.model, samples } };
}

const decodeText = ({ id, bytes, special }: Json<'next'>['best'][number]): TokenText => ({
  ...{ id, special },
  bytes: new Uint8Array(Buffer.from(bytes, 'hex')),
});

const decodeGenerated = (json: RunJson['appended'][number]): GeneratedToken => {
  const { logprob, rank, entropy, end } = json;
  return { ...decodeText(json), logprob, rank, entropy, end };
};
