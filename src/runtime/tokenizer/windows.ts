import type { Encoding } from 'tokenizers';
import type { TokenList } from './tokenTable';

/** In UTF-16 units. The library takes hundreds of bytes a token: 2 GB for a text of 10 MB. */
export const windowLength = 1 << 18;

/** Words that two windows share; the first half of them must be read the same in both. */
const sharedWords = 16;

/** Ids, and which of them the tokenizer added by itself: what the text holds is not in this mask, even where it is special. */
export function tokenList(encoding: Encoding): Required<TokenList> {
  return { ids: Int32Array.from(encoding.getIds()), added: Uint8Array.from(encoding.getSpecialTokensMask()) };
}

/**
 * Reads a long text window by window. A window counts up to a few words before its end, since the end may have changed how
 * its last words were split; the next window starts there.
 *
 * @param encode of one window, with the tokens that the tokenizer adds by itself
 * @param decode the text of ids
 * @returns null where windows cannot be told to give what the whole text would: the tokenizer normalises, marks where a text begins, or
 * does not split into words. Read the whole text then.
 */
export async function encodeWindows(
  text: string,
  encode: (window: string) => Promise<Encoding>,
  decode: (ids: Int32Array) => string,
): Promise<TokenList | null> {
  const parts: Required<TokenList>[] = [];
  let shared = new Int32Array(0);
  for (let from = 0; ; ) {
    const end = windowEnd(text, from);
    const encoding = await encode(text.slice(from, end));
    const { ids, added } = tokenList(encoding);
    const body = added.indexOf(0);
    const bodyEnd = added.lastIndexOf(0) + 1;
    if (!startsWith(ids.subarray(body), shared)) return null;
    const last = end === text.length;
    const [cut, sharedEnd] = last ? [bodyEnd, bodyEnd] : lastWords(encoding);
    const read = decode(ids.subarray(body, cut));
    if (cut <= body || !text.startsWith(read, from)) return null;
    // What the tokenizer adds counts once: at the start of the first window, at the end of the last.
    const [partStart, partEnd] = [from === 0 ? 0 : body, last ? ids.length : cut];
    parts.push({ ids: ids.subarray(partStart, partEnd), added: added.subarray(partStart, partEnd) });
    from += read.length;
    if (last) return from === text.length ? joinLists(parts) : null;
    shared = ids.slice(cut, sharedEnd);
  }
}

/** Never within a surrogate pair. */
function windowEnd(text: string, from: number): number {
  const end = Math.min(from + windowLength, text.length);
  return end < text.length && (text.codePointAt(end - 1) as number) > 0xffff ? end - 1 : end;
}

function startsWith(ids: Int32Array, prefix: Int32Array): boolean {
  return prefix.every((id, i) => ids[i] === id);
}

/** Where the last `sharedWords` words start, and where the second half of them does; zeros when there are fewer. */
function lastWords(encoding: Encoding): [start: number, half: number] {
  const words = encoding.getWordIds();
  const starts: number[] = [];
  for (let i = words.length - 1; i > 0 && starts.length < sharedWords; i--) {
    if (words[i] !== words[i - 1]) starts.push(i);
  }
  return starts.length < sharedWords ? [0, 0] : [starts[sharedWords - 1], starts[sharedWords / 2]];
}

function joinLists(lists: Required<TokenList>[]): TokenList {
  const length = lists.reduce((sum, { ids }) => sum + ids.length, 0);
  const ids = new Int32Array(length);
  const added = new Uint8Array(length);
  let at = 0;
  for (const list of lists) {
    ids.set(list.ids, at);
    added.set(list.added, at);
    at += list.ids.length;
  }
  return { ids, added };
}
