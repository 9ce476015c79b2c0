import { spacedHex } from '../../src/protocol/bytes';
import { type SplitCharacter, splitCharacters } from '../../src/protocol/splitCharacters';
import { tokenBytes } from '../../src/protocol/tokenLookup';
import { TokenFlag, type TokenTable } from '../../src/protocol/tokens';
import { t } from '../ui/l10n';
import { tokenLabel, tokenPieces } from './tokenText';

export interface ChipLook {
  whitespace: boolean;
  ids: boolean;
  /** [T] steps of `heatStep`, 255 for none; null for alternating tints. */
  heat: Uint8Array | null;
  /** [T] bits of `TokenNote`; null for none. */
  notes?: Uint8Array | null;
}

/** What else is to be seen of a token. */
export const TokenNote = {
  /** A part of what is looked for. */
  found: 1,
  /** Written by a chat template, not by a person. */
  template: 2,
} as const;

/** Characters that are never wider than a line. */
const longest = 14;

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
  const bytes = tokenBytes(table, index);
  const pieces = tokenPieces(bytes, look.whitespace);
  const parts = splitCharacters(table.bytes, index);
  if (parts.length > 0) chip.title = partsText(parts);
  // Named where it begins: the token's last bytes are its first.
  const begun = parts.find(({ from }) => from === 0);
  const lastInk = pieces.map((piece) => piece.kind !== 'break').lastIndexOf(true);
  for (const [at, { kind, text }] of pieces.entries()) {
    const node = kind === 'text' ? text : small(kind, text);
    chip.append(begun && at === pieces.length - 1 ? named(node, tokenLabel(begun.bytes)) : node);
    if (kind === 'break' && at < lastInk) {
      chip.append('\n');
      chip.classList.add('lines');
    }
  }
  if (bytes.length === 0) chip.append(small('sign', '∅'));
  if (look.ids) chip.append(small('id', String(table.ids[index])));
  if (chip.textContent.length > longest) chip.classList.add('long');
  const breaksAfter = pieces.length - 1 - lastInk;
  return breaksAfter > 0 ? [chip, '\n'.repeat(breaksAfter)] : [chip];
}

/** Tints a chip by another `heat`. The rest of it stays: whoever points at it still points at the same element. */
export function tintAnew(chip: Element, index: number, look: ChipLook): void {
  chip.className = chip.className.replace(tintClasses, tintClass(index, look));
}

function chipClass(table: TokenTable, index: number, look: ChipLook): string {
  const special = table.flags[index] & (TokenFlag.special | TokenFlag.added) ? ' special' : '';
  const found = (look.notes?.[index] ?? 0) & TokenNote.found ? ' found' : '';
  return `${tintClass(index, look)}${special}${found}`;
}

function tintClass(index: number, { heat, notes }: ChipLook): string {
  if ((notes?.[index] ?? 0) & TokenNote.template) return 'template';
  if (!heat) return `tint-${index % tints.length}`;
  return heat[index] === 255 ? 'unscored' : `heat-${heat[index]}`;
}

/** All that `tintClass` gives. */
const tintClasses = /\b(?:template|tint-\d+|unscored|heat-\d+)\b/;

function small(className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}

/** A begun character stands before its bytes; not as text, which is the bytes' own. */
function named(node: Node | string, character: string): HTMLElement {
  const element = document.createElement('span');
  element.dataset.character = character;
  element.append(node);
  return element;
}

/** `E4 BD of 你 (E4 BD A0)`, for each character that a token holds a part of. */
export function partsText(parts: readonly SplitCharacter[]): string {
  return parts
    .map(({ bytes, from, to }) =>
      t('{0} of {1} ({2})', spacedHex(bytes.subarray(from, to)), tokenLabel(bytes), spacedHex(bytes)),
    )
    .join(', ');
}
