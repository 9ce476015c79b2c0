import * as vscode from 'vscode';
import type {
  CompareHostApi,
  CompareSnapshot,
  CompareViewApi,
  ComparisonModel,
  ComparisonPrompt,
  ComparisonSetup,
} from '../../protocol/compareApi';
import { promptLength } from '../../protocol/compareResults';
import { DisposableStore } from '../../protocol/disposable';
import type { Handlers } from '../../protocol/rpc';
import type { LastEditor } from '../lastEditor';
import type { ModelRegistry } from '../models/modelRegistry';
import { webviewHtml, webviewOptions } from '../webviewHtml';
import { WebviewPeer } from '../webviewLink';
import { Comparison, type ComparisonParts } from './comparison';
import { defaultSetup, withKnownModels, withPrompts } from './comparisonSetup';
import { chooseFiles, filePrompts } from './filePrompts';
import { presets } from './presets';
import { saveExport } from './saveExport';
import { selectionPrompts } from './selectionPrompts';

export const compareViewType = 'loupe.compare';

export interface ComparePanelParts {
  extensionUri: vscode.Uri;
  models: ModelRegistry;
  generate: ComparisonParts['generate'];
  describe: ComparisonParts['describe'];
  /** Keeps the setup for the next panel and the next session. */
  memento: vscode.Memento;
  lastEditor: LastEditor;
  onBug(method: string, error: unknown): void;
}

const setupKey = 'compare.setup.1';

/** One open Compare panel: its page, and the comparison that the page shows. */
export class ComparePanel implements vscode.Disposable {
  readonly onDidDispose: vscode.Event<void>;
  readonly comparison: Comparison;
  private readonly disposables = new DisposableStore();
  private readonly peer: WebviewPeer<CompareHostApi, CompareViewApi>;

  static open(parts: ComparePanelParts): ComparePanel {
    const title = vscode.l10n.t('Compare Prompts');
    const options = webviewOptions(parts.extensionUri);
    return new ComparePanel(
      vscode.window.createWebviewPanel(compareViewType, title, vscode.ViewColumn.Active, options),
      parts,
    );
  }

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly parts: ComparePanelParts,
  ) {
    this.onDidDispose = panel.onDidDispose;
    const { generate, describe } = parts;
    const kept = parts.memento.get<ComparisonSetup>(setupKey) ?? defaultSetup;
    this.comparison = this.disposables.add(
      new Comparison({ generate, describe, models: () => this.models }, withKnownModels(kept, this.models)),
    );
    this.comparison.onDidChangeRun(() => this.showAll());
    this.comparison.onDidProgress((progress) => this.peer.tell('progressed', progress));
    this.disposables.add(parts.models.onDidChange(() => this.changeSetup(this.comparison.setup)));
    this.peer = this.disposables.add(new WebviewPeer(panel, this.handlers(), parts.onBug));
    panel.onDidDispose(() => this.dispose());
    panel.title = vscode.l10n.t('Compare Prompts');
    panel.iconPath = vscode.Uri.joinPath(parts.extensionUri, 'media', 'icon.svg');
    panel.webview.options = webviewOptions(parts.extensionUri);
    panel.webview.html = webviewHtml(panel.webview, parts.extensionUri, 'compare', panel.title);
  }

  reveal(): void {
    this.panel.reveal();
  }

  /** Adds prompts to the setup, as far as they fit. */
  addPrompts(prompts: readonly ComparisonPrompt[]): void {
    const { t } = vscode.l10n;
    const number = (value: number) => value.toLocaleString(vscode.env.language);
    for (const { label, text } of prompts.filter(tooLong)) {
      void vscode.window.showWarningMessage(
        t(
          '{0} has {1} characters, and a prompt holds at most {2}. Select a part of it.',
          label,
          number(text.length),
          number(promptLength),
        ),
      );
    }
    const fitting = prompts.filter((prompt) => !tooLong(prompt));
    const { setup, left } = withPrompts(this.comparison.setup, fitting);
    if (left > 0) {
      void vscode.window.showWarningMessage(t('A comparison holds at most eight prompts; {0} were left out.', left));
    }
    this.changeSetup(setup);
  }

  dispose(): void {
    this.disposables.dispose();
    this.panel.dispose();
  }

  private handlers(): Handlers<CompareHostApi> {
    const { comparison } = this;
    return {
      ready: () => {
        // The page need not wait for the runtime to start: what it learns of the models comes with the next snapshot.
        void this.parts.models.describe();
        return this.snapshot();
      },
      setSetup: ({ setup }) => this.keepSetup(setup),
      run: () => comparison.run(),
      cancel: () => comparison.cancel(),
      export: async ({ format }) => {
        if (comparison.results) await saveExport(comparison.results, this.models, format);
      },
      addSelection: () => this.addPrompts(selectionPrompts(this.parts.lastEditor.value)),
      addFiles: async () => this.addPrompts(await filePrompts(await chooseFiles())),
    };
  }

  private get models(): ComparisonModel[] {
    return this.parts.models.models.map(({ id, name, description }) => ({
      id,
      name,
      chat: description?.chat ?? false,
      thinking: description?.thinking ?? false,
    }));
  }

  private snapshot(): CompareSnapshot {
    const { models } = this;
    const { setup, results } = this.comparison;
    return { setup, models, results, presets: presets(vscode.l10n.t) };
  }

  private keepSetup(setup: ComparisonSetup): void {
    this.comparison.setup = setup;
    void this.parts.memento.update(setupKey, setup);
  }

  private changeSetup(setup: ComparisonSetup): void {
    this.keepSetup(withKnownModels(setup, this.models));
    this.showAll();
  }

  private showAll(): void {
    this.peer.tell('snapshotChanged', { snapshot: this.snapshot() });
  }
}

const tooLong = ({ text }: ComparisonPrompt) => text.length > promptLength;
