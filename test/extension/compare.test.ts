import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension';
import { eventually, loupe, openPanels, openText, reset } from './loupe';

describe('compare', () => {
  let parts: ExtensionApi;

  before(async () => {
    parts = await loupe();
  });
  afterEach(reset);

  const prompts = () => parts.compare.panel?.comparison.setup.prompts ?? [];

  /** Selects each of the texts in an editor that holds them, in the given order of cursors. */
  async function select(whole: string, ...texts: string[]): Promise<vscode.TextEditor> {
    const editor = await openText(whole);
    editor.selections = texts.map((text) => {
      const start = editor.document.positionAt(whole.indexOf(text));
      return new vscode.Selection(start, editor.document.positionAt(whole.indexOf(text) + text.length));
    });
    return editor;
  }

  async function openEmpty() {
    await openText('x');
    await vscode.commands.executeCommand('loupe.compare');
    const panel = await eventually('the panel', () => parts.compare.panel);
    const { comparison } = panel;
    comparison.setup = { ...comparison.setup, prompts: [], models: ['pocket'] };
    return panel;
  }

  it('selections become prompts in the order of the text, and are added to an open panel', async () => {
    await openEmpty();
    const editor = await select('What is 47 + 85?\n\nWhat is 7 + 8?\n', 'What is 7 + 8?', 'What is 47 + 85?');
    await vscode.commands.executeCommand('loupe.compareSelections');
    const file = editor.document.uri.path.split('/').at(-1);
    assert.deepEqual(
      prompts().map(({ label, text }) => [label, text]),
      [
        [`${file}:1`, 'What is 47 + 85?'],
        [`${file}:3`, 'What is 7 + 8?'],
      ],
    );
    await select('Write banana backwards.', 'banana');
    await vscode.commands.executeCommand('loupe.compareSelections');
    assert.deepEqual(
      prompts().map(({ text }) => text),
      ['What is 47 + 85?', 'What is 7 + 8?', 'banana'],
    );
    assert.deepEqual(openPanels(), ['loupe.compare']);
  });

  it('files become prompts', async () => {
    await openEmpty();
    const [one, two] = [await openText('first file'), await openText('second file')].map(
      ({ document }) => document.uri,
    );
    await vscode.commands.executeCommand('loupe.compareFiles', one, [one, two]);
    assert.deepEqual(
      prompts().map(({ text }) => text),
      ['first file', 'second file'],
    );
  });

  it('no more files are opened than fit', async () => {
    await openEmpty();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loupe-prompts-'));
    try {
      const files = Array.from({ length: 10 }, (_, index) => path.join(folder, `${index}.txt`));
      for (const file of files) fs.writeFileSync(file, path.basename(file));
      const uris = files.map((file) => vscode.Uri.file(file));
      await vscode.commands.executeCommand('loupe.compareFiles', uris[0], uris);
      assert.deepEqual(
        prompts().map(({ label }) => label),
        files.slice(0, 8).map((file) => path.basename(file)),
      );
      const opened = vscode.workspace.textDocuments.filter(({ fileName }) => files.includes(fileName));
      assert.equal(opened.length, 8);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('a file too long for a prompt is left out, with a message', async () => {
    await openEmpty();
    const [long, short] = [await openText('a'.repeat(100_001)), await openText('short')].map(
      ({ document }) => document.uri,
    );
    await vscode.commands.executeCommand('loupe.compareFiles', long, [long, short]);
    assert.deepEqual(
      prompts()
        .map(({ text }) => text)
        .filter((text) => text !== ''),
      ['short'],
    );
  });

  it('runs in the runtime process', async () => {
    const { comparison } = await openEmpty();
    comparison.setup = {
      ...comparison.setup,
      chat: true,
      thinking: true,
      prompts: [
        { id: 'a', label: '', text: 'What is 47 + 85?' },
        { id: 'b', label: '', text: 'What is 7 + 8?' },
      ],
    };
    await comparison.run();
    const { results } = comparison;
    assert.deepEqual(results?.failures, []);
    assert.match(results?.cells[0].text ?? '', /132$/);
    assert.ok(results?.cells[0].tokens.every(({ bytes }) => bytes instanceof Uint8Array));
  });

  it('a preset runs in a panel that is not open yet, in one that is, and in one that is hidden', async () => {
    await vscode.commands.executeCommand('loupe.comparePreset', 'longer');
    const panel = await eventually('the panel', () => parts.compare.panel);
    const ended = (count: number) => () => {
      const { results } = panel.comparison;
      return results && !results.running && results.cells.length === count && results;
    };
    const longer = await eventually('its outputs', ended(4));
    assert.equal(longer.setup.prompts[3].text, 'What is 1347 + 2485?');
    await vscode.commands.executeCommand('loupe.comparePreset', 'temperature');
    await eventually('outputs of the other', () => panel.comparison.results !== longer);
    const other = await eventually('all of them', ended(4));
    assert.deepEqual(
      other.setup.prompts.map(({ temperature }) => temperature),
      [0, 0.7, 1, 1.5],
    );
    await openText('on top of it');
    await vscode.commands.executeCommand('loupe.comparePreset', 'told');
    await eventually('outputs of the third', () => panel.comparison.results !== other);
    await eventually('both of them', ended(2));
  });

  it('a runtime that dies fails one cell, and the rest goes on', async () => {
    const { comparison } = await openEmpty();
    comparison.setup = {
      ...comparison.setup,
      chat: false,
      maxTokens: 200,
      prompts: [
        { id: 'a', label: '', text: 'import {' },
        { id: 'b', label: '', text: 'The President of the' },
      ],
    };
    const subscription = comparison.onDidProgress((progress) => {
      if (progress.kind !== 'token') return;
      subscription.dispose();
      process.kill(parts.runtime.pid ?? 0, 'SIGKILL');
    });
    await comparison.run();
    const { results } = comparison;
    assert.equal(results?.failures.length, 1);
    assert.match(results?.failures[0].message ?? '', /process stopped/);
    assert.ok((results?.failures[0].tokens.length ?? 0) > 0, 'what came before the crash is lost');
    assert.deepEqual(
      results?.cells.map(({ prompt }) => prompt),
      [1],
    );
  });

  it('closing the panel ends the run', async () => {
    const { comparison } = await openEmpty();
    comparison.setup = {
      ...comparison.setup,
      chat: false,
      // So hot a model does not come to an end by itself.
      sampling: { temperature: 2, topK: 0, topP: 1 },
      maxTokens: 400,
      repeats: 8,
      prompts: [
        { id: 'a', label: '', text: 'import {' },
        { id: 'b', label: '', text: 'The President of the' },
      ],
    };
    const run = comparison.run();
    await eventually('a token', () => comparison.results?.current);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await eventually('the panel is gone', () => parts.compare.panel === undefined);
    await run;
    assert.deepEqual(comparison.results?.cells, []);
  });
});
