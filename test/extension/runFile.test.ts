import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension';
import { writeRun } from '../../src/host/runFile/saveRun';
import { readRunFile } from '../../src/runFile/readRunFile';
import { eventually, inspect, loupe, openText, readingOf, reset } from './loupe';

const story = 'One day, Lotte the fox went to the market.';

describe('saved runs', () => {
  let parts: ExtensionApi;
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const file = (name: string) => vscode.Uri.joinPath(folder.uri, name);
  const customEditors = () =>
    vscode.window.tabGroups.all.flatMap(({ tabs }) =>
      tabs.flatMap(({ input }) => (input instanceof vscode.TabInputCustom ? [input.viewType] : [])),
    );

  before(async () => {
    parts = await loupe();
  });
  afterEach(reset);

  it('hold what was inspected, and open in an editor of their own', async () => {
    await openText(story);
    await inspect();
    const reading = await readingOf(parts, story);
    const chosen = { overview: true, layers: [0], half: true, lens: false, next: true, trace: false };
    const size = await writeRun(parts, chosen, file('fox.loupe.json'));
    const bytes = await vscode.workspace.fs.readFile(file('fox.loupe.json'));
    assert.equal(bytes.length, size);
    const run = await readRunFile(bytes, 'fox.loupe.json');
    assert.deepEqual([run.subject.text, run.reading.tokens.ids], [story, reading.tokens.ids]);
    assert.deepEqual([...(run.attention?.layers.keys() ?? [])], [0]);
    await vscode.commands.executeCommand('vscode.open', file('fox.loupe.json'));
    await eventually('its editor', () => customEditors().includes('loupe.runFile'));
  });

  it('that are broken open all the same, and are told of', async () => {
    await vscode.workspace.fs.writeFile(file('broken.loupe.json'), Buffer.from('{"format":'));
    await vscode.commands.executeCommand('vscode.open', file('broken.loupe.json'));
    await eventually('its editor', () => customEditors().includes('loupe.runFile'));
  });
});
