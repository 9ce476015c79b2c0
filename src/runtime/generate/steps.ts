/** A step: tokens `start` up to, not including, `end`. */
export interface StepRange {
  start: number;
  end: number;
}

/**
 * Ends of sentences and lines, over UTF-8 bytes that are read as Latin-1 so that an index is a byte offset: `.` `!` `?` `;`
 * (and closing quotes or brackets) before white space; `。` `！` `？` `；` anywhere; a line break. What follows on the next line,
 * its indentation too, is the next step's. A run of marks or of white space is tried from its start only, so that long ones take
 * linear time.
 */
const stepEnd =
  /(?:(?<![.!?;])[.!?;]+["')\]]*(?=[ \t\r\n]|$)|(?:\xe3\x80\x82|\xef\xbc[\x81\x9b\x9f])+)(?:[ \t\r\n]*\n)?|(?<![ \t\r\n])[ \t\r\n]*\n/g;
/** Behind `1.` at the start of a line, which numbers what follows and ends no sentence. */
const behindListMarker = /(?<=(?:^|\n)[ \t]*\d+\.)/y;

/**
 * Splits a reasoning into steps by sentences and lines. Every token belongs to the step in which its first byte lies, so
 * that no step cuts a token; white space alone is no step but joins the one before it (at the start: the one after it).
 */
export function splitSteps(tokenBytes: readonly Uint8Array[]): StepRange[] {
  const text = tokenBytes.map((bytes) => Buffer.from(bytes).toString('latin1')).join('');
  const tokenStarts: number[] = [];
  let offset = 0;
  for (const bytes of tokenBytes) {
    tokenStarts.push(offset);
    offset += bytes.length;
  }
  const steps: StepRange[] = [];
  const isBlank = ({ start, end }: StepRange) =>
    !/[^ \t\r\n]/.test(text.slice(tokenStarts[start], tokenStarts[end] ?? text.length));
  let start = 0;
  for (const cut of [...stepEnds(text), text.length]) {
    let end = start;
    while (end < tokenStarts.length && tokenStarts[end] < cut) end++;
    if (end === start) continue;
    const step = { start, end };
    const last = steps.at(-1);
    if (last && (isBlank(step) || isBlank(last))) last.end = end;
    else steps.push(step);
    start = end;
  }
  return steps;
}

/** Byte offsets after each sentence and line, ascending. */
function stepEnds(text: string): number[] {
  return [...text.matchAll(stepEnd)]
    .map((match) => match.index + match[0].length)
    .filter((end) => {
      behindListMarker.lastIndex = end;
      return !behindListMarker.test(text);
    });
}
