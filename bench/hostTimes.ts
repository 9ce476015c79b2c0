import fs from 'node:fs';
import * as vscode from 'vscode';
import { eventually, loupe, openText, select } from '../test/extension/loupe';

const debounceMs = 200;

/** Declares the one test that measures inside the extension host how long a count takes, and leaves the times in a file. */
export function measure(file: string): void {
  describe('times', () => {
    it('are measured', async () => {
      const { statusBar } = await loupe();
      const sentence = 'The fox went to the market and came home with a lamp. ';
      const editor = await openText(sentence.repeat(400));
      await eventually('a first count', () => statusBar.text.includes('tokens'));
      const counts: number[] = [];
      for (let turn = 0; turn < 9; turn++) {
        const before = statusBar.text;
        const selected = new Promise<number>((resolve) => {
          const subscription = vscode.window.onDidChangeTextEditorSelection(() => {
            subscription.dispose();
            resolve(performance.now());
          });
        });
        // 10 KB, each time a few tokens more.
        select(editor, 0, 10_000 + turn * 20);
        const start = await selected;
        while (statusBar.text === before) await new Promise((resolve) => setImmediate(resolve));
        counts.push(performance.now() - start - debounceMs);
      }
      fs.writeFileSync(file, JSON.stringify(counts.slice(1)));
    });
  });
}
