import { TokenFlag, type TokenTable } from '../../protocol/tokens';
import { pickBytes, type Ranges, rangesOfBytes, wellFormed } from './utf8';
import type { Vocabulary } from './vocabulary';

export interface TokenList {
  ids: Int32Array;
  /** [T] 1 for tokens that the tokenizer added by itself; absent when it adds none. */
  added?: Uint8Array;
}

/**
 * Bytes, ranges and flags of a text's tokens. Where the bytes are those of the text, ranges follow from them exactly; where the
 * tokenizer normalised the text, they are those that it reports.
 *
 * @param reportedRanges asked for only where the bytes differ
 */
export function describeTokens(
  text: string,
  { ids, added }: TokenList,
  vocabulary: Vocabulary,
  reportedRanges: () => Ranges,
): { tokens: TokenTable; lossless: boolean } {
  const bytes = pickBytes(vocabulary.bytes, added ? ids.map((id, i) => (added[i] ? -1 : id)) : ids);
  const flags = Uint8Array.from(ids, (id, i) =>
    added?.[i] ? TokenFlag.added | TokenFlag.special : vocabulary.isSpecial(id) ? TokenFlag.special : 0,
  );
  const readable = wellFormed(text);
  const rebuilt = Buffer.from(readable).equals(bytes.bytes);
  const ranges = rebuilt ? rangesOfBytes(readable, bytes) : reportedRanges();
  if (!rebuilt && added) placeAdded(ranges, added);
  return { tokens: { ids, ...ranges, bytes, flags }, lossless: rebuilt && readable === text };
}

/** An added token lies, without extent, at the end of what came before it. */
function placeAdded({ starts, ends }: Ranges, added: Uint8Array): void {
  let end = 0;
  for (let i = 0; i < added.length; i++) {
    if (added[i]) starts[i] = ends[i] = end;
    end = ends[i];
  }
}
