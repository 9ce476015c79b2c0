import type { MergeOrigin, MergeStep, NoOrigin } from '../../../protocol/tokenOrigin';
import { type MergeRules, mergeParts } from '../mergeParts';
import { pickBytes } from '../utf8';
import type { Vocabulary } from '../vocabulary';

export interface MergeTelling {
  vocabulary: Vocabulary;
  rank: MergeOrigin['rank'];
  /** The tokenizer takes a word that is a token as it is, without merging. */
  takesWhole: boolean;
}

/**
 * How merging leads from `symbols` to a word's tokens, step by step; not told where the rules lead elsewhere.
 *
 * @param ids the tokens that the tokenizer gave
 */
export function mergeOrigin(
  symbols: Int32Array,
  rules: MergeRules,
  ids: ArrayLike<number>,
  { vocabulary, rank, takesWhole }: MergeTelling,
): MergeOrigin | NoOrigin {
  const steps: MergeStep[] = [];
  const merged = mergeParts(symbols.slice(), rules, (step) => steps.push(step));
  const same = sameIds(merged, ids);
  const whole = takesWhole && ids.length === 1;
  if (!same && !whole) return { kind: 'none', reason: 'differs' };
  return {
    kind: 'merges',
    rank,
    symbols: { ids: symbols, bytes: pickBytes(vocabulary.bytes, symbols) },
    steps,
    taken: whole ? (same ? 'same' : 'otherwise') : null,
  };
}

export function sameIds(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.prototype.every.call(a, (id: number, i: number) => id === b[i]);
}
