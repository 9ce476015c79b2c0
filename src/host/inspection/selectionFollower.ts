import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/disposable';
import { LoupeError } from '../../protocol/errors';
import type { TextRange } from '../../protocol/generation';
import { tokenAt, tokenRange } from '../../protocol/tokenLookup';
import type { LastEditor } from '../lastEditor';
import type { Inspection } from './inspection';
import { moveAnchor, moveOffset } from './moveAnchor';
import { isInspectable, takeSubject } from './subject';

const debounceMs = 200;

/** Inspects what is selected in the editor: on demand, and along with the selection while somebody looks. */
export class SelectionFollower implements Disposable {
  private readonly store = new DisposableStore();
  private timer: NodeJS.Timeout | undefined;
  /** The document was asked for in spite of a selection; holds until the selection changes. */
  private whole = false;
  /** A selection that we made to show a range, and that is not to be inspected. */
  private revealed: { document: vscode.TextDocument; selection: vscode.Selection } | undefined;

  constructor(
    private readonly inspection: Inspection,
    private readonly lastEditor: LastEditor,
    /** Whether somebody looks: nothing is followed otherwise. */
    private readonly watched: () => boolean,
  ) {
    let active = lastEditor.value;
    this.store.add(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (!editor || !isInspectable(editor.document)) return;
        if (editor !== active) this.whole = false;
        active = editor;
        this.schedule();
      }),
    );
    this.store.add(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        if (!isInspectable(textEditor.document) || this.isRevealed(textEditor)) return;
        this.revealed = undefined;
        this.whole = false;
        inspection.marks.endHover();
        if (kind !== vscode.TextEditorSelectionChangeKind.Command) this.markCaret(textEditor);
        this.schedule();
      }),
    );
    this.store.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0) return;
        this.moveAnchor(document, contentChanges);
        if (document === lastEditor.value?.document) this.schedule();
      }),
    );
    this.store.add(
      vscode.workspace.onDidOpenTextDocument((document) => {
        const { anchor, state } = inspection;
        if (anchor?.uri.toString() !== document.uri.toString()) return;
        // The file may have changed while it was closed.
        if (!document.getText().startsWith(state.subject?.text ?? '', anchor.start)) inspection.setAnchor(null);
      }),
    );
  }

  /** The editor that would be inspected; undefined when none is open. */
  get target(): vscode.TextEditor | undefined {
    const { visibleTextEditors } = vscode.window;
    const last = this.lastEditor.value;
    if (last && visibleTextEditors.includes(last)) return last;
    return visibleTextEditors.find(({ document }) => isInspectable(document));
  }

  /** Inspects now, whether followed or not. False when no text editor is open. */
  inspectNow(whole = false): boolean {
    this.whole = whole;
    return this.inspect('again');
  }

  /** Follows at once, for a panel that just came into view. */
  follow(): void {
    const { target } = this;
    if (target && this.isRevealed(target)) return;
    if (this.watched() && !this.inspection.state.pinned) this.inspect('ifChanged');
  }

  /**
   * Has the other part of a text beyond the model's context read. What was cut off before the text was sent is taken from the
   * document, pinned or not. Throws `LoupeError('textGone')` where the text is not in it any more.
   */
  async choosePart(part: 'start' | 'end'): Promise<void> {
    const { state } = this.inspection;
    if (part === state.part) return;
    if (state.subject?.cutFrom != null) {
      const document = await this.openSubject();
      // Opening it may have shown that the text is not there any more.
      const { anchor } = this.inspection;
      if (!document || !anchor) throw new LoupeError('textGone', state.subject.document);
      this.inspection.inspect(takeSubject(document, anchor.selection, part), 'again');
    }
    this.inspection.setPart(part);
  }

  /** Scrolls the editor to a range of the subject and selects it there. */
  async reveal(range: TextRange): Promise<void> {
    const document = await this.openSubject();
    const { anchor } = this.inspection;
    if (!document || !anchor) return;
    const selection = new vscode.Selection(
      document.positionAt(anchor.start + range.start),
      document.positionAt(anchor.start + range.end),
    );
    this.revealed = { document, selection };
    const shown = [this.target, ...vscode.window.visibleTextEditors].find((editor) => editor?.document === document);
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
    const { document, selection } = editor;
    const selected =
      this.whole || selection.isEmpty
        ? null
        : { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
    this.inspection.inspect(takeSubject(document, selected, this.inspection.state.part), when);
    return true;
  }

  private isRevealed({ document, selection }: vscode.TextEditor): boolean {
    return this.revealed?.document === document && this.revealed.selection.isEqual(selection);
  }

  /** The subject's document, opened again where it was closed. */
  private async openSubject(): Promise<vscode.TextDocument | undefined> {
    const uri = this.inspection.anchor?.uri;
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri?.toString());
    // An untitled document that was closed is gone: opening it would make an empty one.
    if (open || !uri || uri.scheme === 'untitled') return open;
    return vscode.workspace.openTextDocument(uri);
  }

  private moveAnchor(document: vscode.TextDocument, changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    const { anchor, state } = this.inspection;
    if (anchor?.uri.toString() !== document.uri.toString()) return;
    const start = moveAnchor(anchor.start, state.subject?.text.length ?? 0, changes);
    const selection = anchor.selection && {
      start: moveOffset(anchor.selection.start, changes),
      end: moveOffset(anchor.selection.end, changes),
    };
    this.inspection.setAnchor(start === null ? null : { ...anchor, start, selection });
  }

  /** Marks the token at the caret, unless the next thing to happen is that another text is inspected. */
  private markCaret({ document, selection }: vscode.TextEditor): void {
    const { anchor, state, reading, tokenization } = this.inspection;
    const tokens = (reading ?? tokenization)?.tokens;
    if (!tokens || !selection.isEmpty || anchor?.uri.toString() !== document.uri.toString()) return;
    if (state.subject?.selection && !state.pinned) return;
    const index = tokenAt(tokens, document.offsetAt(selection.active) - anchor.start);
    this.inspection.marks.set(index < 0 ? null : { range: tokenRange(tokens, index), kind: 'select' });
  }

  private schedule(): void {
    clearTimeout(this.timer);
    if (this.watched() && !this.inspection.state.pinned) this.timer = setTimeout(() => this.follow(), debounceMs);
  }
}
