/**
 * Places where a text can be cut so that its parts, each read alone, give the tokens of the whole. Every rule looks at a few
 * characters around the place alone, so that an edit elsewhere cannot make it untrue.
 */
export interface Cuts {
  /** Whether the text may be cut before the UTF-16 unit `at`; never at its ends. */
  at(text: string, at: number): boolean;
  /** What is to be read in place of a part that begins at a cut: its tokens are those of the part within the whole. */
  continued(part: string): string;
}

/** Letters and digits that every version of Unicode, and every normal form C, has as such; of one UTF-16 unit each. */
const wordCharacter =
  /[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f\u05d0-\u05ea\u0620-\u063f\u0641-\u064a\u0904-\u0939\u0e01-\u0e30\u3041-\u3094\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3]/;

export const spaceCharacters = ' \t\r\n';

/**
 * Neither the apostrophe, which contractions go on with, nor `_`, which counts as a letter where single words are looked for, nor
 * any that combines with what is before it.
 */
export const punctuation = '!"#$%&()*+,-./:;<=>?@[\\]^`{|}~、。,!?:;「」『』()《》';

/** An added token, as far as it matters where one could be cut. */
export interface Uncut {
  content: string;
  /** Takes the white space behind it along. */
  rstrip?: boolean;
  /** Is not found next to a letter. */
  single_word?: boolean;
}

export interface CutOptions {
  /** What may stand behind a cut. */
  before: string;
  /** Tokens that are found in the text before it is split. */
  uncut: readonly Uncut[];
  /** Only ASCII before a cut: other letters may be changed before they are split. */
  ascii?: boolean;
  /** Pairs that a token of the vocabulary holds, so that they may stay together. */
  pairs?: ReadonlySet<string>;
  /** The tokenizer puts a space before every text: it does so for the one that a part begins with. */
  prepends?: boolean;
}

/** Cuts after a letter or a digit, before one of some other characters. */
export function wordCuts({ before, uncut, ascii = false, pairs, prepends = false }: CutOptions): Cuts {
  // Ahead of all that is looked up: one bit for each unit.
  const [ends, begins] = [new Uint8Array(0x10000), new Uint8Array(0x10000)];
  for (let unit = 0; unit < (ascii ? 0x80 : 0x10000); unit++) {
    if (wordCharacter.test(String.fromCharCode(unit))) ends[unit] = 1;
  }
  for (let i = 0; i < before.length; i++) begins[before.charCodeAt(i)] = 1;
  const apart = new Set(pairs);
  const firsts = new Set<string>();
  for (const { content, rstrip, single_word } of uncut) {
    // Where the text is normalised first, a token may be found in another case.
    for (const written of [content, content.toLowerCase(), content.toUpperCase()]) {
      for (let i = 1; i < written.length; i++) apart.add(written.slice(i - 1, i + 1));
      if (rstrip) ends[written.charCodeAt(written.length - 1)] = 0;
      if (single_word) begins[written.charCodeAt(0)] = 0;
      firsts.add(written[0]);
    }
  }
  return {
    at(text, at) {
      if (at <= 0 || at >= text.length) return false;
      if (!ends[text.charCodeAt(at - 1)] || !begins[text.charCodeAt(at)]) return false;
      if (apart.has(text.slice(at - 1, at + 1))) return false;
      // The space must be followed by what it stands before.
      return !prepends || (ends[text.charCodeAt(at + 1)] === 1 && !firsts.has(text[at + 1]));
    },
    continued: (part) => (prepends ? part.slice(1) : part),
  };
}
