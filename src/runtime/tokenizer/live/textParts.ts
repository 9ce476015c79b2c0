import type { TextEdit } from '../../../protocol/followedText';
import type { Cuts } from './cuts';

/** Some of a text, from one cut to the next. */
export interface TextPart {
  readonly text: string;
}

/** In UTF-16 units: read in about a millisecond, and few enough of them to be gone through with every edit. */
const usualPartLength = 1024;
/** Where one types, one types on. */
const editedPartLength = 128;

/** A text in parts that can be read apart. An edit replaces the parts that it touches, and those beside them that cannot stay apart. */
export class TextParts {
  readonly all: TextPart[];
  length: number;

  /**
   * @param cuts null where none is known: the text is one part
   * @param partLength parts are at least this long, but for the last one and those that edits made shorter
   */
  constructor(
    text: string,
    private readonly cuts: Cuts | null,
    private readonly partLength = usualPartLength,
  ) {
    this.all = this.split(text, this.partLength);
    this.length = text.length;
  }

  edit({ start, end, text }: TextEdit): { removed: TextPart[]; added: TextPart[] } {
    const first = this.indexAt(start);
    const last = this.indexAt(end);
    let [from, to] = [first.index, last.index + 1];
    let changed =
      this.all[first.index].text.slice(0, start - first.start) +
      text +
      this.all[last.index].text.slice(end - last.start);
    while (from > 0 && !this.mayCut(this.all[from - 1].text, changed)) changed = this.all[--from].text + changed;
    while (to < this.all.length && !this.mayCut(changed, this.all[to].text)) changed += this.all[to++].text;
    const typed = changed.length < 4 * usualPartLength;
    const added = this.split(changed, typed ? Math.min(editedPartLength, this.partLength) : this.partLength);
    const removed = this.all.splice(from, to - from, ...added);
    this.length += text.length - (end - start);
    return { removed, added };
  }

  /** The part that holds the unit at `offset`, and where it starts; the last one for the text's end. */
  indexAt(offset: number): { index: number; start: number } {
    if (offset < 0 || offset > this.length)
      throw new RangeError(`There is no offset ${offset} in ${this.length} units`);
    let start = 0;
    let index = 0;
    while (index < this.all.length - 1 && start + this.all[index].text.length <= offset)
      start += this.all[index++].text.length;
    return { index, start };
  }

  /** What comes two units away from the cut does not matter for it. */
  private mayCut(left: string, right: string): boolean {
    return left !== '' && (this.cuts?.at(left.slice(-2) + right.slice(0, 2), Math.min(2, left.length)) ?? false);
  }

  private split(text: string, partLength: number): TextPart[] {
    const parts: TextPart[] = [];
    let from = 0;
    for (let at = partLength; this.cuts && at < text.length - partLength / 2; at++) {
      if (!this.cuts.at(text, at)) continue;
      parts.push({ text: text.slice(from, at) });
      from = at;
      at += partLength - 1;
    }
    parts.push({ text: text.slice(from) });
    return parts;
  }
}
