import {
  addedTokens,
  type Component,
  componentParts,
  modelType,
  type TokenizerFile,
  vocabularyEntries,
} from '../tokenizerFile';
import { type Cuts, punctuation, spaceCharacters, type Uncut, wordCuts } from './cuts';
import { splitKind } from './splitAlternatives';

/** Settings that decide whether a text can be cut. */
interface Step extends Component {
  normalizers?: Step[];
  use_regex?: boolean;
  add_prefix_space?: boolean;
  behavior?: string;
  invert?: boolean;
  split?: boolean;
  strip_left?: boolean;
  pattern?: { String?: string; Regex?: string };
}

interface Normalizing {
  /** Letters other than ASCII may become something else. */
  ascii: boolean;
  /** A mark is put before every text. */
  prepends: boolean;
  /** What a space becomes, if something else. */
  space: string | null;
}

/**
 * Where texts of a `tokenizer.json` can be cut; null where no place is known to be safe. What makes one safe:
 *
 * - normalizers change each character by itself, or by what is near it, but not across a letter and white space after it;
 * - the pre-tokenizer ends a word there, whatever is around it, and models read words one by one; or, without words,
 *   no token of the vocabulary holds the two characters side by side, so that byte-pair merging never joins them.
 */
export function fileCuts(file: TokenizerFile): Cuts | null {
  const { model } = file;
  const normalizing = readNormalizers(file.normalizer as Step | null | undefined);
  if (!normalizing || model.dropout) return null;
  const uncut = addedTokens(file) as Uncut[];
  const { ascii, prepends, space } = normalizing;
  const steps = (componentParts(file.pre_tokenizer) as Step[]).filter(
    // Nothing is left for it to split at.
    ({ type, pattern }) => !(type === 'Split' && pattern?.String === ' ' && space),
  );
  const kinds = steps.map(wordsOf);
  if (kinds.includes('unknown')) return null;
  // A part that begins with a space gets no other one put before it.
  const prefixed = prepends || steps.some(({ type, add_prefix_space }) => type === 'Metaspace' || add_prefix_space);
  if (kinds.includes('patterns') && kinds.every((kind) => kind === 'patterns' || kind === 'uncrossed')) {
    const before = prefixed ? ' ' : ascii ? spaceCharacters : spaceCharacters + punctuation;
    return wordCuts({ before, uncut, ascii, prepends });
  }
  if (kinds.some((kind) => kind === 'patterns' || kind === 'spaces')) {
    return wordCuts({ before: prefixed ? ' ' : spaceCharacters, uncut, ascii: true, prepends });
  }
  const marked = space ?? steps.find(({ type }) => type === 'Metaspace')?.replacement ?? null;
  if (modelType(model) !== 'BPE' || kinds.some((kind) => kind !== 'whole')) return null;
  // Each part's first and last token would be marked as a word's.
  if (model.end_of_word_suffix || model.continuing_subword_prefix) return null;
  return wordCuts({
    before: prefixed ? ' ' : ' \n',
    uncut,
    ascii: true,
    prepends,
    pairs: heldPairs(file, marked ?? ' '),
  });
}

/** Null where one of them is not known to leave what is around a cut alone. */
function readNormalizers(first: Step | null | undefined): Normalizing | null {
  const found: Normalizing = { ascii: false, prepends: false, space: null };
  for (const step of flat(first)) {
    const { type, pattern, content } = step;
    if (type === 'NFC') continue;
    if (type === 'Prepend') found.prepends = true;
    else if (type === 'Replace' && pattern?.String === ' ') found.space = content ?? '';
    else if (type === 'Strip' ? step.strip_left : !isLocal(step)) return null;
    else found.ascii = true;
  }
  return found.prepends && !found.space ? null : found;
}

const local = new Set([
  'Lowercase',
  'NFD',
  'NFKC',
  'NFKD',
  'StripAccents',
  'BertNormalizer',
  'Precompiled',
  'Nmt',
  'Strip',
]);

function isLocal({ type, pattern }: Step): boolean {
  if (type !== 'Replace') return local.has(type);
  return pattern?.Regex === ' {2,}' || (pattern?.String !== undefined && !/[\s\p{L}\p{N}]/u.test(pattern.String));
}

function flat(step: Step | null | undefined): Step[] {
  if (!step) return [];
  return step.normalizers ? step.normalizers.flatMap(flat) : [step];
}

/**
 * What a pre-tokenizer ends words with: all that the known patterns do, white space at least, nothing (`uncrossed`, `harmless`,
 * and `whole`, which marks the text and leaves it whole).
 */
function wordsOf(step: Step): 'patterns' | 'spaces' | 'uncrossed' | 'harmless' | 'whole' | 'unknown' {
  const { type, pattern, behavior, invert } = step;
  switch (type) {
    case 'ByteLevel':
      return step.use_regex === false ? 'uncrossed' : 'patterns';
    case 'Split': {
      const isolates = behavior === 'Isolated' || (behavior === 'Removed' && invert === true);
      const kind = isolates && pattern?.Regex !== undefined ? splitKind(pattern.Regex) : null;
      return kind === 'covering' ? 'patterns' : (kind ?? 'unknown');
    }
    case 'Digits':
    case 'Punctuation':
      return 'harmless';
    case 'Whitespace':
    case 'WhitespaceSplit':
    case 'BertPreTokenizer':
      return 'spaces';
    case 'Metaspace':
      return step.split === false ? 'whole' : 'spaces';
    default:
      return 'unknown';
  }
}

/**
 * Pairs of a character and the white space after it that some token holds, and all of those whose first character is no token,
 * since unknown ones may be joined.
 *
 * @param space what the vocabulary has for a space
 */
function heldPairs(file: TokenizerFile, space: string): Set<string> {
  const pairs = new Set<string>();
  const single = new Set<string>();
  for (const [token] of vocabularyEntries(file)) {
    if (token.length === 1) single.add(token);
    for (const [found, meant] of [
      [space, ' '],
      ['\n', '\n'],
    ]) {
      for (let at = token.indexOf(found, 1); at > 0; at = token.indexOf(found, at + 1))
        pairs.add(token[at - 1] + meant);
    }
  }
  for (let unit = 0; unit < 0x80; unit++) {
    const character = String.fromCharCode(unit);
    if (!single.has(character)) for (const meant of ' \n') pairs.add(character + meant);
  }
  return pairs;
}
