import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { inRepository } from '../support/paths';
import { boxesShow, levelBoxes, themeColours } from './editorBoxes';
import { installed } from './installed';

const line = 3;
const text = 'Where does Mira Cask live?';
const clearTint = 'Loupe: Clear Attention Tint';

/** What the command line finds for the same text. */
function commandLine<T>(...words: string[]): T {
  const all = [inRepository('dist/cli.js'), ...words, '--model', 'pocket', '--json', '-'];
  return JSON.parse(execFileSync(process.execPath, all, { input: text, encoding: 'utf8' }));
}

describe('the editor tinted by attention', function () {
  this.timeout(60_000);
  const window = installed();
  const words = commandLine<{ tokens: { bytes: string }[] }>('read').tokens.map(({ bytes }) =>
    Buffer.from(bytes, 'hex').toString(),
  );
  /** Query by key, of the head that the tab shows first. */
  const { values } = commandLine<{ values: number[][] }>('attention', '--layer', '0', '--head', '0');
  const level = (weight: number) => [0.02, 0.05, 0.2, 0.5].filter((bound) => weight >= bound).length - 1;
  const sides = {
    'by what it looks at': (token: number) => values[token].map(level),
    'by who looks at it': (token: number) => values.map((row) => level(row[token])),
  };
  type Side = keyof typeof sides;
  /** The token that tints others in the most levels. */
  const tokenFor = (side: Side) => {
    const variety = words.map((_, token) => new Set(sides[side](token).filter((level) => level >= 0)).size);
    assert.ok(Math.max(...variety) > 1, 'weights of several levels');
    return variety.indexOf(Math.max(...variety));
  };
  const tab = () => window().webview.locator('attention-tab');
  const choose = async (list: string, option: string) => {
    await tab().getByRole('combobox', { name: list }).click();
    await tab().getByRole('option', { name: option }).click();
  };
  const pick = (token: number) => tab().locator('loupe-token-strip .token').nth(token).click();

  /** Boxes of the tint: the picked token has its own mark as well. */
  async function tinted(levels: number[]): Promise<void> {
    const names = [1, 2, 3, 4].map((level) => `loupe.attention${level}Background`);
    const colours = await themeColours(window(), names);
    assert.equal(new Set(colours).size, names.length, 'colours tell levels apart');
    const expected = levelBoxes(
      line,
      words.map((text, token) => ({ text, level: levels[token] })),
      colours,
    );
    await boxesShow(window(), (seen) => seen.filter(({ background }) => colours.includes(background)), expected);
  }
  const untinted = () => tinted(words.map(() => -1));
  async function tint(side: Side): Promise<void> {
    const token = tokenFor(side);
    await pick(token);
    await choose('Tint the editor', side);
    await tinted(sides[side](token));
  }

  /** Commands in the palette whose names begin as that of ours does. */
  async function offered(): Promise<string[]> {
    const { page } = window();
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget .quick-input-box input').fill('>Loupe: C');
    const rows = page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'Loupe: Compare Prompts' }).waitFor();
    const names = await rows.locator('.label-name').allTextContents();
    await page.keyboard.press('Escape');
    return names.map((name) => name.trim());
  }

  before(async () => {
    await window().openFile('2-questions.txt');
    await window().selectLine(line);
    await window().command('Loupe: Inspect Selection');
    await window().webview.getByRole('tab', { name: 'Attention', exact: true }).click();
    await choose('Shown as', 'tinted text');
  });

  for (const side of Object.keys(sides) as Side[]) {
    it(`${side}, stronger where the weight is larger, until that is switched off`, async () => {
      await tint(side);
      await choose('Tint the editor', 'not at all');
      await untinted();
    });
  }

  it('until a command takes the tint away, which is there only while a tint is', async () => {
    await tint('by what it looks at');
    assert.ok((await offered()).includes(clearTint));
    await window().command(clearTint);
    await untinted();
    await tab().locator('editor-tint .levels').waitFor({ state: 'detached' });
    assert.ok(!(await offered()).includes(clearTint));
  });

  it('until the text is edited', async () => {
    await window().webview.locator('inspector-header').getByRole('checkbox', { name: 'Pin' }).click();
    await tint('by who looks at it');
    await window().selectLine(line);
    await window().page.keyboard.type('Who is Mira Cask?');
    await untinted();
  });
});
