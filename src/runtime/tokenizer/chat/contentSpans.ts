import { randomUUID } from 'node:crypto';
import type { ChatMessage, ChatPlacement } from '../../../protocol/chat';
import type { TextRange } from '../../../protocol/generation';

export interface ContentSpan {
  placement: ChatPlacement;
  /** Where the content is in the rendered text; null where it is absent. */
  range: TextRange | null;
}

/**
 * Where each message's content is in a rendered chat. A message is rendered once more with a mark before and after its content, which
 * nobody can have written: where the text without the marks is the same as before, they tell the place exactly. With marks at the
 * content's first and last letters, a template that trims leaves them in place.
 *
 * A template may look into a content, or take it apart (the reasoning of earlier answers, say), so that a mark is lost. Then only the
 * longest part of the content that ends or begins at the other mark counts, without white space, which may be the template's, at its
 * unmarked end; or the content where it is found once.
 *
 * @param rendered what `render` gives for the messages
 */
export function contentSpans(
  messages: readonly ChatMessage[],
  rendered: string,
  render: (messages: ChatMessage[]) => string,
): ContentSpan[] {
  return messages.map((message, index) => {
    const { content } = message;
    const inner = content?.trim() ?? '';
    if (!content || inner === '') return { placement: 'whole', range: null };
    const marked = (text: string) => render(messages.map((one, i) => (i === index ? { ...one, content: text } : one)));
    const [before, after] = marks();
    const place = (text: string, placement: ChatPlacement) =>
      placeOf(
        attempt(() => marked(text)),
        { before, after, rendered, content, placement },
      );
    const lead = content.slice(0, content.indexOf(inner));
    const trail = content.slice(lead.length + inner.length);
    const whole = place(`${before}${content}${after}`, 'whole');
    if (whole?.placement === 'whole') return whole;
    const trimmed = place(`${lead}${before}${inner}${after}${trail}`, 'trimmed');
    return trimmed ?? whole ?? foundOnce(rendered, inner);
  });
}

interface Marked {
  before: string;
  after: string;
  rendered: string;
  content: string;
  /** Where both marks are left. */
  placement: ChatPlacement;
}

/** Null where the marks changed what the template writes, or none is left. */
function placeOf(text: string | null, { before, after, rendered, content, placement }: Marked): ContentSpan | null {
  if (text === null || text.replaceAll(before, '').replaceAll(after, '') !== rendered) return null;
  const [start, end] = [only(text, before), only(text, after)];
  if (start >= 0 && end > start) return { placement, range: { start, end: end - before.length } };
  if (end >= 0) {
    const length = commonEnd(rendered.slice(0, end), content);
    return changed({ start: end - rendered.slice(end - length, end).trimStart().length, end });
  }
  if (start >= 0) {
    const length = commonStart(rendered.slice(start), content);
    return changed({ start, end: start + rendered.slice(start, start + length).trimEnd().length });
  }
  return null;
}

function changed(range: TextRange): ContentSpan | null {
  return range.end > range.start ? { placement: 'changed', range } : null;
}

/** The last resort for a template that reads the content: where the text is found once, it is that. */
function foundOnce(rendered: string, inner: string): ContentSpan {
  const start = only(rendered, inner);
  return start < 0
    ? { placement: 'absent', range: null }
    : { placement: 'changed', range: { start, end: start + inner.length } };
}

/** Offset of a text that occurs once; −1 for none and for several. */
function only(text: string, part: string): number {
  const at = text.indexOf(part);
  return at === text.lastIndexOf(part) ? at : -1;
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a[length] === b[length]) length++;
  return length;
}

function commonEnd(a: string, b: string): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return length;
}

/** Letters and digits alone: nothing that a template splits or strips. */
function marks(): [string, string] {
  return [`B${randomUUID().replaceAll('-', '')}`, `A${randomUUID().replaceAll('-', '')}`];
}

/** Null where the template refuses a changed chat, though not the chat itself. */
export function attempt(render: () => string): string | null {
  try {
    return render();
  } catch {
    return null;
  }
}

/**
 * What is in `rendered` and not in `without`, where that is one piece that was put in; null where it is not. Where several
 * places are possible, the first: a tag before another one is `<a>`, not `a><`.
 */
export function insertedRange(rendered: string, without: string): TextRange | null {
  let start = commonStart(rendered, without);
  const length = rendered.length - without.length;
  if (length <= 0 || rendered.slice(start + length) !== without.slice(start)) return null;
  while (start > 0 && rendered[start - 1] === rendered[start + length - 1]) start--;
  return { start, end: start + length };
}
