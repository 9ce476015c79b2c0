import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { inRepository } from '../support/paths';
import { boxesShow, type EditorBox, levelBoxes, themeColours } from './editorBoxes';
import { installed } from './installed';

const line = 3;
const text = 'Where does Mira Cask live?';

/** What the command line finds for the same text. */
const tokens: { bytes: string; logprob: number | null }[] = JSON.parse(
  execFileSync(process.execPath, [inRepository('dist/cli.js'), 'read', '--model', 'pocket', '--json', '-'], {
    input: text,
    encoding: 'utf8',
  }),
).tokens;

describe('decorations in the editor', function () {
  this.timeout(60_000);
  const window = installed();

  const boxes = (expected: EditorBox[]) => boxesShow(window(), (seen) => seen, expected);
  const boxesOnLine = (line: number) =>
    boxesShow(window(), (seen) => [...new Set(seen.map((box) => box.line))], [line]);

  before(async () => {
    await window().openFile('2-questions.txt');
    await window().selectLine(line);
  });

  it('tint every token of the selection, even and odd ones differently, until they are switched off', async () => {
    const colours = await themeColours(window(), ['loupe.evenTokenBackground', 'loupe.oddTokenBackground']);
    assert.notEqual(colours[0], colours[1]);
    await window().command('Loupe: Toggle Token Boundaries');
    await boxes(
      tokens.map(({ bytes }, index) => ({
        line,
        text: Buffer.from(bytes, 'hex').toString(),
        background: colours[index % 2],
      })),
    );
    await window().command('Loupe: Toggle Token Boundaries');
    await boxes([]);
  });

  it('tint tokens by their surprisal, expected ones not at all, until that is switched off', async () => {
    const colours = await themeColours(
      window(),
      [1, 2, 3, 4].map((level) => `loupe.surprisal${level}Background`),
    );
    const levels = tokens.map(({ bytes, logprob }) => {
      const bits = logprob === null ? 0 : -logprob / Math.LN2;
      const level = [1, 3, 6, 10].filter((bound) => bits >= bound).length - 1;
      return { text: Buffer.from(bytes, 'hex').toString(), level };
    });
    const runs = levelBoxes(line, levels, colours);
    assert.ok(new Set(runs.map(({ background }) => background)).size > 1, 'the text has several levels');
    await window().command('Loupe: Toggle Surprisal Heat');
    await boxes(runs);
    await window().command('Loupe: Toggle Surprisal Heat');
    await boxes([]);
  });

  it('follow the selection to another line, and leave nothing behind', async () => {
    await window().command('Loupe: Toggle Token Boundaries');
    await boxesOnLine(line);
    await window().selectLine(line + 1);
    await boxesOnLine(line + 1);
    await window().openFile('1-story.md');
    await window().tab('2-questions.txt').click();
    await window().command('Loupe: Toggle Token Boundaries');
    await boxes([]);
  });

  it('mark the token that is chosen in the Inspector, until that is closed', async () => {
    await window().selectLine(line);
    await window().command('Loupe: Inspect Selection');
    await window().webview.locator('tokens-tab .token', { hasText: 'live' }).click();
    const [background] = await themeColours(window(), ['loupe.selectedTokenBackground']);
    await boxes([{ line, text: ' live', background }]);
    await window().tab('Inspector').locator('.action-label').click();
    await boxes([]);
  });
});
