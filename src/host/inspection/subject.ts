import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { TextRange } from '../../protocol/generation';
import type { InspectionSubject } from '../../protocol/inspectorApi';

/**
 * UTF-16 units that are inspected at most. Webview and runtime get the whole subject, and a model's context is a small
 * part of this. A document is inspected anew as one types, so that one of 10 MB must cost no more than a small one; a selection
 * was made on purpose.
 */
const limits = { document: 100_000, selection: 1_000_000 };

/** Where a subject lies, in UTF-16 offsets of its document. */
export interface Anchor {
  uri: vscode.Uri;
  /** The subject's first character. */
  start: number;
  /** The selection that the subject is, or was cut from; null for the document. */
  selection: TextRange | null;
}

export interface AnchoredSubject {
  subject: InspectionSubject;
  anchor: Anchor;
}

/** The selection, or the document without one; of a longer text its first or last units, up to the limit. */
export function takeSubject(
  document: vscode.TextDocument,
  selection: TextRange | null,
  part: 'start' | 'end',
): AnchoredSubject {
  const { start, end } = selection ?? { start: 0, end: document.offsetAt(wholeRange(document).end) };
  const limit = selection ? limits.selection : limits.document;
  const cut = end - start > limit;
  const from = cut && part === 'end' ? end - limit : start;
  const to = cut && part === 'start' ? start + limit : end;
  const range = new vscode.Range(document.positionAt(from), document.positionAt(to));
  const text = document.getText(range);
  const halves = cut ? splitPairs(text) : { before: 0, after: 0 };
  return {
    anchor: { uri: document.uri, start: document.offsetAt(range.start) + halves.before, selection },
    subject: {
      document: documentName(document),
      text: text.slice(halves.before, text.length - halves.after),
      line: range.start.line + 1,
      selection: selection !== null,
      cutFrom: cut ? end - start : null,
    },
  };
}

/** The path within the workspace, else the file's name. */
function documentName({ uri }: vscode.TextDocument): string {
  return vscode.workspace.getWorkspaceFolder(uri) ? vscode.workspace.asRelativePath(uri) : posix.basename(uri.path);
}

/** Units at either edge that are half of a surrogate pair, left there by the cut. */
function splitPairs(text: string): { before: number; after: number } {
  return { before: /^[\uDC00-\uDFFF]/.test(text) ? 1 : 0, after: /[\uD800-\uDBFF]$/.test(text) ? 1 : 0 };
}

/** False for what looks like an editor but is none, such as the output panel. */
export function isInspectable(document: vscode.TextDocument): boolean {
  return !['output', 'debug', 'comment', 'vscode-terminal'].includes(document.uri.scheme);
}

export function wholeRange(document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
}
