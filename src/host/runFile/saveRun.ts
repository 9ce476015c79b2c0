import { posix } from 'node:path';
import * as vscode from 'vscode';
import { byteText } from '../../protocol/byteText';
import { LoupeError } from '../../protocol/errors';
import { collectRun } from '../../runFile/collectRun';
import { encodeRun } from '../../runFile/encodeRun';
import { savedModel } from '../../runFile/savedModel';
import { runFileEnding } from '../../runFile/savedRun';
import type { Inspection } from '../inspection/inspection';
import type { TraceRun } from '../inspection/traceRun';
import type { RuntimeClient } from '../runtime/runtimeClient';
import { writeFile } from '../saveFile';
import { type ChosenParts, chooseParts } from './chooseParts';

export interface SaveRunParts {
  inspection: Inspection;
  trace: TraceRun;
  runtime: RuntimeClient;
}

/** Writes the inspected run to a file that people choose, with the parts that they choose. Throws `LoupeError`. */
export async function saveRun(parts: SaveRunParts): Promise<void> {
  const { t } = vscode.l10n;
  const { reading, state } = parts.inspection;
  if (!reading || !state.subject) {
    void vscode.window.showInformationMessage(t('Inspect a text first, then save its run.'));
    return;
  }
  const chosen = await chooseParts(reading, state.subject.text, parts.trace.state.finished);
  const target = chosen && (await chooseFile(state.subject.document));
  if (!target) return;
  // The dialogs stay open while one works on: what was chosen is of this run, not of one that came meanwhile.
  if (parts.inspection.reading?.runId !== reading.runId) throw new LoupeError('runGone');
  const progress = { location: vscode.ProgressLocation.Notification, title: t('Saving the run…') };
  const size = await vscode.window.withProgress(progress, () => writeRun(parts, chosen, target));
  const open = t('Open');
  const message = t('The run was saved to {0}, {1}.', target.fsPath, byteText(vscode.env.language, size));
  if ((await vscode.window.showInformationMessage(message, open)) === open) {
    await vscode.commands.executeCommand('vscode.open', target);
  }
}

/** @returns the file's bytes. Throws `LoupeError`: the run's own, and `fileUnwritable`. */
export async function writeRun(
  { inspection, trace, runtime }: SaveRunParts,
  { half, ...parts }: ChosenParts,
  target: vscode.Uri,
): Promise<number> {
  const { reading, state, reader } = inspection;
  if (!reading || !state.subject) throw new LoupeError('runGone');
  const { subject, special, part } = state;
  const description = await runtime.request('describeModel', { model: reading.model });
  const stage = state.models.find(({ id }) => id === reading.model)?.stage;
  const { finished } = trace.state;
  const named = finished?.trace.model === reading.model ? description.name : finished?.trace.model;
  const run = await collectRun(
    {
      ...{ subject, special, part, reading },
      model: savedModel(description, stage),
      appended: [...reader.appended],
      trace: parts.trace && finished ? { ...finished, trace: { ...finished.trace, model: named ?? '' } } : null,
    },
    parts,
    (method, params) => reader.ask(method, params),
  );
  const bytes = new TextEncoder().encode(encodeRun(run, { half }));
  await writeFile(target, bytes);
  return bytes.length;
}

async function chooseFile(document: string): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${posix.basename(document) || 'run'}${runFileEnding}`;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Run'),
    defaultUri: folder ? vscode.Uri.joinPath(folder, name) : undefined,
    // Dialogs know the last part of an ending only: with all of it, VS Code's own puts it twice.
    filters: { [vscode.l10n.t('Saved run')]: ['json'] },
  });
  // By its ending a run file is opened.
  if (!target || target.path.endsWith(runFileEnding)) return target;
  return target.with({ path: `${target.path.replace(/\.json$/, '')}${runFileEnding}` });
}
