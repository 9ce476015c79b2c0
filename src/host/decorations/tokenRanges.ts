import type { TextRange } from '../../protocol/generation';
import { tokensIn } from '../../protocol/tokenLookup';
import type { TokenTable } from '../../protocol/tokens';

/**
 * Ranges of the tokens within `visible`, sorted into `classes` lists by `classOf` (-1 leaves a token out). Tokens that
 * share a character share its range, and the one of the highest class gets it.
 */
export function tokenRanges(
  tokens: TokenTable,
  visible: readonly TextRange[],
  classes: number,
  classOf: (index: number) => number,
): TextRange[][] {
  const lists: TextRange[][] = Array.from({ length: classes }, () => []);
  for (const range of visible) {
    const { first, end } = tokensIn(tokens, range) ?? { first: 0, end: 0 };
    for (let index = first; index < end; ) {
      const [start, stop] = [tokens.starts[index], tokens.ends[index]];
      let highest = -1;
      for (; index < end && tokens.starts[index] === start; index++) highest = Math.max(highest, classOf(index));
      if (highest >= 0 && stop > start) lists[highest].push({ start, end: stop });
    }
  }
  return lists;
}
