import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../protocol/disposable';
import { LoupeError } from '../../protocol/errors';
import type { TextRange } from '../../protocol/generation';
import type { InspectorHostApi, InspectorViewApi } from '../../protocol/inspectorApi';
import type { Handlers } from '../../protocol/rpc';
import { checkRunFileSize, readRunFile } from '../../runFile/readRunFile';
import type { SavedRun } from '../../runFile/savedRun';
import type { ErrorReporter } from '../errorReporter';
import { saveFile } from '../saveFile';
import { webviewHtml, webviewOptions } from '../webviewHtml';
import { WebviewPeer } from '../webviewLink';
import { brokenFileHandlers, type RunFileActions, runFileHandlers } from './runFileHandlers';

export const runFileViewType = 'loupe.runFile';

export interface RunFileEditorParts {
  extensionUri: vscode.Uri;
  errors: ErrorReporter;
}

/** Opens `*.loupe.json`: the Inspector's page, read-only, with the file in the runtime's place. */
export function registerRunFileEditor({ extensionUri, errors }: RunFileEditorParts): Disposable {
  const provider: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose() {} }),
    async resolveCustomEditor({ uri }, panel) {
      const { webview } = panel;
      webview.options = webviewOptions(extensionUri);
      const handlers = await handlersFor(uri, errors);
      // It goes with its panel.
      new WebviewPeer<InspectorHostApi, InspectorViewApi>(panel, handlers, (where, error) => errors.bug(where, error));
      webview.html = webviewHtml(webview, extensionUri, 'inspector', posix.basename(uri.path));
    },
  };
  return vscode.window.registerCustomEditorProvider(runFileViewType, provider);
}

async function handlersFor(uri: vscode.Uri, errors: ErrorReporter): Promise<Handlers<InspectorHostApi>> {
  try {
    const run = await openRunFile(uri);
    return runFileHandlers(run, runFileActions(run.subject.text));
  } catch (error) {
    return brokenFileHandlers(errors.describe(error), runFileActions(''));
  }
}

/** Throws `LoupeError` where the file cannot be read, or is no run. */
async function openRunFile(uri: vscode.Uri): Promise<SavedRun> {
  const name = posix.basename(uri.path);
  const { size } = await readable(name, vscode.workspace.fs.stat(uri));
  checkRunFileSize(size, name);
  return readRunFile(await readable(name, vscode.workspace.fs.readFile(uri)), name);
}

async function readable<T>(name: string, reading: Thenable<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw new LoupeError('fileUnreadable', name, error instanceof Error ? error.message : String(error));
  }
}

/** The run's text as a document of its own is what an editor can show of it, and a model can read. */
function runFileActions(text: string): RunFileActions {
  let document: vscode.TextDocument | undefined;
  const show = async (range?: TextRange) => {
    if (!document || document.isClosed) document = await vscode.workspace.openTextDocument({ content: text });
    const { start, end } = range ?? { start: 0, end: 0 };
    const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
    await vscode.window.showTextDocument(document, { selection });
  };
  return {
    inspect: async () => {
      await show();
      await vscode.commands.executeCommand('loupe.inspectDocument');
    },
    saveFile,
    copy: async ({ text }) => vscode.env.clipboard.writeText(text),
    reveal: ({ range }) => show(range),
    showLog: async () => void (await vscode.commands.executeCommand('loupe.showLog')),
  };
}
