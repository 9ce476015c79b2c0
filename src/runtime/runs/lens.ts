import { setImmediate as nextTurn } from 'node:timers/promises';
import { LoupeError } from '../../protocol/errors';
import type { Lens, LensParams } from '../../protocol/lens';
import type { HandlerContext } from '../../protocol/rpc';
import type { RuntimeApi } from '../../protocol/runtimeApi';
import type { ForwardChunk } from '../model/languageModel';
import { LensMeasures } from './lensMeasures';
import type { Run } from './run';

/** Positions whose states are held at once. */
const positionsAtOnce = 64;
/** Logits held at once: 8 MB, which the unembedding gives within a fraction of a second. */
const logitsAtOnce = 2 ** 21;

/**
 * The logit lens over a part of a run: its tokens are read again behind a fork of its cache, which stays as it is. Reports the
 * states done of all. Throws `LoupeError` `residualsUnavailable`, and `cancelled` between calls of the model.
 */
export async function lens(
  run: Run,
  params: LensParams,
  { signal, progress }: HandlerContext<RuntimeApi['lens']['progress']>,
): Promise<Lens> {
  const { model, tokenizer } = run.opened;
  const { residuals, cache: kind } = model.capabilities;
  const { name } = model.description;
  if (!residuals.available) throw new LoupeError('residualsUnavailable', name, residuals.reason);
  // Taken together, before anything is awaited: a token may be appended meanwhile.
  const ids = [...run.ids];
  const cache = run.cache.fork();
  const first = Math.min(Math.max(0, params.first), ids.length);
  const positions = Math.max(0, Math.min(params.end, ids.length) - first);
  cache.truncate(first);

  const literal = typeof params.follow === 'object' ? await tokenizer.encodeIds(params.follow.text, 'text') : [];
  const follow = followedIds(params.follow, ids.slice(first + 1, first + positions + 1), literal[0], positions);
  const states = model.layers + 1;
  const measures = new LensMeasures(states, positions, Math.max(1, params.topK), follow);
  const rowsAtOnce = Math.max(1, Math.floor(logitsAtOnce / model.vocabularySize));
  // A model that must read its prefix anew does so once.
  const step = kind === 'none' ? positions : positionsAtOnce;
  let done = 0;
  for (let start = 0; start < positions; start += step) {
    const chunks: ForwardChunk[] = [];
    const part = ids.slice(first + start, first + Math.min(start + step, positions));
    const onChunk = (chunk: ForwardChunk) => chunks.push(chunk);
    await model.forward(part, cache, { logits: 'none', residuals: true, signal, onChunk });
    for (const chunk of chunks) await measureChunk(chunk);
  }
  const named = Array.from(literal, (id) => tokenizer.tokenText(id));
  return { first, named, ...measures.result(tokenizer) };

  /** The last state first: it says which token the others are asked about. */
  async function measureChunk({ first: position, rows, residuals: stream = [] }: ForwardChunk): Promise<void> {
    for (let state = states - 1; state >= 0; state--) {
      const width = stream[state].length / rows;
      for (let row = 0; row < rows; row += rowsAtOnce) {
        await nextTurn();
        if (signal.aborted) throw new LoupeError('cancelled');
        const end = Math.min(row + rowsAtOnce, rows);
        const logits = await model.unembed(stream[state].slice(row * width, end * width));
        for (let i = row; i < end; i++) {
          const own = logits.subarray((i - row) * model.vocabularySize, (i - row + 1) * model.vocabularySize);
          measures.add(state, position - first + i, own);
        }
        done += end - row;
        progress({ done, total: states * positions });
      }
    }
  }
}

/** [positions] the token to follow at each, -1 for none; null where none is to be followed at all. */
function followedIds(
  follow: LensParams['follow'],
  next: readonly number[],
  literal: number | undefined,
  positions: number,
): Int32Array | null {
  if (follow === 'next') return Int32Array.from({ length: positions }, (_, i) => next[i] ?? -1);
  return literal === undefined ? null : new Int32Array(positions).fill(literal);
}
