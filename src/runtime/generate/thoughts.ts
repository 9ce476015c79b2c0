import type { TracePart } from '../../protocol/generation';
import type { ModelTokenizer } from '../tokenizer/huggingFace';

/** The ids of `<think>` and `</think>`. */
export interface ThinkMarkers {
  open: number;
  close: number;
}

/** Null for a model whose vocabulary has no such tokens: its reasoning, if any, cannot be told apart by ids. */
export function thinkMarkers(tokenizer: ModelTokenizer): ThinkMarkers | null {
  const open = tokenizer.idOf('<think>');
  const close = tokenizer.idOf('</think>');
  return open === null || close === null ? null : { open, close };
}

/** Whether a prompt ends with an opened think block, white space after the marker aside: what follows is reasoning. */
export function endsInThoughts(ids: ArrayLike<number>, { open }: ThinkMarkers, tokenizer: ModelTokenizer): boolean {
  let last = ids.length - 1;
  while (last > 0 && tokenizer.decode([ids[last]]).trim() === '') last--;
  return ids[last] === open;
}

/**
 * Tells reasoning from answer, id by id: reasoning is what lies between `<think>` and the first `</think>`, the block being open
 * already or opened by the first token; everything after it, or everything when there is no block, is the answer.
 *
 * @returns for each id in turn its part; null for the two markers
 */
export function thoughtSplitter(markers: ThinkMarkers | null, open: boolean): (id: number) => TracePart | null {
  let state: TracePart | 'start' = open ? 'reasoning' : 'start';
  return (id) => {
    if (state === 'start') {
      state = id === markers?.open ? 'reasoning' : 'answer';
      return state === 'reasoning' ? null : state;
    }
    if (state === 'reasoning' && id === markers?.close) {
      state = 'answer';
      return null;
    }
    return state;
  };
}
