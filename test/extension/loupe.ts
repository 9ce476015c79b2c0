import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension';
import type { ErrorCode } from '../../src/protocol/errors';
import type { Reading } from '../../src/protocol/runs';

const identifier = 'model-loupe.model-loupe';

/** The running extension. */
export async function loupe(): Promise<ExtensionApi> {
  return extension().activate();
}

export function extension(): vscode.Extension<ExtensionApi> {
  const found = vscode.extensions.getExtension<ExtensionApi>(identifier);
  assert.ok(found, 'the extension is not there');
  return found;
}

/** Waits until `probe` answers something true, and answers that. */
export async function eventually<T>(
  what: string,
  probe: () => T | undefined | null | false,
  withinMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = probe();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await pause(20);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

let files = 0;

/** An editor on a new file with that text. An untitled document could not be closed without a question. */
export async function openText(text: string): Promise<vscode.TextEditor> {
  const name = `text-${++files}.txt`;
  const bytes = Buffer.from(text);
  const writable = bytes.toString() === text && !bytes.includes(0);
  await vscode.workspace.fs.writeFile(inWorkspace(name), writable ? bytes : Buffer.alloc(0));
  const editor = await openFile(name);
  // A file with a NUL is not opened as text, and half a surrogate pair cannot be in one; both can be typed.
  if (!writable) await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));
  return editor;
}

/** An editor on a file of the workspace. */
export async function openFile(name: string, column = vscode.ViewColumn.One): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(inWorkspace(name)), column);
}

function inWorkspace(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Whether an error is that of ours; the extension has a `LoupeError` class of its own. */
export function isLoupeError(code: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof Error && (error as { code?: unknown }).code === code;
}

/** The types of the open panels. */
export function openPanels(): string[] {
  const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  // VS Code puts a prefix of its own before the type.
  return inputs.flatMap((input) =>
    input instanceof vscode.TabInputWebview ? (input.viewType.split('-').pop() ?? '') : [],
  );
}

export function select(editor: vscode.TextEditor, start: number, end: number): string {
  const { document } = editor;
  editor.selection = new vscode.Selection(document.positionAt(start), document.positionAt(end));
  return document.getText(editor.selection);
}

/** The same, and waits until the extension was told: an event that comes late would have it follow a selection of before. */
export async function selectAndTell(editor: vscode.TextEditor, start: number, end: number): Promise<string> {
  let told = false;
  const subscription = vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
    told ||= textEditor === editor;
  });
  const text = select(editor, start, end);
  await eventually('the selection is told of', () => told);
  subscription.dispose();
  return text;
}

/** Gives the Inspector the focus, once it is there to take it. */
export async function focusInspector({ inspector }: ExtensionApi): Promise<void> {
  await eventually('the page of the Inspector listens', () => inspector.panel?.listening);
  await vscode.commands.executeCommand('workbench.action.focusNextGroup');
  await eventually('the panel has the focus', () => vscode.window.activeTextEditor === undefined);
}

export async function inspect(command = 'loupe.inspectSelection'): Promise<void> {
  await vscode.commands.executeCommand(command);
}

/** The reading of that text, once it is there. */
export function readingOf({ inspection }: ExtensionApi, text: string): Promise<Reading> {
  return eventually(
    `a reading of “${text.slice(0, 40)}”`,
    () => inspection.state.subject?.text === text && inspection.state.phase.kind === 'idle' && inspection.reading,
  );
}

/** Sets back what a test may have changed, and closes every editor and panel. */
export async function reset(): Promise<void> {
  const { inspection, runtime } = await loupe();
  if (runtime.state === 'failed') runtime.retry();
  const configuration = vscode.workspace.getConfiguration('loupe');
  for (const name of Object.keys(extension().packageJSON.contributes.configuration.properties)) {
    const setting = name.slice('loupe.'.length);
    if (configuration.inspect(setting)?.globalValue === undefined) continue;
    await configuration.update(setting, undefined, vscode.ConfigurationTarget.Global);
  }
  await closeEditors();
  inspection.setPart('start');
}

export async function closeEditors(): Promise<void> {
  const { inspector } = await loupe();
  await vscode.workspace.saveAll();
  await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs));
  await eventually('the Inspector is closed', () => !inspector.panel);
}
