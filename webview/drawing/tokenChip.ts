import { tokenBytes } from '../../src/protocol/tokenLookup';
import { TokenFlag, type TokenTable } from '../../src/protocol/tokens';
import { tokenPieces, utf8Runs } from './tokenText';

export interface ChipLook {
  whitespace: boolean;
  ids: boolean;
  /** [T] steps of `heatStep`, 255 for none; null for alternating tints. */
  heat: Uint8Array | null;
}

/** The theme's chart colours that tokens take in turn. */
export const tints = ['blue', 'yellow', 'purple', 'green'];

/**
 * One token as nodes. Its text is only ever text nodes. Breaks at its end are shown by a sign within; the breaks
 * themselves come after the element, so that no empty sliver of it begins the next line.
 */
export function tokenChip(table: TokenTable, index: number, look: ChipLook): (HTMLElement | string)[] {
  const chip = document.createElement('span');
  chip.className = `token ${chipClass(table, index, look)}`;
  chip.dataset.index = String(index);
  chip.setAttribute('role', 'option');
  const character = firstOfShared(table, index);
  if (character) chip.dataset.character = character;

  const bytes = tokenBytes(table, index);
  const pieces = tokenPieces(bytes, look.whitespace);
  const lastInk = pieces.map((piece) => piece.kind !== 'break').lastIndexOf(true);
  for (const [at, { kind, text }] of pieces.entries()) {
    chip.append(kind === 'text' ? text : small(kind, text));
    if (kind === 'break' && at < lastInk) {
      chip.append('\n');
      chip.classList.add('lines');
    }
  }
  if (bytes.length === 0) chip.append(small('sign', '∅'));
  if (look.ids) chip.append(small('id', String(table.ids[index])));
  const breaksAfter = pieces.length - 1 - lastInk;
  return breaksAfter > 0 ? [chip, '\n'.repeat(breaksAfter)] : [chip];
}

function chipClass(table: TokenTable, index: number, { heat }: ChipLook): string {
  const special = table.flags[index] & (TokenFlag.special | TokenFlag.added) ? ' special' : '';
  if (!heat) return `tint-${index % tints.length}${special}`;
  return `${heat[index] === 255 ? 'unscored' : `heat-${heat[index]}`}${special}`;
}

function small(className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}

/** For the first of several tokens that hold one character together: that character. */
function firstOfShared(table: TokenTable, index: number): string | null {
  const { starts, ends } = table;
  const overlaps = (i: number) => i + 1 < starts.length && starts[i + 1] < ends[i];
  if (!overlaps(index) || (index > 0 && overlaps(index - 1))) return null;
  let last = index;
  while (overlaps(last)) last++;
  const { bytes, offsets } = table.bytes;
  return utf8Runs(bytes.subarray(offsets[index], offsets[last + 1])).find((run) => typeof run === 'string') ?? null;
}
