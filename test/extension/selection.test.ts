import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension';
import {
  closeEditors,
  eventually,
  focusInspector,
  inspect,
  isLoupeError,
  loupe,
  openFile,
  openText,
  pause,
  readingOf,
  reset,
  select,
  selectAndTell,
} from './loupe';

const story = 'One day, Lotte the fox went to the market. It was a cold, grey day.';

describe('from the selection to the Inspector', () => {
  let parts: ExtensionApi;

  before(async () => {
    parts = await loupe();
  });
  afterEach(reset);

  it('reads the selected text and shows it', async () => {
    const text = select(await openText(story), 9, 42);
    await inspect();
    const reading = await readingOf(parts, text);
    assert.equal(text, 'Lotte the fox went to the market.');
    assert.deepEqual(parts.inspection.state.subject, {
      document: parts.inspection.state.subject?.document,
      text,
      line: 1,
      selection: true,
      cutFrom: null,
    });
    const { tokens, logprobs, ranks } = reading;
    assert.equal(tokens.starts[0], 0);
    assert.equal(tokens.ends[tokens.ends.length - 1], text.length);
    assert.ok(Number.isNaN(logprobs[0]) && ranks[0] === 0);
    assert.ok(logprobs.slice(1).every((logprob) => logprob <= 0));
    assert.ok(ranks.slice(1).every((rank) => rank >= 1 && rank <= reading.vocabularySize));
    await eventually('its page listens', () => parts.inspector.panel?.listening);
  });

  it('takes the document where nothing is selected', async () => {
    await openText(story);
    await inspect();
    await readingOf(parts, story);
    assert.equal(parts.inspection.state.subject?.selection, false);
  });

  it('takes the document on demand even where something is selected', async () => {
    select(await openText(story), 0, 7);
    await pause(300);
    await inspect('loupe.inspectDocument');
    await readingOf(parts, story);
    await pause(500);
    assert.equal(parts.inspection.state.subject?.text, story);
  });

  it('follows the selection while it is visible', async () => {
    const editor = await openText(story);
    await inspect();
    await readingOf(parts, story);
    await readingOf(parts, select(editor, 0, 20));
    await readingOf(parts, select(editor, 43, story.length));
  });

  it('follows edits', async () => {
    const editor = await openText(story);
    await inspect();
    await readingOf(parts, story);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'So. '));
    await readingOf(parts, `So. ${story}`);
  });

  it('says that a pinned text was edited, until another is taken', async () => {
    const editor = await openText(story);
    const text = select(editor, 4, 20);
    await inspect();
    await readingOf(parts, text);
    parts.inspection.setPinned(true);
    const insert = (offset: number) => editor.edit((edit) => edit.insert(editor.document.positionAt(offset), 'So. '));
    await insert(0);
    assert.equal(parts.inspection.state.edited, false, 'an edit before it only moves it');
    await insert(12);
    assert.equal(parts.inspection.state.edited, true);
    assert.equal(parts.inspection.state.subject?.text, text);
    parts.inspection.setPinned(false);
    await inspect();
    assert.equal(parts.inspection.state.edited, false);
  });

  it('stays on its text while it is pinned', async () => {
    const editor = await openText(story);
    const text = select(editor, 0, 20);
    await inspect();
    await readingOf(parts, text);
    parts.inspection.setPinned(true);
    select(editor, 0, 8);
    await pause(500);
    assert.equal(parts.inspection.state.subject?.text, text);
  });

  it('shows a range in the editor without inspecting it', async () => {
    const editor = await openText(story);
    await inspect();
    await readingOf(parts, story);
    await focusInspector(parts);
    await parts.follower.reveal({ start: 9, end: 14 });
    assert.equal(editor.document.getText(vscode.window.activeTextEditor?.selection), 'Lotte');
    await pause(500);
    assert.equal(parts.inspection.state.subject?.text, story);
    await readingOf(parts, select(editor, 0, 8));
  });

  it('lets go of its place in a file that changes while it is closed', async () => {
    const { document } = await openText(story);
    await inspect();
    await readingOf(parts, story);
    parts.inspection.setPinned(true);
    await vscode.window.tabGroups.close(vscode.window.tabGroups.all[0].tabs);
    await vscode.workspace.fs.writeFile(document.uri, Buffer.from('Another text.'));
    await eventually('it is not there any more', () => parts.inspection.anchor === null);
    await parts.follower.reveal({ start: 9, end: 14 });
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  it('brings the selected mark back when a passing one ends', async () => {
    await openText(story);
    await inspect();
    await readingOf(parts, story);
    const selected = { range: { start: 9, end: 14 }, kind: 'select' } as const;
    parts.inspection.marks.set(selected);
    parts.inspection.marks.set({ range: { start: 0, end: 3 }, kind: 'hover' });
    parts.inspection.marks.endHover();
    assert.deepEqual(parts.inspection.marks.current, selected);
  });

  it('marks the token under the pointer, for as long as it is there', async () => {
    const { document } = await openText(story);
    await inspect();
    await readingOf(parts, story);
    const told: unknown[] = [];
    const subscription = parts.inspection.marks.onDidChange(({ mark }) => told.push(mark));
    const hover = (offset: number) =>
      vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        document.positionAt(offset),
      );
    const [shown] = await hover(10);
    const range = { start: 8, end: 14 };
    assert.deepEqual(told, [{ range, kind: 'hover' }]);
    assert.equal(document.getText(shown.range), story.slice(range.start, range.end));
    subscription.dispose();
  });

  it('does not read while nobody looks', async () => {
    const editor = await openText(story);
    select(editor, 0, 20);
    await eventually('a count of the selection', () => parts.statusBar.text.includes('6 tokens'));
    select(editor, 0, 8);
    await pause(500);
    assert.equal(parts.inspection.state.subject, null);
    assert.equal(parts.inspector.panel, undefined);
  });

  it('keeps the last of many selections', async () => {
    const editor = await openText(story.repeat(8));
    await inspect();
    for (let end = 100; end < 500; end += 50) {
      select(editor, 0, end);
      await inspect();
    }
    const last = select(editor, 10, 30);
    await inspect();
    const reading = await readingOf(parts, last);
    assert.equal(reading.tokens.ends[reading.tokens.ends.length - 1], last.length);
  });

  it('reads either part of a text beyond the context, and says how much', async () => {
    const text = story.repeat(80);
    await openText(text);
    await inspect();
    const start = await readingOf(parts, text);
    assert.equal(start.used.start, 0);
    assert.ok(start.used.end < text.length);
    assert.ok(start.totalTokens > start.context && start.tokens.ids.length <= start.context);
    parts.inspection.setPart('end');
    const end = await eventually('the end', () => parts.inspection.reading !== start && parts.inspection.reading);
    assert.ok(end.used.start > 0);
    assert.equal(end.used.end, text.length);
  });

  it('reads the end of a document that was cut, pinned or not', async () => {
    const text = Array.from({ length: 9000 }, (_, line) => `Line ${line} of many.`).join('\n');
    const editor = await openText(text);
    await inspect();
    await readingOf(parts, text.slice(0, 100_000));
    parts.inspection.setPinned(true);
    await selectAndTell(editor, 0, 6);
    await parts.follower.choosePart('end');
    const end = await readingOf(parts, text.slice(-100_000));
    assert.equal(end.used.end, 100_000);
    assert.equal(parts.inspection.anchor?.start, text.length - 100_000);
    parts.inspection.setPinned(false);
    await parts.follower.choosePart('start');
    const start = await readingOf(parts, text.slice(0, 100_000));
    assert.equal(start.used.start, 0);
  });

  it('reads the end of a selection that was cut and moved, and says when it is not there any more', async () => {
    const text = 'So it went on and on. '.repeat(60_000);
    const editor = await openText(`Title\n${text}\nEnd`);
    const selected = select(editor, 6, 6 + text.length);
    await inspect();
    await readingOf(parts, selected.slice(0, 1_000_000));
    parts.inspection.setPinned(true);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'The '));
    await parts.follower.choosePart('end');
    await readingOf(parts, selected.slice(-1_000_000));
    const { subject, part } = parts.inspection.state;
    assert.equal(subject?.cutFrom, selected.length);
    await editor.edit((edit) => edit.insert(editor.document.positionAt(text.length - 50), 'X'));
    await assert.rejects(parts.follower.choosePart('start'), isLoupeError('textGone'));
    assert.equal(parts.inspection.state.part, part);
  });

  it('tells of progress without telling all of its state again', async () => {
    const text = story.repeat(40);
    await openText(text);
    await inspect();
    const before = await readingOf(parts, text);
    let states = 0;
    const phases: string[] = [];
    const subscriptions = [
      parts.inspection.onDidChangeState(() => states++),
      parts.inspection.results.onDidChangePhase(({ kind }) => phases.push(kind)),
    ];
    parts.inspection.again();
    await eventually('another reading', () => parts.inspection.reading !== before);
    for (const subscription of subscriptions) subscription.dispose();
    assert.ok(phases.filter((kind) => kind === 'reading').length > 2, String(phases));
    assert.equal(states, 0);
  });

  it('counts the same tokens in the status bar as in the Inspector', async () => {
    await openFile('1-story.md');
    await inspect();
    const tokenization = await eventually('a tokenization', () => parts.inspection.tokenization);
    const count = tokenization.tokens.ids.length.toLocaleString('en');
    await eventually(`${count} tokens`, () => parts.statusBar.text.includes(`${count} tokens`));
  });

  it('counts nothing in the status bar once the editor beside a focused panel is closed', async () => {
    await closeEditors();
    await openText(story);
    await inspect();
    await eventually('a count', () => parts.statusBar.text.includes('tokens'));
    await focusInspector(parts);
    await pause(500);
    assert.match(parts.statusBar.text, /tokens/, 'the focus alone changes nothing');
    await vscode.window.tabGroups.close(vscode.window.tabGroups.all[0].tabs);
    await eventually('no count', () => parts.statusBar.text === '');
  });

  it('opens nothing where no text is open', async () => {
    await closeEditors();
    await inspect();
    assert.equal(parts.inspector.panel, undefined);
  });
});
