import type { TextRange } from '../../protocol/generation';
import type { TokenTable } from '../../protocol/tokens';

/**
 * Indices [first, end) of the tokens that may overlap `range`. Starts never decrease; ends of tokens that share a
 * character are equal, so the first candidate is found by its end.
 */
export function tokensIn({ starts, ends }: TokenTable, range: TextRange): { first: number; end: number } {
  const first = lowerBound(ends.length, (index) => ends[index] > range.start);
  const end = lowerBound(starts.length, (index) => starts[index] >= range.end);
  return { first, end: Math.max(first, end) };
}

/** The first token that covers the character at `offset`; -1 when none does. */
export function tokenAt(tokens: TokenTable, offset: number): number {
  const index = lowerBound(tokens.ends.length, (candidate) => tokens.ends[candidate] > offset);
  return index < tokens.ends.length && tokens.starts[index] <= offset ? index : -1;
}

/** The smallest index for which `holds`, which is false up to some index and true from there; `length` when none. */
function lowerBound(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
