import { addedTokens, byteToken, componentParts, type TokenizerFile, vocabularyEntries } from './tokenizerFile';

/**
 * The bytes of every token of a `tokenizer.json`, by id; may have holes. How a vocabulary writes bytes follows from its decoder:
 * in the alphabet of GPT-2 (byte level), with `▁` for a space and `<0xE4>` for single bytes (SentencePiece), with a mark on
 * tokens that go on (WordPiece), or one at the end of words.
 */
export function tokenBytes(file: TokenizerFile): Uint8Array[] {
  const read = tokenReader(file);
  const bytes: Uint8Array[] = [];
  for (const [token, id] of vocabularyEntries(file)) bytes[id] = read(token);
  for (const { id, content, special } of addedTokens(file)) {
    // Special ones are matched in the text as it is, others in what the normalizer made of it.
    bytes[id] = special ? Buffer.from(content) : read(content);
  }
  return bytes;
}

function tokenReader(file: TokenizerFile): (token: string) => Uint8Array {
  const decoders = componentParts(file.decoder);
  const parts = [...decoders, ...componentParts(file.pre_tokenizer)];
  if (parts.some(({ type }) => type === 'ByteLevel')) return byteLevelBytes;

  const metaspace = parts.find(({ type }) => type === 'Metaspace')?.replacement;
  const replaced = decoders.find(({ type, content }) => type === 'Replace' && content === ' ')?.pattern?.String;
  const space = metaspace ?? replaced;
  const continuing = decoders.find(({ type }) => type === 'WordPiece')?.prefix;
  const wordEnd = decoders.find(({ type }) => type === 'BPEDecoder')?.suffix;
  const fallback = file.model.byte_fallback || decoders.some(({ type }) => type === 'ByteFallback');

  return (token) => {
    const byte = fallback && byteToken.exec(token);
    if (byte) return Uint8Array.of(Number.parseInt(byte[1], 16));
    let text = token;
    if (space) text = text.replaceAll(space, ' ');
    if (continuing && text.startsWith(continuing)) text = text.slice(continuing.length);
    if (wordEnd && text.endsWith(wordEnd)) text = `${text.slice(0, -wordEnd.length)} `;
    return Buffer.from(text);
  };
}

/**
 * GPT-2 writes each byte as a printable character: bytes that are printable in Latin-1 as themselves, the others, in order, as
 * U+0100 and up. Source: `bytes_to_unicode` of the GPT-2 release.
 */
const byteOfCharacter: ReadonlyMap<string, number> = (() => {
  const printable = (byte: number) => (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
  let next = 0x100;
  return new Map(
    Array.from({ length: 256 }, (_, byte) => [String.fromCharCode(printable(byte) ? byte : next++), byte]),
  );
})();

/** A token with a character outside the alphabet is no byte-level one: it was added, and is text. */
function byteLevelBytes(token: string): Uint8Array {
  const bytes = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) {
    const byte = byteOfCharacter.get(token[i]);
    if (byte === undefined) return Buffer.from(token);
    bytes[i] = byte;
  }
  return bytes;
}
