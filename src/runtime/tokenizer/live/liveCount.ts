import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { isCancelled, LoupeError } from '../../../protocol/errors';
import type { TextEdit } from '../../../protocol/followedText';
import type { SpecialReading } from '../../../protocol/tokens';
import type { Tokenizer } from '../tokenizer';
import { type TextPart, TextParts } from './textParts';

/** Between turns of the event loop. */
const turnMs = 10;
/** Parts are counted side by side up to so many units: a call of the tokenizer may wait for a thread of its own. */
const unitsAtOnce = 1 << 12;
/** A part of more units than this, of a text without places to cut, is counted again only when typing rests. */
const longPart = 1 << 18;
const restMs = 200;
/** Of a part of more units than this so many are counted, and the rest is estimated: whole, it could take all memory. */
const longestRead = 1 << 20;

/**
 * The number of tokens of a text that is being edited. Equal to that of the whole text at any time; after an edit only the parts
 * that it touched are counted again.
 */
export class LiveCount {
  private readonly parts: TextParts;
  private readonly counts = new Map<TextPart, number>();
  private readonly uncounted: Set<TextPart>;
  private counted = { tokens: 0, units: 0 };
  /** Tokens that the tokenizer adds to any text. */
  private added = 0;
  private addedKnown = false;
  private running: Promise<void> | undefined;
  /** Parts that are being counted, and how to let go of them. */
  private readonly reading = new Map<TextPart, AbortController>();
  private lastEdit = Number.NEGATIVE_INFINITY;
  private closed = false;

  constructor(
    private readonly tokenizer: Tokenizer,
    private readonly special: SpecialReading,
    text: string,
    partLength?: number,
  ) {
    this.parts = new TextParts(text, tokenizer.cuts, partLength);
    this.uncounted = new Set(this.parts.all);
  }

  /** Of the text, in UTF-16 units. */
  get length(): number {
    return this.parts.length;
  }

  /** Tokens of the whole as those of the parts that are counted let expect; 0 while none is. */
  get estimate(): number {
    const { tokens, units } = this.counted;
    return units === 0 ? 0 : Math.round((tokens / units) * this.length);
  }

  /** Whether as many units were all counted, or some of them estimated since the text has no place to be cut. */
  isExact(units: number): boolean {
    return units <= longestRead || this.parts.all.every(({ text }) => text.length <= longestRead);
  }

  edit(edit: TextEdit): void {
    const { removed, added } = this.parts.edit(edit);
    for (const part of removed) this.forget(part);
    for (const part of added) this.uncounted.add(part);
    this.lastEdit = performance.now();
  }

  /** Tokens of the whole text as it is when they are counted. Throws `LoupeError('cancelled')` once closed. */
  async count(): Promise<number> {
    await this.countAll();
    return this.added + this.counted.tokens;
  }

  /** Tokens of a range of the text, read as a text of its own. */
  async countRange(start: number, end: number): Promise<number> {
    await this.countAll();
    const { all } = this.parts;
    const first = this.parts.indexAt(start);
    let last = this.parts.indexAt(end);
    // A cut is none in a text that ends right behind it.
    if (last.index > first.index && end - last.start < 2) last = this.parts.indexAt(last.start - 1);
    const textFrom = (index: number) => all[index].text + (all[index + 1]?.text ?? '');
    if (first.index === last.index)
      return this.added + (await this.read(textFrom(first.index).slice(start - first.start, end - first.start), true));
    const between = all.slice(first.index + 1, last.index).reduce((sum, part) => sum + (this.counts.get(part) ?? 0), 0);
    const edges = [
      this.read(all[first.index].text.slice(start - first.start), true),
      this.read(textFrom(last.index).slice(0, end - last.start), false),
    ];
    const [head, tail] = await Promise.all(edges);
    return this.added + head + between + tail;
  }

  close(): void {
    this.closed = true;
    for (const controller of this.reading.values()) controller.abort();
  }

  private async countAll(): Promise<void> {
    while (this.uncounted.size > 0 || !this.addedKnown) {
      this.running ??= this.countParts().finally(() => {
        this.running = undefined;
      });
      await this.running;
    }
  }

  private async countParts(): Promise<void> {
    if (!this.addedKnown) this.added = await this.tokenizer.count('', this.special);
    this.addedKnown = true;
    let turn = performance.now();
    while (this.uncounted.size > 0) {
      if (performance.now() - turn > turnMs) {
        await nextTurn();
        turn = performance.now();
      }
      const parts = this.nextParts();
      while (parts[0].text.length > longPart && performance.now() - this.lastEdit < restMs) await delay(restMs);
      if (this.closed) throw new LoupeError('cancelled');
      await Promise.all(parts.filter((part) => this.uncounted.has(part)).map((part) => this.countPart(part)));
    }
  }

  /** Those to count next: short ones side by side, a long one alone. */
  private nextParts(): TextPart[] {
    const parts: TextPart[] = [];
    let units = 0;
    for (const part of this.uncounted) {
      units += part.text.length;
      if (parts.length > 0 && units > unitsAtOnce) break;
      parts.push(part);
    }
    return parts;
  }

  private async countPart(part: TextPart): Promise<void> {
    const controller = new AbortController();
    this.reading.set(part, controller);
    try {
      const tokens = await this.read(part.text, part === this.parts.all[0], controller.signal);
      if (!this.uncounted.delete(part)) return;
      this.counts.set(part, tokens);
      this.counted.tokens += tokens;
      this.counted.units += part.text.length;
    } catch (error) {
      // It was edited meanwhile.
      if (!isCancelled(error) || this.closed) throw error;
    } finally {
      this.reading.delete(part);
    }
  }

  /** Tokens of some text, without those that are added. @param begins false: it comes after a cut */
  private async read(text: string, begins: boolean, signal?: AbortSignal): Promise<number> {
    const { cuts } = this.tokenizer;
    const whole = begins || !cuts ? text : cuts.continued(text);
    const read = whole.slice(0, longestRead);
    const tokens = (await this.tokenizer.count(read, this.special, signal)) - this.added;
    return whole.length > read.length ? Math.round((tokens / read.length) * whole.length) : tokens;
  }

  private forget(part: TextPart): void {
    this.reading.get(part)?.abort();
    if (this.uncounted.delete(part)) return;
    this.counted.tokens -= this.counts.get(part) ?? 0;
    this.counted.units -= part.text.length;
    this.counts.delete(part);
  }
}
