import * as vscode from 'vscode';
import type { ComparisonSetup, PromptContent } from '../../protocol/compareApi';
import { DisposableStore } from '../../protocol/disposable';
import type { ModelChoice } from '../../protocol/models';
import type { LastEditor } from '../lastEditor';
import { type ModelRegistry, modelChoice } from '../models/modelRegistry';
import { webviewHtml, webviewOptions } from '../webviewHtml';
import { ComparePage } from './comparePage';
import { Comparison, type ComparisonParts } from './comparison';
import { defaultSetup, freePlaces, withKnownModels, withPrompts } from './comparisonSetup';
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

/** Counted up when a kept setup would be misunderstood. */
const setupKey = 'compare.setup.2';

/** One open Compare panel: its page, and the comparison that the page shows. */
export class ComparePanel implements vscode.Disposable {
  readonly onDidDispose: vscode.Event<void>;
  readonly comparison: Comparison;
  private readonly disposables = new DisposableStore();
  private readonly page: ComparePage;

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
    this.page = this.disposables.add(this.openPage(panel));
    this.disposables.add(parts.models.onDidChange(() => this.modelsChanged()));
    panel.onDidDispose(() => this.dispose());
    panel.title = vscode.l10n.t('Compare Prompts');
    panel.iconPath = vscode.Uri.joinPath(parts.extensionUri, 'media', 'icon.svg');
    panel.webview.options = webviewOptions(parts.extensionUri);
    panel.webview.html = webviewHtml(panel.webview, parts.extensionUri, 'compare', panel.title);
  }

  reveal(): void {
    this.panel.reveal();
  }

  /** Adds prompts to the setup, as far as they fit; `left` more were left out before. */
  addPrompts(prompts: readonly PromptContent[], left = 0): void {
    const { setup } = this.comparison;
    const all = left + Math.max(0, prompts.length - freePlaces(setup));
    if (all > 0) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('A comparison holds at most eight prompts. Left out: {0}.', all),
      );
    }
    if (prompts.length > 0) this.page.changeSetup(withPrompts(setup, prompts));
  }

  /** Runs one of the presets. */
  runPreset(id: string): void {
    this.page.runPreset(id);
  }

  /** Adds files as prompts, as far as they fit. */
  async addFiles(uris: readonly vscode.Uri[]): Promise<void> {
    const { prompts, left } = await filePrompts(uris, freePlaces(this.comparison.setup));
    this.addPrompts(prompts, left);
  }

  dispose(): void {
    this.disposables.dispose();
    this.panel.dispose();
  }

  private openPage(panel: vscode.WebviewPanel): ComparePage {
    const { comparison, parts } = this;
    return new ComparePage(panel, {
      comparison,
      models: () => this.models,
      presets: () =>
        presets(
          vscode.l10n.t,
          vscode.env.language,
          this.models.map(({ id }) => id),
        ),
      onSetup: (setup) => void parts.memento.update(setupKey, setup),
      // The page need not wait for the runtime to start: it is told what is learned of the models.
      onReady: () => void parts.models.describe(),
      export: async ({ format }) => {
        if (comparison.results) await saveExport(comparison.results, this.models, format);
      },
      addSelection: () => this.addPrompts(selectionPrompts(parts.lastEditor.value)),
      addFiles: async () => this.addFiles(await chooseFiles()),
      onBug: parts.onBug,
    });
  }

  private get models(): ModelChoice[] {
    return this.parts.models.models.map(modelChoice);
  }

  private modelsChanged(): void {
    this.page.modelsChanged();
    const { setup } = this.comparison;
    const known = withKnownModels(setup, this.models);
    if (known !== setup) this.page.changeSetup(known);
  }
}
