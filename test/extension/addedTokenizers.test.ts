import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension';
import { eventually, loupe, openText, reset } from './loupe';

describe('a tokenizer from a file', () => {
  let parts: ExtensionApi;
  let folder: string;

  before(async () => {
    parts = await loupe();
    folder = mkdtempSync(path.join(tmpdir(), 'loupe-added-'));
  });
  after(async () => {
    const { tokenizer } = parts.inspection.state;
    parts.inspection.setTokenizer({ kind: 'model', model: parts.inspection.state.model });
    if (tokenizer.kind === 'file') rmSync(tokenizer.path, { recursive: true });
    rmSync(folder, { recursive: true });
    await reset();
  });

  /** Words that a kind of splitting leaves, all unknown. */
  const add = (type: string) => {
    const file = path.join(folder, 'words.json');
    const model = { type: 'WordLevel', unk_token: '?', vocab: { '?': 0 } };
    writeFileSync(file, JSON.stringify({ version: '1.0', added_tokens: [], pre_tokenizer: { type }, model }));
    return vscode.commands.executeCommand('loupe.addTokenizerFile', vscode.Uri.file(file));
  };
  const counts = (what: string, text: string) => eventually(what, () => parts.statusBar.text.includes(text));

  it('counts in the status bar, and so does what replaces it', async () => {
    const { document } = await openText('one-two three');
    await add('WhitespaceSplit');
    await counts('words between white space', '2 tokens');
    await add('Whitespace');
    await counts('words and what is between them', '4 tokens');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), 'none-');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await counts('those of the edited text', '6 tokens');
  });
});
