import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../protocol/disposable';
import { isCancelled, LoupeError } from '../protocol/errors';
import { Latest } from '../protocol/latest';
import { plural } from '../protocol/plural';
import { tokenizerLabel } from '../protocol/tokenizerNames';
import type { ErrorReporter } from './errorReporter';
import { FollowedDocument } from './followedDocument';
import type { Inspection } from './inspection/inspection';
import { isInspectable, wholeRange } from './inspection/subject';
import { sameTokenizer } from './inspection/tokenizers';
import type { RuntimeClient } from './runtime/runtimeClient';

const debounceMs = 200;
/** Busy for less than this is no news. */
const busyAfterMs = 400;

/** Token count of the selection, else of the document, by the chosen tokenizer; live while one types. */
export class StatusBar implements Disposable {
  private readonly store = new DisposableStore();
  private readonly item = this.store.add(
    vscode.window.createStatusBarItem('loupe.count', vscode.StatusBarAlignment.Right, 100),
  );
  private readonly followed: FollowedDocument;
  private readonly counting = new Latest();
  private timer: NodeJS.Timeout | undefined;
  private busyTimer: NodeJS.Timeout | undefined;
  private busy = false;
  private failed = false;
  /** What is shown apart from busy and failed. */
  private count: { text: string; tooltip: string } | undefined;
  private tokenizer: Inspection['state']['tokenizer'];
  private special: Inspection['state']['special'];
  private tokenizers: Inspection['state']['tokenizers'];

  constructor(
    private readonly runtime: RuntimeClient,
    inspection: Inspection,
    private readonly errors: ErrorReporter,
  ) {
    // Before all that counts: it must have sent an edit by then.
    this.followed = this.store.add(new FollowedDocument(runtime));
    this.item.name = vscode.l10n.t('Token Count');
    ({ tokenizer: this.tokenizer, special: this.special, tokenizers: this.tokenizers } = inspection.state);
    const later = () => this.schedule();
    this.store.add(vscode.window.onDidChangeActiveTextEditor(later));
    // An editor that closes while a panel has the focus was not the active one.
    this.store.add(vscode.window.onDidChangeVisibleTextEditors(later));
    this.store.add(vscode.window.onDidChangeTextEditorSelection(later));
    this.store.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        // An output channel that goes on and on must not put the count off.
        if (document !== vscode.window.activeTextEditor?.document) return;
        if (this.followed.follows(document)) this.update();
        else later();
      }),
    );
    this.store.add(
      inspection.onDidChangeState(({ tokenizer, special, tokenizers }) => {
        const sameOffer = tokenizers === this.tokenizers;
        if (sameOffer && sameTokenizer(tokenizer, this.tokenizer) && special === this.special) return;
        if (!sameOffer) this.followed.startOver();
        this.tokenizer = tokenizer;
        this.special = special;
        this.tokenizers = tokenizers;
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
    const { document, selection } = editor;
    const { tokenizer, special } = this;
    const range = selection.isEmpty
      ? null
      : { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
    const characters = range ? range.end - range.start : document.offsetAt(wholeRange(document).end);
    const show = (tokens: number, kind: Counted['kind']) => {
      const counted = { tokens, kind, characters, selection: range !== null };
      this.count = describeCount(counted, tokenizerLabel(tokenizer));
      this.render();
    };
    const count = (signal: AbortSignal) =>
      this.followed.count(
        document,
        range,
        { tokenizer, special },
        {
          signal,
          onProgress: ({ tokens }) => signal.aborted || show(tokens, 'unfinished'),
        },
      );
    void this.counting.run(count, {
      done: ({ tokens, exact }) => show(tokens, exact ? 'exact' : 'estimated'),
      failed: (error) => {
        // The process that was to count is gone, by a crash or by cancelling something else; the next one is on its way.
        if (isCancelled(error) || (error instanceof LoupeError && error.code === 'runtimeExited')) {
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

interface Counted {
  tokens: number;
  /** `unfinished`: parts are still to be counted, and this many are expected. */
  kind: 'exact' | 'unfinished' | 'estimated';
  /** UTF-16 units. */
  characters: number;
  selection: boolean;
}

function describeCount({ tokens, kind, characters, selection }: Counted, tokenizer: string) {
  const { t } = vscode.l10n;
  const number = (value: number) => value.toLocaleString(vscode.env.language);
  const tokensText = (amount: string) => plural(tokens, t('{0} token', amount), t('{0} tokens', amount));
  const charactersText = plural(
    characters,
    t('{0} character', number(characters)),
    t('{0} characters', number(characters)),
  );
  const lines = [
    selection
      ? t('Selection: {0}, {1}', tokensText(number(tokens)), charactersText)
      : t('Document: {0}, {1}', tokensText(number(tokens)), charactersText),
    t('Tokenizer: {0}', tokenizer),
    ...(kind === 'unfinished' ? [t('An estimate: the text is still being counted.')] : []),
    ...(kind === 'estimated'
      ? [t('An estimate: this tokenizer finds no place to cut the text, which is too long to be read whole.')]
      : []),
    t('Click to choose a tokenizer or a model.'),
  ];
  const count = tokensText(`${kind === 'exact' ? '' : '≈ '}${number(tokens)}`);
  return { text: `$(whole-word) ${count}`, tooltip: lines.join('\n') };
}
