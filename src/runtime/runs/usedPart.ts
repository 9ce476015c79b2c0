import { LoupeError } from '../../protocol/errors';
import type { ReadParams } from '../../protocol/runs';
import type { TokenTable } from '../../protocol/tokens';
import { TokenFlag } from '../../protocol/tokens';
import type { LanguageModel } from '../model/languageModel';

/** The tokens of a text that the model reads, and their range of the text in UTF-16 offsets. */
export interface UsedPart {
  tokens: TokenTable;
  used: { start: number; end: number };
}

/**
 * The whole text's tokens, or the first or last ones that fit the context: they keep their ids and offsets.
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
      return { tokens: sliceTokens(tokens, 0, context), used: { start: 0, end: tokens.ends[context - 1] } };
    case 'end':
      return {
        tokens: sliceTokens(tokens, total - context, total),
        used: { start: tokens.starts[total - context], end: text.length },
      };
  }
}

/** Copies, so that a slice of a long text's table does not keep all of it. */
function sliceTokens({ ids, starts, ends, flags, bytes }: TokenTable, from: number, to: number): TokenTable {
  const first = bytes.offsets[from];
  return {
    ids: ids.slice(from, to),
    starts: starts.slice(from, to),
    ends: ends.slice(from, to),
    flags: flags.slice(from, to),
    bytes: {
      bytes: bytes.bytes.slice(first, bytes.offsets[to]),
      offsets: bytes.offsets.slice(from, to + 1).map((offset) => offset - first),
    },
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
