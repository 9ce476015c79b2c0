import * as vscode from 'vscode';
import { errorTexts, isCancelled, LoupeError } from '../protocol/errors';

/** Tells people about errors: expected ones in their words, all else as a bug that went to the log. */
export class ErrorReporter {
  /** Bugs that are in the log: a row that shows one is drawn again and again. */
  private readonly logged = new WeakSet<Error>();

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** What to tell. Logs bugs with their stack, each once. */
  describe(error: unknown): string {
    if (error instanceof LoupeError) return vscode.l10n.t(errorTexts[error.code], ...error.args);
    this.bug('unexpected', error);
    return vscode.l10n.t('Something went wrong in Model Loupe. The log has the details.');
  }

  /** For the log only; one error is there once, however often it is told. */
  bug(where: string, error: unknown): void {
    if (error instanceof Error) {
      if (this.logged.has(error)) return;
      this.logged.add(error);
    }
    this.log.error(`${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  /** Shows a notification, with actions by their title. What a person cancelled needs none. */
  async show(error: unknown, actions: Record<string, () => void> = {}): Promise<void> {
    if (isCancelled(error)) return;
    const all: Record<string, () => void> = { ...actions, [vscode.l10n.t('Show Log')]: () => this.log.show() };
    const chosen = await vscode.window.showErrorMessage(this.describe(error), ...Object.keys(all));
    if (chosen !== undefined) all[chosen]();
  }
}
