import type { TokenSpan } from '../../../protocol/tokenLookup';
import type { TokenOrigin } from '../../../protocol/tokenOrigin';

/** Tokens on either side of the one asked about: parts of a text may have no end, as base64, or a text that is not split. */
const furthest = 40;

export type Word = Pick<TokenOrigin, 'word' | 'bounds'>;

/**
 * The tokens told of with the one at `index`. What merging or scores make of a part of the text holds for a run of its tokens alike,
 * since nothing joins beyond their edges.
 *
 * @param part the tokens of the same part of the split text
 * @param bytes of a token; without, the tokenizer is known to split at spaces
 */
export function wordAround(part: TokenSpan, index: number, bytes?: (index: number) => Uint8Array): Word {
  const startsWord = bytes && holdsWords(part, bytes) ? (i: number) => whiteSpace.has(bytes(i)[0]) : () => false;
  const isStart = (i: number) => i === part.first || startsWord(i);
  const isEnd = (i: number) => i === part.end || startsWord(i);
  let first = index;
  while (!isStart(first) && index - first < furthest) first--;
  let end = index + 1;
  while (!isEnd(end) && end - index <= furthest) end++;
  if (!isStart(first) || !isEnd(end)) return { word: { first, end }, bounds: 'nearby' };
  const whole = first === part.first && end === part.end;
  return { word: { first, end }, bounds: whole ? 'split' : 'whiteSpace' };
}

/** Whether a space follows on something else within the part: then the tokenizer does not split at spaces. */
function holdsWords({ first, end }: TokenSpan, bytes: (index: number) => Uint8Array): boolean {
  for (let i = first + 1; i < end; i++) if (bytes(i)[0] === space && bytes(i - 1).at(-1) !== space) return true;
  return false;
}

const space = 0x20;
const whiteSpace: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d, space]);

/** The run of equal values around `index`. */
export function runAround(values: readonly unknown[], index: number): TokenSpan {
  let first = index;
  while (first > 0 && values[first - 1] === values[index]) first--;
  let end = index + 1;
  while (end < values.length && values[end] === values[index]) end++;
  return { first, end };
}
