import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../protocol/disposable';
import { isInspectable } from './inspection/subject';

/** The text editor that was active last, until its document closes: a panel that takes the focus leaves none active. */
export class LastEditor implements Disposable {
  private readonly store = new DisposableStore();
  private last: vscode.TextEditor | undefined;

  constructor() {
    this.take(vscode.window.activeTextEditor);
    this.store.add(vscode.window.onDidChangeActiveTextEditor((editor) => this.take(editor)));
    this.store.add(
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (this.last?.document === document) this.last = undefined;
      }),
    );
  }

  get value(): vscode.TextEditor | undefined {
    // The event may be on its way still.
    this.take(vscode.window.activeTextEditor);
    return this.last;
  }

  dispose(): void {
    this.store.dispose();
  }

  private take(editor: vscode.TextEditor | undefined): void {
    if (editor && isInspectable(editor.document)) this.last = editor;
  }
}
