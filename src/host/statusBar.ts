import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../protocol/disposable';
import { LoupeError } from '../protocol/errors';
import { Latest } from '../protocol/latest';
import { plural } from '../protocol/plural';
import { tokenizerLabel } from '../protocol/tokenizerNames';
import type { ErrorReporter } from './errorReporter';
import type { Inspection } from './inspection/inspection';
import { isInspectable, wholeRange } from './inspection/subject';
import { sameTokenizer } from './inspection/tokenizers';
import type { RuntimeClient } from './runtime/runtimeClient';

const debounceMs = 200;
/** Busy for less than this is no news. */
const busyAfterMs = 400;
/** UTF-16 units counted at most: of a longer text the count is estimated from this much, and marked as such. */
const countLimit = 500_000;

/** Token count of the selection, else of the document, by the chosen tokenizer. */
export class StatusBar implements Disposable {
  private readonly store = new DisposableStore();
  private readonly item = this.store.add(
    vscode.window.createStatusBarItem('loupe.count', vscode.StatusBarAlignment.Right, 100),
  );
  private readonly counting = new Latest();
  private timer: NodeJS.Timeout | undefined;
  private busyTimer: NodeJS.Timeout | undefined;
  private busy = false;
  private failed = false;
  /** What is shown apart from busy and failed. */
  private count: { text: string; tooltip: string } | undefined;
  private tokenizer: Inspection['state']['tokenizer'];
  private special: Inspection['state']['special'];

  constructor(
    private readonly runtime: RuntimeClient,
    inspection: Inspection,
    private readonly errors: ErrorReporter,
  ) {
    this.item.name = vscode.l10n.t('Token Count');
    ({ tokenizer: this.tokenizer, special: this.special } = inspection.state);
    const later = () => this.schedule();
    this.store.add(vscode.window.onDidChangeActiveTextEditor(later));
    // An editor that closes while a panel has the focus was not the active one.
    this.store.add(vscode.window.onDidChangeVisibleTextEditors(later));
    this.store.add(vscode.window.onDidChangeTextEditorSelection(later));
    this.store.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        // An output channel that goes on and on must not put the count off.
        if (document === vscode.window.activeTextEditor?.document) later();
      }),
    );
    this.store.add(
      inspection.onDidChangeState(({ tokenizer, special }) => {
        if (sameTokenizer(tokenizer, this.tokenizer) && special === this.special) return;
        this.tokenizer = tokenizer;
        this.special = special;
        this.update();
      }),
    );
    this.store.add(runtime.onDidChangeState((state) => this.runtimeChanged(state === 'busy' || state === 'starting')));
    this.schedule();
  }

  /** For tests: what the item shows; nothing while it is hidden. */
  get text(): string {
    return this.item.text;
  }

  dispose(): void {
    clearTimeout(this.timer);
    clearTimeout(this.busyTimer);
    this.counting.abort();
    this.store.dispose();
  }

  private schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(), debounceMs);
  }

  private update(): void {
    const editor = vscode.window.activeTextEditor;
    if (!editor || !isInspectable(editor.document)) {
      // A focused panel leaves the count of the editor beside it.
      if (vscode.window.visibleTextEditors.some(({ document }) => isInspectable(document))) return;
      this.counting.abort();
      this.count = undefined;
      this.item.text = '';
      this.item.hide();
      return;
    }
    if (this.failed) {
      this.render();
      return;
    }
    const { text, whole, selection } = countedText(editor);
    const { tokenizer, special } = this;
    void this.counting.run((signal) => this.runtime.request('count', { text, tokenizer, special }, { signal }), {
      done: ({ tokens }) => {
        this.count = describeCount(tokens, text.length, whole, selection, tokenizerLabel(tokenizer));
        this.render();
      },
      failed: (error) => {
        // The process that was to count is gone, by a crash or by cancelling something else; the next one is on its way.
        if (error instanceof LoupeError && error.code === 'runtimeExited') {
          this.schedule();
          return;
        }
        this.count = { text: '$(whole-word) –', tooltip: this.errors.describe(error) };
        this.render();
      },
    });
  }

  private runtimeChanged(busy: boolean): void {
    clearTimeout(this.busyTimer);
    if (this.failed && this.runtime.state !== 'failed') this.schedule();
    this.failed = this.runtime.state === 'failed';
    const show = () => {
      this.busy = busy;
      this.render();
    };
    if (busy) this.busyTimer = setTimeout(show, busyAfterMs);
    else show();
  }

  private render(): void {
    const { failed } = this;
    this.item.backgroundColor = failed ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.item.command = failed ? 'loupe.retryRuntime' : 'loupe.pickTokenizer';
    if (failed) {
      this.item.text = `$(error) ${vscode.l10n.t('Loupe stopped')}`;
      this.item.tooltip = vscode.l10n.t('The runtime process stopped. Click to start it again.');
    } else if (this.count) {
      this.item.text = this.busy ? this.count.text.replace('$(whole-word)', '$(loading~spin)') : this.count.text;
      this.item.tooltip = this.busy
        ? `${this.count.tooltip}\n${vscode.l10n.t('The model is working.')}`
        : this.count.tooltip;
    } else return;
    this.item.show();
  }
}

/** The text to count and the length of the whole it stands for. */
function countedText({ document, selection }: vscode.TextEditor) {
  const range = selection.isEmpty ? wholeRange(document) : selection;
  const start = document.offsetAt(range.start);
  const whole = document.offsetAt(range.end) - start;
  const counted = whole > countLimit ? range.with({ end: document.positionAt(start + countLimit) }) : range;
  return { text: document.getText(counted), whole, selection: !selection.isEmpty };
}

function describeCount(tokens: number, counted: number, whole: number, selection: boolean, tokenizer: string) {
  const { t } = vscode.l10n;
  const number = (value: number) => value.toLocaleString(vscode.env.language);
  const estimated = whole > counted;
  const total = estimated ? Math.round((tokens / counted) * whole) : tokens;
  const tokensText = (amount: string) => plural(total, t('{0} token', amount), t('{0} tokens', amount));
  const characters = plural(whole, t('{0} character', number(whole)), t('{0} characters', number(whole)));
  const lines = [
    selection
      ? t('Selection: {0}, {1}', tokensText(number(total)), characters)
      : t('Document: {0}, {1}', tokensText(number(total)), characters),
    t('Tokenizer: {0}', tokenizer),
    ...(estimated ? [t('Estimated from the first {0} characters.', number(counted))] : []),
    t('Click to choose a tokenizer or a model.'),
  ];
  const count = tokensText(`${estimated ? '≈ ' : ''}${number(total)}`);
  return { text: `$(whole-word) ${count}`, tooltip: lines.join('\n') };
}
