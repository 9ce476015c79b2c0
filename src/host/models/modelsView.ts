import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/disposable';
import { familyIds } from '../../protocol/installedModels';
import { stageTexts } from '../../protocol/models';
import type { ErrorReporter } from '../errorReporter';
import type { Inspection } from '../inspection/inspection';
import type { RuntimeClient } from '../runtime/runtimeClient';
import type { Settings } from '../settings';
import type { InstalledModel, ModelRegistry } from './modelRegistry';

export interface ModelsViewParts {
  models: ModelRegistry;
  runtime: RuntimeClient;
  inspection: Inspection;
  settings: Settings;
  errors: ErrorReporter;
}

/** The view “Models”: what is installed, its size, and whether it is loaded and in use. */
export class ModelsView implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<void>());

  constructor(private readonly parts: ModelsViewParts) {
    const { models, runtime, inspection, settings } = parts;
    const refresh = () => this.changed.fire();
    this.store.add(models.onDidChange(refresh));
    this.store.add(runtime.loadedModels.onDidChange(refresh));
    this.store.add(settings.model.onDidChange(refresh));
    let { model } = inspection.state;
    this.store.add(
      inspection.onDidChangeState((state) => {
        if (state.model !== model) refresh();
        model = state.model;
      }),
    );
    const treeDataProvider: vscode.TreeDataProvider<InstalledModel> = {
      onDidChangeTreeData: this.changed.event,
      getChildren: (element) => (element ? [] : this.children()),
      getTreeItem: (model) => this.item(model),
    };
    const view = this.store.add(vscode.window.createTreeView('loupe.models', { treeDataProvider }));
    // A folder that was broken may have been mended meanwhile.
    this.store.add(view.onDidChangeVisibility(({ visible }) => visible && void models.describe(true)));
  }

  dispose(): void {
    this.store.dispose();
  }

  private children(): InstalledModel[] {
    void this.parts.models.describe();
    return [...this.parts.models.models];
  }

  /** For tests too: the row of a model. */
  item(model: InstalledModel): vscode.TreeItem {
    const { inspection, runtime, settings } = this.parts;
    const { t } = vscode.l10n;
    const { id, description, error, source, stage } = model;
    const inUse = inspection.state.model === id;
    const loaded = runtime.loadedModels.has(id);
    const [state, meaning] = loaded
      ? inUse
        ? [t('in use'), t('In use: it reads the inspected text.')]
        : [t('loaded'), t('Loaded: it is in memory.')]
      : inUse
        ? [t('chosen'), t('Chosen: it is loaded when the next text is read.')]
        : [t('not loaded'), t('Not loaded: it is loaded when it is used.')];
    const isDefault = settings.model.value === id;
    const item = new vscode.TreeItem(description?.name ?? model.name);
    item.id = id;
    const facts = [
      ...(isDefault ? [t('default')] : []),
      ...(stage ? [t('stage {0} of {1}', familyIds.indexOf(id) + 1, familyIds.length)] : []),
      ...(description ? [megabytes(description.bytes)] : []),
      error ? t('cannot be used') : state,
    ];
    item.description = facts.join(' · ');
    const icon = error ? 'error' : inUse ? 'pass-filled' : loaded ? 'pass' : 'circle-large-outline';
    item.iconPath = new vscode.ThemeIcon(icon, error ? new vscode.ThemeColor('errorForeground') : undefined);
    item.contextValue = `${source}${error ? '.broken' : ''}`;
    const meanings = isDefault ? [t('Default: every new window begins with it.'), meaning] : [meaning];
    const story = stage ? [t(stageTexts[stage])] : [];
    item.tooltip = [...story, ...this.about(model), ...(error ? [] : meanings)].join('\n');
    item.accessibilityInformation = { label: `${model.name}, ${facts.join(', ')}` };
    return item;
  }

  /** What is known of its files, by lines. */
  private about({ folder, description, error }: InstalledModel): string[] {
    const { t } = vscode.l10n;
    if (error) return [this.parts.errors.describe(error)];
    if (!description) return [folder];
    const { architecture, layers, heads, keyHeads, vocabularySize, context, chat, thinking } = description;
    return [
      folder,
      architecture,
      t('Layers: {0}, heads: {1}, key heads: {2}', layers, heads, keyHeads),
      t('Vocabulary: {0} tokens', vocabularySize.toLocaleString(vscode.env.language)),
      t('Context: {0} tokens', context.toLocaleString(vscode.env.language)),
      chat ? (thinking ? t('Chat template with a switch for thinking') : t('Chat template')) : t('No chat template'),
    ];
  }
}

function megabytes(bytes: number): string {
  const value = (bytes / 1e6).toLocaleString(vscode.env.language, { maximumFractionDigits: bytes < 1e8 ? 1 : 0 });
  return `${value} MB`;
}
