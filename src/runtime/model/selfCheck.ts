import { attentionReasons, type Capability, residualReasons } from '../../protocol/models';
import type { AttentionWeights, Decoder, RunResult } from './graphRunner';
import type { FloatType } from './graphSignature';
import { GrowingCache } from './growingCache';
import type { ModelConfig } from './modelConfig';
import { UnsupportedGraphError } from './onnx/onnxModel';
import { type DecoderCache, nothingPast, TokenCache } from './tokenCache';
import type { UnembeddingRunner } from './unembeddingRunner';

/** A runner for states of that type and width; null where there is none. */
type OpenUnembedding = (type: FloatType, width: number) => Promise<UnembeddingRunner | null>;

/** What a check found, and with what. */
export interface Check extends CheckedGraph {
  unembedding: UnembeddingRunner | null;
  /** What the graph gave as it came: all later ways of running it are held to this. */
  reference: RunResult;
}

/** What a loaded graph has shown that it can do. */
export interface CheckedGraph {
  vocabularySize: number;
  /** Whether running on from kept keys and values gives what one run over all gives; else every run reads the whole prefix. */
  incremental: boolean;
  attention: { available: true; layers: number; heads: number } | { available: false; reason: string };
  residuals: Capability;
}

const probeTokens = 6;
/** Of the range of the logits. A wrong cache differs by far more. */
const toleratedShare = 0.02;
/**
 * Graphs that quantise as they run scale by all tokens of a run, so that rows differ from one run to a longer one: a cache may
 * differ by a few times as much, and never by more than the last.
 */
const toleratedNoise = 3;
const mostNoise = 0.1;
/** Of the same range, for what is computed in one way only. */
export const toleratedUnembedding = 0.005;
const toleratedRowSum = 5e-3;

const plainly = { logits: 'all', attention: [], residuals: 'none', present: false } as const;

/**
 * Runs a few tokens in several ways (all at once with and without probes, in two parts, the last states through the
 * unembedding) and compares. What does not hold is switched off rather than shown wrong.
 * Throws `UnsupportedGraphError` when the logits themselves are unusable.
 */
export async function checkGraph(
  runner: Decoder,
  config: ModelConfig,
  openUnembedding: OpenUnembedding,
): Promise<Check> {
  const ids = probe(config);
  const count = ids.length;
  const keepsPast = runner.signature.past.length > 0;
  const plain = await runner.run(ids, nothingPast, { ...plainly, present: keepsPast });
  const { vocabularySize, logits } = plain;
  if (logits.length !== count * vocabularySize || !logits.every(Number.isFinite)) {
    throw new UnsupportedGraphError('its logits are not one row of numbers per token');
  }
  return {
    reference: plain,
    vocabularySize,
    incremental: keepsPast && count > 1 && (await continues(runner, ids, plain)),
    attention: await checkAttention(runner, ids, plain, config.layers),
    ...(await checkResiduals(runner, ids, plain, config.layers, openUnembedding)),
  };
}

/** Whether a decoder gives what the checked one gave, and goes on from its own cache where it keeps one of another kind. */
export async function givesTheSame(
  decoder: Decoder,
  config: ModelConfig,
  { reference, attention }: Check,
): Promise<boolean> {
  const ids = probe(config);
  const { logits } = await decoder.run(ids, nothingPast, plainly);
  if (!isClose(logits, reference.logits, toleratedUnembedding)) return false;
  return decoder.rowPlace === null || continues(decoder, ids, reference, attention.available);
}

export function probe({ context, vocabularySize }: ModelConfig): number[] {
  return Array.from({ length: Math.min(probeTokens, context) }, (_, i) => (i * 7919 + 13) % vocabularySize);
}

/**
 * Whether the second half, run after the first, gives the rows that one run over both gave.
 *
 * @param showsAttention whether its attention was found to be right in one run, and has to be so in two
 */
async function continues(decoder: Decoder, ids: number[], whole: RunResult, showsAttention = false): Promise<boolean> {
  const split = Math.floor(ids.length / 2);
  const { past } = decoder.signature;
  const cache = createCache(decoder);
  const first = await decoder.run(ids.slice(0, split), nothingPast, { ...plainly, present: true });
  if (first.present.some(({ dims }, i) => dims[past[i].sequenceAxis] !== split)) return false;
  cache.append(ids.slice(0, split), first.present);
  const attention = showsAttention ? allLayers(decoder) : [];
  const second = await decoder.run(ids.slice(split), cache.kept(false), { ...plainly, attention });
  // What is left without the room behind the tokens has to be all that there is.
  if (!second.attention.every((weights) => weights.keys === ids.length && isCausalDistribution(weights, split)))
    return false;
  const [before, after] = [0, split].map((row) => whole.logits.subarray(row * whole.vocabularySize));
  const noise = shareOf(first.logits, before.subarray(0, first.logits.length));
  const tolerated = Math.max(toleratedShare, Math.min(mostNoise, toleratedNoise * noise));
  return shareOf(second.logits, after) <= tolerated;
}

/** An empty cache of the kind that goes with a decoder. */
export function createCache({ rowPlace, signature }: Decoder): DecoderCache {
  return rowPlace ? new GrowingCache(signature.past) : new TokenCache(signature.past);
}

async function checkAttention(runner: Decoder, ids: number[], plain: RunResult, layers: number) {
  const unavailable = (reason: keyof typeof attentionReasons) =>
    ({ available: false, reason: attentionReasons[reason] }) as const;
  const found = runner.probes.attention.length;
  if (found === 0) return unavailable('notFound');
  if (found !== layers) return unavailable('incomplete');
  const { logits, attention } = await runner.run(ids, nothingPast, {
    ...plainly,
    attention: allLayers(runner),
  });
  if (largestDifference(logits, plain.logits) !== 0) return unavailable('disturbing');
  const { heads } = attention[0];
  const isExpected = (weights: AttentionWeights) =>
    weights.heads === heads && weights.queries === ids.length && weights.keys === ids.length;
  if (!attention.every((weights) => isExpected(weights) && isCausalDistribution(weights)))
    return unavailable('notCausal');
  return { available: true, layers, heads } as const;
}

async function checkResiduals(
  runner: Decoder,
  ids: number[],
  plain: RunResult,
  layers: number,
  openUnembedding: OpenUnembedding,
): Promise<{ residuals: Capability; unembedding: UnembeddingRunner | null }> {
  const unavailable = (reason: keyof typeof residualReasons) =>
    ({ residuals: { available: false, reason: residualReasons[reason] }, unembedding: null }) as const;
  if (runner.probes.residuals.length !== layers + 1) return unavailable('notFound');
  const { logits, residuals } = await runner.run(ids, nothingPast, { ...plainly, residuals: 'all' });
  if (largestDifference(logits, plain.logits) !== 0) return unavailable('disturbing');
  const { width } = residuals[0];
  if (!residuals.every((states) => states.rows === ids.length && states.width === width))
    return unavailable('notFound');
  const last = residuals[layers];
  const unembedding = await openUnembedding(last.type, width);
  if (!unembedding) return unavailable('notLogits');
  const leads = await unembedding.run(last.values).then(
    (through) => isClose(through, plain.logits, toleratedUnembedding),
    () => false,
  );
  if (leads) return { residuals: { available: true }, unembedding };
  unembedding.dispose();
  return unavailable('notLogits');
}

function allLayers({ probes }: Decoder): number[] {
  return probes.attention.map((_, layer) => layer);
}

/**
 * Whether every row is a distribution over its own and earlier positions.
 *
 * @param first position of the first query
 */
function isCausalDistribution({ values, heads, queries, keys }: AttentionWeights, first = 0): boolean {
  for (let row = 0; row < heads * queries; row++) {
    const weights = values.subarray(row * keys, (row + 1) * keys);
    const query = first + (row % queries);
    let sum = 0;
    for (let key = 0; key < keys; key++) {
      if (!(weights[key] >= 0) || (key > query && weights[key] > 1e-6)) return false;
      sum += weights[key];
    }
    if (!(Math.abs(sum - 1) <= toleratedRowSum)) return false;
  }
  return true;
}

/** Whether two sets of logits differ by at most that share of their range. */
export function isClose(values: Float32Array, expected: Float32Array, share: number): boolean {
  return shareOf(values, expected) <= share;
}

/** The largest difference, as a share of the range of the expected values. */
function shareOf(values: Float32Array, expected: Float32Array): number {
  const range = extreme(expected, Math.max) - extreme(expected, Math.min);
  return largestDifference(values, expected) / (range || 1);
}

function extreme(values: Float32Array, choose: (a: number, b: number) => number): number {
  return values.reduce((a, b) => choose(a, b));
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}
