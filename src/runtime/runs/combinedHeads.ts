import { setImmediate as nextTurn } from 'node:timers/promises';
import { LoupeError } from '../../protocol/errors';
import type { HeadParams } from '../../protocol/runs';
import { maxMap, meanMap } from '../measure/attentionMaps';
import { identity, rollLayer } from '../measure/rollout';
import type { AttentionMaps } from './attentionMaps';

type HeadChoice = Pick<HeadParams, 'layer' | 'head' | 'combine'>;

/**
 * [T, T] One head's weights, or several heads' as one map. Throws `LoupeError` `layerOutOfRange`, `headOutOfRange`, and `cancelled`
 * between the rows of a rollout.
 *
 * @param name the model's, for errors
 */
export async function combinedHeads(
  captured: AttentionMaps,
  choice: HeadChoice,
  name: string,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { layers, heads } = chosenHeads(captured, choice, name);
  if (choice.combine === 'rollout') return rollout(captured, layers, heads, signal);
  if (layers.length === 1 && heads.length === 1) return captured.map(layers[0], heads[0]);
  const maps = mapsOf(captured, layers, heads);
  return choice.combine === 'max' ? maxMap(maps) : meanMap(maps);
}

function chosenHeads(
  captured: AttentionMaps,
  { layer, head, combine }: HeadChoice,
  name: string,
): { layers: number[]; heads: number[] } {
  const range = layer === 'all' ? { first: 0, last: captured.layers - 1 } : layer;
  const { first, last } = typeof range === 'number' ? { first: range, last: range } : range;
  const wrong = [first, last].find((index) => !inRange(index, captured.layers)) ?? (first > last ? last : undefined);
  if (wrong !== undefined) throw new LoupeError('layerOutOfRange', wrong, name, captured.layers - 1);
  if (head !== 'all' && !inRange(head, captured.heads)) {
    throw new LoupeError('headOutOfRange', head, name, captured.heads - 1);
  }
  const all = head === 'all' || combine === 'rollout';
  return { layers: indices(first, last), heads: all ? indices(0, captured.heads - 1) : [head] };
}

/** Work of one turn: 10⁷ products are a few milliseconds. */
const productsAtOnce = 1e7;

/** Of a long text it takes seconds: a cancel is heard between its rows. */
async function rollout(
  captured: AttentionMaps,
  layers: readonly number[],
  heads: readonly number[],
  signal: AbortSignal,
): Promise<Float32Array> {
  const { tokens } = captured;
  const rows = Math.max(1, Math.floor(productsAtOnce / tokens ** 2));
  const map = identity(tokens);
  for (const layer of layers) {
    const attention = meanMap(mapsOf(captured, [layer], heads));
    for (let end = tokens; end > 0; end -= rows) {
      await nextTurn();
      if (signal.aborted) throw new LoupeError('cancelled');
      rollLayer(map, attention, tokens, { first: Math.max(0, end - rows), end });
    }
  }
  return map;
}

/** One after the other: all at once may be a hundred times as large as one. */
function* mapsOf(
  captured: AttentionMaps,
  layers: readonly number[],
  heads: readonly number[],
): Generator<Float32Array> {
  for (const layer of layers) for (const head of heads) yield captured.map(layer, head);
}

function indices(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function inRange(index: number, count: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < count;
}
