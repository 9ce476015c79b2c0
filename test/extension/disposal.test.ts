import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension';
import { closeEditors, eventually, inspect, isLoupeError, loupe, openText, readingOf, reset, select } from './loupe';

const story = 'One day, Lotte the fox went to the market.';

/** How many listeners each event of the parts that panels listen to has. */
function listeners({ inspection, trace, runtime }: ExtensionApi): Record<string, number> {
  const counted: Record<string, number> = {};
  const { results, marks } = inspection;
  for (const [owner, part] of Object.entries({ inspection, results, marks, trace, runtime })) {
    for (const [name, value] of Object.entries(part)) {
      const set = (value as { listeners?: unknown } | null)?.listeners;
      if (set instanceof Set) counted[`${owner}.${name}`] = set.size;
    }
  }
  return counted;
}

describe('closing the Inspector', () => {
  let parts: ExtensionApi;

  const attention = (runId: string) =>
    parts.runtime.request('attentionHead', { runId, layer: 0, head: 0, dropSink: false });

  before(async () => {
    parts = await loupe();
    await reset();
  });
  afterEach(reset);

  it('leaves no listener', async () => {
    const before = listeners(parts);
    assert.ok(Object.keys(before).length >= 11, 'no events found to count');
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
    assert.ok(await attention(runId));
    await closeEditors();
    await assert.rejects(attention(runId), isLoupeError('runGone'));
    assert.equal(parts.inspection.state.subject, null);
  });

  it('is not needed to free the run of a text that gave way to none', async () => {
    const editor = await openText(story);
    await inspect();
    const { runId } = await readingOf(parts, story);
    await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 0, story.length)));
    await eventually('the empty document', () => parts.inspection.state.subject?.text === '');
    await assert.rejects(attention(runId), isLoupeError('runGone'));
  });

  it('is not needed to free the run of a text whose successor was cancelled', async () => {
    const editor = await openText(story);
    await inspect();
    const { runId } = await readingOf(parts, story);
    select(editor, 0, 20);
    await inspect();
    parts.inspection.cancel();
    assert.equal(parts.inspection.reading, null);
    await assert.rejects(attention(runId), isLoupeError('runGone'));
  });

  it('leaves no mark', async () => {
    await openText(story);
    await inspect();
    await readingOf(parts, story);
    parts.inspection.marks.set({ range: { start: 0, end: 3 }, kind: 'select' });
    await closeEditors();
    assert.equal(parts.inspection.marks.current, null);
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
