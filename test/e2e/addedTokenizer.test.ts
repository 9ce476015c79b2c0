import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { installed } from './installed';

describe('a tokenizer from a file', function () {
  this.timeout(60_000);
  const window = installed();
  const page = () => window().page;
  const modal = () => page().locator('.monaco-dialog-box');
  const counts = (text: string) => page().locator('.statusbar-item', { hasText: text }).waitFor();

  /** Words that a kind of splitting leaves, all unknown; chosen in the dialog for files. */
  async function add(type: string): Promise<void> {
    const file = path.join(window().workspace, 'words.json');
    const model = { type: 'WordLevel', unk_token: '?', vocab: { '?': 0 } };
    writeFileSync(file, JSON.stringify({ version: '1.0', added_tokens: [], pre_tokenizer: { type }, model }));
    await window().command('Loupe: Add Tokenizer from File…');
    const dialog = page().locator('.quick-input-widget');
    // The dialog writes where it is, and then takes what is typed.
    await dialog.locator('.monaco-list-row', { hasText: 'words.json' }).waitFor();
    await dialog.locator('.quick-input-box input').fill(file);
    await page().keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
  }

  it('counts', async () => {
    writeFileSync(path.join(window().workspace, 'three.txt'), 'one-two three');
    await window().openFile('three.txt');
    await add('WhitespaceSplit');
    await counts('2 tokens');
  });

  it('stays where it is not to be replaced', async () => {
    await add('Whitespace');
    await modal().getByText('A tokenizer named words was added before. Replace it?').waitFor();
    await modal().getByRole('button', { name: 'Cancel' }).click();
    await modal().waitFor({ state: 'detached' });
    await counts('2 tokens');
  });

  it('is replaced where that is wanted', async () => {
    await add('Whitespace');
    await modal().getByRole('button', { name: 'Replace' }).click();
    await counts('4 tokens');
  });
});
