import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension';
import { closeEditors, eventually, inspect, isLoupeError, loupe, openText, readingOf, reset } from './loupe';

const story = 'One day, Lotte the fox went to the market.';

/** How many listeners each of the inspection's and the runtime's events has. */
function listeners({ inspection, runtime }: ExtensionApi): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const [owner, part] of Object.entries({ inspection, runtime })) {
    for (const [name, value] of Object.entries(part)) {
      const set = (value as { listeners?: unknown } | null)?.listeners;
      if (set instanceof Set) counted[`${owner}.${name}`] = set.size;
    }
  }
  return counted;
}

describe('closing the Inspector', () => {
  let parts: ExtensionApi;

  before(async () => {
    parts = await loupe();
    await reset();
  });
  afterEach(reset);

  it('leaves no listener', async () => {
    const before = listeners(parts);
    assert.ok(Object.keys(before).length >= 5, 'no events found to count');
    await openText(story);
    await inspect();
    await readingOf(parts, story);
    assert.notDeepEqual(listeners(parts), before);
    await closeEditors();
    assert.deepEqual(listeners(parts), before);
  });

  it('leaves no run in the runtime', async () => {
    await openText(story);
    await inspect();
    const { runId } = await readingOf(parts, story);
    const head = () => parts.runtime.request('attentionHead', { runId, layer: 0, head: 0, dropSink: false });
    assert.ok(await head());
    await closeEditors();
    await assert.rejects(head, isLoupeError('runGone'));
    assert.equal(parts.inspection.state.subject, null);
  });

  it('leaves no mark', async () => {
    await openText(story);
    await inspect();
    await readingOf(parts, story);
    parts.inspection.setMark({ range: { start: 0, end: 3 }, kind: 'select' });
    await closeEditors();
    assert.equal(parts.inspection.mark, null);
  });

  it('keeps following for decorations only while they are switched on', async () => {
    const editor = await openText(story);
    await vscode.commands.executeCommand('loupe.toggleSurprisal');
    await readingOf(parts, story);
    await eventually('decorations', () => parts.decorations.rangesIn(editor).surprisal.flat().length > 0);
    await vscode.commands.executeCommand('loupe.toggleSurprisal');
    await eventually('nothing is inspected', () => parts.inspection.state.subject === null);
  });
});
