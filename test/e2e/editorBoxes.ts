import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Workbench } from '../support/workbench';

/** What a decoration is drawn on. Boxes of one kind that touch are one. */
export interface EditorBox {
  /** Counted from 1. */
  line: number;
  text: string;
  /** As the browser computes it. */
  background: string;
}

/** The boxes that the extension draws in the text editor, by line and from left to right, with the text that lies under each. */
export async function editorBoxes(window: Workbench): Promise<EditorBox[]> {
  const { boxes, rows } = await layout(window);
  return boxes
    .sort((a, b) => a.top - b.top || a.left - b.left)
    .map(({ top, left, right, background }) => {
      const row = rows.find((row) => Math.abs(row.top - top) < 2);
      const under = row?.letters.filter(({ middle }) => middle > left && middle < right) ?? [];
      return { line: row?.line ?? 0, text: under.map(({ letter }) => letter).join(''), background };
    });
}

/** Waits for what is seen of the boxes to be that. */
export async function boxesShow<T>(window: Workbench, look: (boxes: EditorBox[]) => T, expected: T): Promise<void> {
  for (const deadline = Date.now() + 15_000; ; await delay(100)) {
    const seen = look(await editorBoxes(window));
    if (isDeepStrictEqual(seen, expected)) return;
    if (Date.now() > deadline) assert.deepEqual(seen, expected);
  }
}

/** The boxes that tokens of one line get, each by its level of these colours, none by -1: those that touch are one. */
export function levelBoxes(line: number, tokens: { text: string; level: number }[], colours: string[]): EditorBox[] {
  const boxes: EditorBox[] = [];
  let before = -1;
  for (const { text, level } of tokens) {
    const box = boxes.at(-1);
    if (level >= 0 && level === before && box) box.text += text;
    else if (level >= 0) boxes.push({ line, text, background: colours[level] });
    before = level;
  }
  return boxes;
}

/** Where things are, in pixels. */
interface Layout {
  boxes: { top: number; left: number; right: number; background: string }[];
  rows: { top: number; line: number; letters: { letter: string; middle: number }[] }[];
}

function layout(window: Workbench): Promise<Layout> {
  // No named function within: the compiler would have it call a helper that the page lacks.
  return window.page.locator('.editor-instance .monaco-editor').evaluate((editor, decoration): Layout => {
    const numbers = [...editor.querySelectorAll('.margin .line-numbers')].map((element) => ({
      top: element.getBoundingClientRect().top,
      line: Number(element.textContent),
    }));
    return {
      boxes: [...editor.querySelectorAll(decoration)].map((box) => {
        const { top, left, right } = box.getBoundingClientRect();
        return { top, left, right, background: getComputedStyle(box).backgroundColor };
      }),
      rows: [...editor.querySelectorAll('.view-line')].map((row) => {
        const { top } = row.getBoundingClientRect();
        const letters: Layout['rows'][0]['letters'] = [];
        const texts = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
        for (let node = texts.nextNode(); node; node = texts.nextNode()) {
          for (const [at, letter] of (node.textContent ?? '').split('').entries()) {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const { left, right } = range.getBoundingClientRect();
            // Spaces are drawn as ones that do not break.
            letters.push({ letter: letter.replace('\u00a0', ' '), middle: (left + right) / 2 });
          }
        }
        return { top, line: numbers.find((number) => Math.abs(number.top - top) < 2)?.line ?? 0, letters };
      }),
    };
  }, '.view-overlays [class*="ced-"]');
}

/** Colours that the extension contributes, as the browser computes them. */
export function themeColours(window: Workbench, ids: string[]): Promise<string[]> {
  return window.page.locator('.monaco-workbench').evaluate((workbench, names) => {
    const probe = workbench.appendChild(document.createElement('div'));
    const colours = names.map((name) => {
      probe.style.backgroundColor = `var(--vscode-${name.replace('.', '-')})`;
      return getComputedStyle(probe).backgroundColor;
    });
    probe.remove();
    return colours;
  }, ids);
}
