/**
 * How OpenAI's encodings split text into pieces before merging: the patterns of `tiktoken`, which are written for Rust.
 * Three things read differently there and are spelled out here: `\s` (Rust's has U+0085 and lacks the byte order mark U+FEFF),
 * ignoring case (Rust's takes `ſ` for an `s`), and inline flags.
 */
const space = String.raw`\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
const spaces = `[${space}]+(?![^${space}])|[${space}]+`;
const upper = String.raw`\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}`;
const lower = String.raw`\p{Ll}\p{Lm}\p{Lo}\p{M}`;
const contraction = `'(?:[sSſtTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])`;

const patterns = {
  r50k: String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^${space}\p{L}\p{N}]+|${spaces}`,
  cl100k: [
    contraction,
    String.raw`[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^${space}\p{L}\p{N}]+[\r\n]*`,
    String.raw`[${space}]*[\r\n]+|${spaces}`,
  ].join('|'),
  o200k: [
    String.raw`[^\r\n\p{L}\p{N}]?[${upper}]*[${lower}]+(?:${contraction})?`,
    String.raw`[^\r\n\p{L}\p{N}]?[${upper}]+[${lower}]*(?:${contraction})?`,
    String.raw`\p{N}{1,3}| ?[^${space}\p{L}\p{N}]+[\r\n/]*`,
    String.raw`[${space}]*[\r\n]+|${spaces}`,
  ].join('|'),
};

/** A fresh pattern that matches piece after piece and leaves nothing out. */
export function splitPattern(name: keyof typeof patterns): RegExp {
  return new RegExp(patterns[name], 'gu');
}
