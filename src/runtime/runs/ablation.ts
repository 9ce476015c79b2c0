import type { Ablation, AblationParams, AblationRow } from '../../protocol/ablation';
import { LoupeError } from '../../protocol/errors';
import { divergence } from '../measure/divergence';
import { entropyOf, logSumExp, rankOf } from '../measure/logits';
import { topK } from '../measure/topK';
import type { ForwardChunk, ForwardOptions, Intervention, KvCache } from '../model/languageModel';
import type { OpenedModel } from '../models';
import { checkHead, checkLayer } from './headRange';
import type { Run } from './run';

/**
 * What a run's model predicts at one position with a part of it ablated at all positions, against what it predicts as it is. The
 * text is read anew, behind no cache of the run's. Throws `LoupeError` `ablationUnavailable`, `layerOutOfRange`, `headOutOfRange`,
 * `modelTooLarge`, and `cancelled` between chunks; `RangeError` for a position that is not there.
 */
export async function ablation(run: Run, params: AblationParams, signal: AbortSignal): Promise<Ablation> {
  const { position, kind } = params;
  // Taken together, before anything is awaited: a token may be appended meanwhile.
  const ids = [...run.ids];
  const behind = run.cache.fork();
  if (!(position >= 0 && position < ids.length)) throw new RangeError(`There is no position ${position}.`);
  const { model } = run.opened;
  const held = await holding(run, params);
  behind.truncate(position);
  const before = await lastLogits(run, ids.slice(position, position + 1), behind, { signal });
  const mean = kind === 'mean' ? await meanOutput(run, ids, params, signal) : null;
  const interventions = [held(mean)];
  const text = ids.slice(0, position + 1);
  const after = await lastLogits(run, text, model.createCache(), { interventions, signal });
  return {
    meanOver: mean && ids.length,
    divergence: divergence(before, after),
    entropy: { before: entropyOf(before), after: entropyOf(after) },
    ...rowsOf(run.opened, before, after, params.count),
  };
}

/** The change that holds a part at 0, or at its mean: [width], of all heads for a head. */
type Holding = (mean: Float32Array | null) => Intervention;

async function holding(run: Run, { layer, part }: AblationParams): Promise<Holding> {
  const { model } = run.opened;
  const { name } = model.description;
  checkLayer(model, layer);
  const { heads, contributions } = await model.interventions();
  if (typeof part === 'string') {
    if (!contributions.available) throw new LoupeError('ablationUnavailable', name, contributions.reason);
    return (mean) => ({ part, layer, keep: Float32Array.of(0), offset: mean ?? Float32Array.of(0) });
  }
  if (!heads.available) throw new LoupeError('ablationUnavailable', name, heads.reason);
  checkHead(model, part.head);
  const width = model.heads * heads.size;
  const start = part.head * heads.size;
  const end = start + heads.size;
  return (mean) => {
    const offset = new Float32Array(width);
    if (mean) offset.set(mean.subarray(start, end), start);
    return { part: 'heads', layer, keep: new Float32Array(width).fill(1).fill(0, start, end), offset };
  };
}

/** [width] of what the part gives, of all heads for a head. */
async function meanOutput(
  { opened: { model } }: Run,
  ids: readonly number[],
  { layer, part }: AblationParams,
  signal: AbortSignal,
): Promise<Float32Array> {
  const asked = typeof part === 'string' ? { residuals: true, middles: true } : { headOutputs: layer };
  let sums = new Float64Array(0);
  const onChunk = (chunk: ForwardChunk) => {
    const outputs = outputsIn(chunk, layer, part);
    const width = outputs.length / chunk.rows;
    if (sums.length === 0) sums = new Float64Array(width);
    for (let i = 0; i < outputs.length; i++) sums[i % width] += outputs[i];
  };
  await model.forward(ids, model.createCache(), { logits: 'none', ...asked, signal, onChunk });
  return Float32Array.from(sums, (sum) => sum / ids.length);
}

/** [rows, width] */
function outputsIn(
  { headOutputs, residuals = [], middles = [] }: ForwardChunk,
  layer: number,
  part: AblationParams['part'],
): Float32Array {
  if (typeof part !== 'string') return headOutputs ?? new Float32Array(0);
  const [before, after] =
    part === 'attention' ? [residuals[layer], middles[layer]] : [middles[layer], residuals[layer + 1]];
  return after.map((value, i) => value - before[i]);
}

async function lastLogits(
  { opened: { model } }: Run,
  ids: readonly number[],
  cache: KvCache,
  options: Pick<ForwardOptions, 'interventions' | 'signal'>,
): Promise<Float32Array> {
  let logits = new Float32Array(0);
  const onChunk = (chunk: ForwardChunk) => {
    logits = Float32Array.from(chunk.logits);
  };
  await model.forward(ids, cache, { ...options, logits: 'last', onChunk });
  return logits;
}

function rowsOf({ tokenizer }: OpenedModel, before: Float32Array, after: Float32Array, count: number) {
  const [sumBefore, sumAfter] = [logSumExp(before), logSumExp(after)];
  const ids = [...new Set([...topK(before, count), ...topK(after, count)])];
  const rows = ids.map(
    (id): AblationRow => ({
      ...tokenizer.tokenText(id),
      logprob: { before: before[id] - sumBefore, after: after[id] - sumAfter },
      rank: { before: rankOf(before, id), after: rankOf(after, id) },
    }),
  );
  const larger = ({ logprob }: AblationRow) => Math.max(logprob.before, logprob.after);
  const left = (side: 'before' | 'after') =>
    Math.max(
      0,
      rows.reduce((mass, { logprob }) => mass - Math.exp(logprob[side]), 1),
    );
  return {
    rows: rows.sort((a, b) => larger(b) - larger(a)),
    rest: { count: before.length - rows.length, probability: { before: left('before'), after: left('after') } },
  };
}
