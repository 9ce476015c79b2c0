import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/disposable';
import type { TextRange } from '../../protocol/generation';
import type { Inspection } from './inspection';
import { moveAnchor } from './moveAnchor';
import { isInspectable, takeSubject } from './subject';
import { tokenAt } from './tokenLookup';

const debounceMs = 200;

/** Inspects what is selected in the editor: on demand, and along with the selection while somebody looks. */
export class SelectionFollower implements Disposable {
  private readonly store = new DisposableStore();
  private timer: NodeJS.Timeout | undefined;
  /** The last text editor that was active; a focused panel leaves none. */
  private editor: vscode.TextEditor | undefined;
  /** The document was asked for in spite of a selection; holds until the selection changes. */
  private whole = false;
  /** A selection that we made to show a range, and that is not to be inspected. */
  private revealed: vscode.Selection | undefined;

  constructor(
    private readonly inspection: Inspection,
    /** Whether somebody looks: nothing is followed otherwise. */
    private readonly watched: () => boolean,
  ) {
    this.remember(vscode.window.activeTextEditor);
    this.store.add(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor && editor !== this.editor) this.whole = false;
        this.remember(editor);
        if (editor) this.schedule();
      }),
    );
    this.store.add(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections, kind }) => {
        if (this.revealed && selections[0].isEqual(this.revealed)) return;
        this.revealed = undefined;
        this.whole = false;
        this.remember(textEditor);
        if (kind !== vscode.TextEditorSelectionChangeKind.Command) this.markCaret(textEditor);
        this.schedule();
      }),
    );
    this.store.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0) return;
        this.moveAnchor(document, contentChanges);
        if (document === this.editor?.document) this.schedule();
      }),
    );
  }

  /** The editor that would be inspected; undefined when none is open. */
  get target(): vscode.TextEditor | undefined {
    const { visibleTextEditors, activeTextEditor } = vscode.window;
    this.remember(activeTextEditor);
    if (this.editor && visibleTextEditors.includes(this.editor)) return this.editor;
    return visibleTextEditors.find(({ document }) => isInspectable(document));
  }

  /** Inspects now, whether followed or not. False when no text editor is open. */
  inspectNow(whole = false): boolean {
    this.whole = whole;
    return this.inspect('again');
  }

  /** Follows at once, for a panel that just came into view. */
  follow(): void {
    if (this.watched() && !this.inspection.state.pinned) this.inspect('ifChanged');
  }

  /** Scrolls the editor to a range of the subject and selects it there. */
  async reveal(range: TextRange): Promise<void> {
    const { anchor } = this.inspection;
    if (!anchor) return;
    const document = await vscode.workspace.openTextDocument(anchor.uri);
    const selection = new vscode.Selection(
      document.positionAt(anchor.start + range.start),
      document.positionAt(anchor.start + range.end),
    );
    this.revealed = selection;
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    const editor = await vscode.window.showTextDocument(document, { viewColumn: shown?.viewColumn });
    editor.selection = selection;
    editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.store.dispose();
  }

  private inspect(when: 'again' | 'ifChanged'): boolean {
    clearTimeout(this.timer);
    const editor = this.target;
    if (!editor) return false;
    this.inspection.inspect(takeSubject(editor, this.inspection.state.part, this.whole), when);
    return true;
  }

  private remember(editor: vscode.TextEditor | undefined): void {
    if (editor && isInspectable(editor.document)) this.editor = editor;
  }

  private moveAnchor(document: vscode.TextDocument, changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    const { anchor, state } = this.inspection;
    if (anchor?.uri.toString() !== document.uri.toString()) return;
    const start = moveAnchor(anchor.start, state.subject?.text.length ?? 0, changes);
    this.inspection.setAnchor(start === null ? null : { ...anchor, start });
  }

  /** Marks the token at the caret, unless the next thing to happen is that another text is inspected. */
  private markCaret({ document, selection }: vscode.TextEditor): void {
    const { anchor, state, reading, tokenization } = this.inspection;
    const tokens = (reading ?? tokenization)?.tokens;
    if (!tokens || !selection.isEmpty || anchor?.uri.toString() !== document.uri.toString()) return;
    if (state.subject?.selection && !state.pinned) return;
    const index = tokenAt(tokens, document.offsetAt(selection.active) - anchor.start);
    const range = { start: tokens.starts[index], end: tokens.ends[index] };
    this.inspection.setMark(index < 0 ? null : { range, kind: 'select' });
  }

  private schedule(): void {
    clearTimeout(this.timer);
    if (this.watched() && !this.inspection.state.pinned) this.timer = setTimeout(() => this.follow(), debounceMs);
  }
}
