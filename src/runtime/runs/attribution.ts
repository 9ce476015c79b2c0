import { setImmediate as nextTurn } from 'node:timers/promises';
import { LoupeError } from '../../protocol/errors';
import type { Attribution, AttributionParams, AttributionsParams, LogitPart } from '../../protocol/lens';
import { spread } from '../measure/spread';
import type { ForwardChunk } from '../model/languageModel';
import type { Run } from './run';

/** Differences of logits up to this share of their range are rounding, float16 weights included. */
const tolerated = 0.01;

type Addition = Pick<LogitPart, 'kind' | 'layer'> & { values: Float32Array };

/** Direct logit attribution of one token's logit at one position. Throws as `attributions`. */
export async function attribution(
  run: Run,
  { tokenId, ...params }: AttributionParams,
  signal: AbortSignal,
): Promise<Attribution> {
  const [one] = await attributions(run, { ...params, tokenIds: [tokenId] }, signal);
  return one;
}

/**
 * Direct logit attribution of tokens' logits at one position. Throws `LoupeError` `residualsUnavailable`, `tokenOutOfRange`,
 * `attributionNormed`, `attributionNotLinear`, and `cancelled` between calls of the model; `RangeError` for a position that is not there.
 */
export async function attributions(
  run: Run,
  { position, tokenIds }: AttributionsParams,
  signal: AbortSignal,
): Promise<Attribution[]> {
  const { model } = run.opened;
  const { residuals } = model.capabilities;
  const { name } = model.description;
  if (!residuals.available) throw new LoupeError('residualsUnavailable', name, residuals.reason);
  if (model.additions === 'none') throw new LoupeError('attributionNormed', name);
  const outside = tokenIds.find((id) => !(id >= 0 && id < model.vocabularySize));
  if (outside !== undefined) throw new LoupeError('tokenOutOfRange', outside, model.vocabularySize);
  const stream = await streamAt(run, position, signal);
  const last = stream.residuals[stream.residuals.length - 1];
  const unembed = async (state: Float32Array) => {
    await nextTurn();
    if (signal.aborted) throw new LoupeError('cancelled');
    return model.unembed(state);
  };

  const final = await unembed(last);
  const constant = await unembed(new Float32Array(last.length));
  const range = final.reduce((a, b) => Math.max(a, b)) - final.reduce((a, b) => Math.min(a, b));
  const isSame = (logits: Float32Array) => logits.every((z, id) => Math.abs(z - final[id]) <= tolerated * range);
  // Only a norm that takes the mean out does not see that all values were raised alike.
  const raised = spread(last, false);
  const centred = isSame(await unembed(last.map((value) => value + raised)));
  const whole = spread(last, centred);
  const results = tokenIds.map((tokenId): Attribution => {
    return { tokenId, logit: final[tokenId], constant: constant[tokenId], parts: [] };
  });
  for (const { kind, layer, values } of additionsOf(stream)) {
    // As large as the whole state, it is divided by the same number, epsilon included.
    const scale = whole / spread(values, centred);
    const logits = Number.isFinite(scale) ? await unembed(values.map((value) => value * scale)) : null;
    for (const { tokenId, constant, parts } of results)
      parts.push({ kind, layer, logit: logits ? (logits[tokenId] - constant) / scale : 0 });
  }
  for (const { logit, constant, parts } of results) {
    const sum = parts.reduce((total, part) => total + part.logit, constant);
    if (!(Math.abs(sum - logit) <= tolerated * range)) throw new LoupeError('attributionNotLinear', name);
  }
  return results;
}

/** The stream at one position, which is read again behind a fork of the run's cache. */
async function streamAt(
  { ids, cache, opened: { model } }: Run,
  position: number,
  signal: AbortSignal,
): Promise<{ residuals: Float32Array[]; middles: Float32Array[] }> {
  if (!(position >= 0 && position < ids.length)) throw new RangeError(`There is no position ${position}.`);
  const before = cache.fork();
  before.truncate(position);
  const chunks: ForwardChunk[] = [];
  const asked = { logits: 'none', residuals: true, middles: model.additions === 'halves', signal } as const;
  await model.forward([ids[position]], before, { ...asked, onChunk: (chunk) => chunks.push(chunk) });
  const [{ residuals = [], middles = [] }] = chunks;
  return { residuals, middles };
}

/** What was added to the stream, in order. */
function additionsOf({ residuals, middles }: Awaited<ReturnType<typeof streamAt>>): Addition[] {
  const additions: Addition[] = [{ kind: 'embedding', layer: null, values: residuals[0] }];
  for (let layer = 0; layer + 1 < residuals.length; layer++) {
    const [before, middle, after] = [residuals[layer], middles[layer], residuals[layer + 1]];
    if (middle) {
      additions.push({ kind: 'attention', layer, values: difference(middle, before) });
      additions.push({ kind: 'feedForward', layer, values: difference(after, middle) });
    } else {
      additions.push({ kind: 'block', layer, values: difference(after, before) });
    }
  }
  return additions;
}

const difference = (a: Float32Array, b: Float32Array) => a.map((value, i) => value - b[i]);
