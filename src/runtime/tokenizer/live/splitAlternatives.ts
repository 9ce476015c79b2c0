/**
 * Alternatives of the patterns that tokenizers split text with (GPT-2, GPT-4, GPT-4o and gpt-oss, Llama 3, Qwen, DeepSeek, Mistral's
 * Tekken, Phi). What they have in common:
 *
 * 1. none matches a letter or a digit together with white space or punctuation that follows it, the apostrophe and combining
 *    marks aside;
 * 2. none looks behind, and the only one that looks ahead, `\s+(?!\S)`, ends in white space.
 *
 * So no match crosses a cut after a letter or digit and before white space or punctuation; those before it end the same way
 * whatever comes after, and those after it begin the same way whatever came before.
 */
const known: ReadonlySet<string> = new Set([
  // Contractions.
  ...["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"],
  "'(?:[sdmt]|ll|ve|re)",
  "'(?i:[sdmt]|ll|ve|re)",
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)",
  "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])",
  // Letters.
  String.raw` ?\p{L}+`,
  String.raw`[^\r\n\p{L}\p{N}]?\p{L}+`,
  String.raw`[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+`,
  String.raw`[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+`,
  '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+',
  ...letters('[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]', '[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]'),
  '[一-龥]+',
  '[一-鿿]',
  '[一-龥\u3040-ゟ゠-ヿ]+',
  // Digits.
  String.raw`\p{N}`,
  String.raw`\p{N}+`,
  String.raw`\p{N}{1,3}`,
  String.raw` ?\p{N}+`,
  '[0-9]',
  // What is neither.
  String.raw` ?[^\s\p{L}\p{N}]+`,
  String.raw` ?[^\s\p{L}\p{N}]+[\r\n]*`,
  String.raw` ?[^\s\p{L}\p{N}]+[\r\n/]*`,
  String.raw` ?[\p{P}\p{S}]+[\r\n]*`,
  // White space.
  ...[String.raw`[\r\n]`, String.raw`\s?[\r\n]+`, String.raw`\s*[\r\n]+`, String.raw`\s*[\r\n]`],
  String.raw`\s+(?!\S)`,
  String.raw`\s+`,
]);

/** Words as GPT-4o has them, with and without their contractions. */
function letters(upper: string, lower: string): string[] {
  const words = [`[^\\r\\n\\p{L}\\p{N}]?${upper}*${lower}+`, `[^\\r\\n\\p{L}\\p{N}]?${upper}+${lower}*`];
  return words.flatMap((word) => [word, `${word}(?i:'s|'t|'re|'ve|'m|'ll|'d)?`]);
}

/**
 * What is known of a pattern: that it can be cut within (`uncrossed`), and moreover that it matches all white space, so that
 * a cut before white space is always between two matches (`covering`). Null for any other pattern.
 */
export function splitKind(pattern: string): 'covering' | 'uncrossed' | null {
  // Some files hold the line breaks themselves.
  const parts = alternatives(pattern.replaceAll('\r', '\\r').replaceAll('\n', '\\n'));
  if (!parts.every((part) => known.has(part))) return null;
  const white = [String.raw`\s+`, String.raw` ?[^\s\p{L}\p{N}]+`];
  const covers =
    parts.some((part) => part === white[0]) &&
    parts.some((part) => part.startsWith(white[1]) || part.startsWith(' ?[\\p{P}'));
  return covers ? 'covering' : 'uncrossed';
}

/** The pattern's top level, split at `|`. */
function alternatives(pattern: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  let inClass = false;
  for (const [token] of pattern.matchAll(/\\.|./gsu)) {
    if (inClass) inClass = token !== ']';
    else if (token === '[') inClass = true;
    else if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (token === '|' && depth === 0) {
      parts.push('');
      continue;
    }
    parts[parts.length - 1] += token;
  }
  return parts;
}
