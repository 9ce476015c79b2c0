import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, extension, loupe, openText, reset } from './loupe';

describe('activation', () => {
  afterEach(reset);

  it('happens by itself, and starts no process', async () => {
    await eventually('active', () => extension().isActive);
    const { runtime, inspector } = await loupe();
    assert.equal(runtime.state, 'stopped');
    assert.equal(runtime.pid, undefined);
    assert.equal(inspector.panel, undefined);
  });

  it('registers every command of the manifest', async () => {
    const declared: string[] = extension().packageJSON.contributes.commands.map(
      ({ command }: vscode.Command) => command,
    );
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.ok(declared.length > 10);
    assert.deepEqual(
      declared.filter((command) => !registered.has(command)),
      [],
    );
  });

  it('counts the tokens of the document, with the tokenizer alone', async () => {
    const { statusBar, runtime } = await loupe();
    await openText('One day, Lotte the fox went to the market.');
    await eventually('a count', () => /\d+ tokens/.test(statusBar.text));
    assert.ok(runtime.pid);
    assert.equal(runtime.loadedModels.has('pocket'), false);
  });
});
