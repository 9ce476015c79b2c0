export interface TextSize {
  /** Unicode code points. */
  characters: number;
  /** In UTF-8. */
  bytes: number;
}

let last: { text: string; size: TextSize } | null = null;

/** Counted once a text: the header asks at every change. */
export function textSize(text: string): TextSize {
  if (last?.text !== text) last = { text, size: measure(text) };
  return last.size;
}

function measure(text: string): TextSize {
  let characters = 0;
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i) ?? 0;
    if (point > 0xffff) i++;
    characters++;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return { characters, bytes };
}
