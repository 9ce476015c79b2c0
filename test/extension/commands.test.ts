import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension';
import { eventually, extension, inspect, loupe, openPanels, openText, readingOf, reset } from './loupe';

const story = 'One day, Lotte the fox went to the market.';

describe('commands', () => {
  let parts: ExtensionApi;

  before(async () => {
    parts = await loupe();
  });
  afterEach(reset);

  for (const command of ['showTokens', 'showAttention', 'showNextToken', 'showLayers', 'showTrace']) {
    it(`loupe.${command} opens the Inspector on the text`, async () => {
      await openText(story);
      await inspect(`loupe.${command}`);
      await readingOf(parts, story);
      await eventually('its page listens', () => parts.inspector.panel?.listening);
    });
  }

  it('loupe.inspectSample opens a story and inspects its text', async () => {
    await vscode.commands.executeCommand('loupe.inspectSample');
    const { document, selection } = vscode.window.activeTextEditor ?? assert.fail('no editor is open');
    const text = document.getText(selection);
    assert.match(text, /^Once there was .*\.$/);
    await readingOf(parts, text);
    await eventually('the Inspector', () => parts.inspector.visible);
  });

  it('loupe.inspectSelection brings the one Inspector back', async () => {
    await openText(story);
    await inspect();
    const { panel } = parts.inspector;
    await openText(`${story} Again.`);
    await inspect();
    assert.equal(parts.inspector.panel, panel);
    assert.deepEqual(openPanels(), ['loupe.inspector']);
  });

  it('loupe.compare opens Compare', async () => {
    await openText(story);
    await vscode.commands.executeCommand('loupe.compare');
    await eventually('its panel', () => openPanels().includes('loupe.compare'));
  });

  it('loupe.showModelCard opens the card of a model, as text where there is no preview of Markdown', async () => {
    const [model] = parts.models.models;
    await vscode.commands.executeCommand('loupe.showModelCard', model);
    const labels = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    await eventually('the card', () => labels().some((label) => label.includes('README.md')));
  });

  for (const [command, setting] of [
    ['toggleTokenBoundaries', 'decorations.tokenBoundaries'],
    ['toggleSurprisal', 'decorations.surprisal'],
  ]) {
    it(`loupe.${command} decorates the editor, and undoes it`, async () => {
      const editor = await openText(story);
      const value = () => vscode.workspace.getConfiguration('loupe').get(setting);
      const drawn = () => {
        const { boundaries, surprisal } = parts.decorations.rangesIn(editor);
        return [...boundaries, ...surprisal].flat().length;
      };
      assert.equal(value(), false);
      await vscode.commands.executeCommand(`loupe.${command}`);
      assert.equal(value(), true);
      await eventually('decorations', () => drawn() > 0);
      await vscode.commands.executeCommand(`loupe.${command}`);
      assert.equal(value(), false);
      assert.equal(drawn(), 0);
    });
  }

  it('bind keys that VS Code leaves free', () => {
    const keys: string[] = extension().packageJSON.contributes.keybindings.map(({ key }: { key: string }) => key);
    assert.ok(keys.length > 0);
    for (const key of keys) assert.match(key, /^ctrl\+k \w$/, `${key} is no chord`);
  });
});
