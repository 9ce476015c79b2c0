import { LoupeError } from '../../protocol/errors';
import type { ReadParams } from '../../protocol/runs';
import { leadingAdded } from '../../protocol/tokenLookup';
import { TokenFlag, type TokenTable } from '../../protocol/tokens';
import type { LanguageModel } from '../model/languageModel';
import { pickBytes } from '../tokenizer/utf8';

/** The tokens of a text that the model reads, and their range of the text in UTF-16 offsets. */
export interface UsedPart {
  tokens: TokenTable;
  used: { start: number; end: number };
}

/**
 * The whole text's tokens, or the first or last ones that fit the context: they keep their ids and offsets. A start token that the
 * tokenizer added stays in front of the last ones too: models that were trained with one rely on it.
 * Throws `LoupeError` `tooLong` for `refuse`; `nothingToConditionOn` where there are no tokens and the model has no start token.
 */
export function usedPart(
  model: LanguageModel,
  tokens: TokenTable,
  { text, beyondContext }: Pick<ReadParams, 'text' | 'beyondContext'>,
): UsedPart {
  const { context, description, startToken } = model;
  const total = tokens.ids.length;
  if (total === 0) {
    if (startToken === null) throw new LoupeError('nothingToConditionOn');
    return { tokens: addedToken(startToken), used: { start: 0, end: text.length } };
  }
  if (total <= context) return { tokens, used: { start: 0, end: text.length } };
  switch (beyondContext) {
    case 'refuse':
      throw new LoupeError('tooLong', total, description.name, context);
    case 'start':
      return { tokens: pickTokens(tokens, range(0, context)), used: { start: 0, end: tokens.ends[context - 1] } };
    case 'end': {
      const added = leadingAdded(tokens);
      const first = total - context + added;
      return {
        tokens: pickTokens(tokens, [...range(0, added), ...range(first, total)]),
        used: { start: tokens.starts[first], end: text.length },
      };
    }
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** Copies, so that a part of a long text's table does not keep all of it. */
function pickTokens({ ids, starts, ends, flags, bytes }: TokenTable, indices: readonly number[]): TokenTable {
  return {
    ids: Int32Array.from(indices, (index) => ids[index]),
    starts: Int32Array.from(indices, (index) => starts[index]),
    ends: Int32Array.from(indices, (index) => ends[index]),
    flags: Uint8Array.from(indices, (index) => flags[index]),
    bytes: pickBytes(bytes, indices),
  };
}

function addedToken(id: number): TokenTable {
  return {
    ids: Int32Array.of(id),
    starts: Int32Array.of(0),
    ends: Int32Array.of(0),
    flags: Uint8Array.of(TokenFlag.special | TokenFlag.added),
    bytes: { bytes: new Uint8Array(0), offsets: new Int32Array(2) },
  };
}
