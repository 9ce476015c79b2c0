import * as vscode from 'vscode';
import type { Download } from '../../hub/downloads';
import { type Disposable, DisposableStore } from '../../protocol/disposable';
import type { ErrorReporter } from '../errorReporter';
import type { HubModels } from '../hub/hubModels';
import { catalogueRows, type HubRow, hubItem } from '../hub/hubRows';
import type { Inspection } from '../inspection/inspection';
import type { RuntimeClient } from '../runtime/runtimeClient';
import type { Settings } from '../settings';
import { modelItem } from './modelItem';
import type { InstalledModel, ModelRegistry } from './modelRegistry';

export interface ModelsViewParts {
  models: ModelRegistry;
  hub: HubModels;
  runtime: RuntimeClient;
  inspection: Inspection;
  settings: Settings;
  errors: ErrorReporter;
}

type Row = InstalledModel | HubRow;

/**
 * The view “Models”: what is installed, its size, and whether it is loaded and in use; what is being downloaded; and, in sections,
 * what was found on this machine and what can be downloaded.
 */
export class ModelsView implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<Row[] | undefined>());
  /** By their ids: a row has to stay the same object to be drawn anew alone. */
  private downloads = new Map<string, HubRow>();
  private looked = false;

  constructor(private readonly parts: ModelsViewParts) {
    const { models, hub, runtime, inspection, settings } = parts;
    const refresh = () => this.changed.fire(undefined);
    this.store.add(models.onDidChange(refresh));
    this.store.add(runtime.loadedModels.onDidChange(refresh));
    this.store.add(settings.model.onDidChange(refresh));
    this.store.add(hub.onDidFind(refresh));
    this.store.add(hub.downloads.onDidChange(() => this.showDownloads(hub.downloads.list)));
    let { model } = inspection.state;
    this.store.add(
      inspection.onDidChangeState((state) => {
        if (state.model !== model) refresh();
        model = state.model;
      }),
    );
    const treeDataProvider: vscode.TreeDataProvider<Row> = {
      onDidChangeTreeData: this.changed.event,
      getChildren: (row) => this.children(row),
      getTreeItem: (row) => ('kind' in row ? hubItem(row, parts.errors) : this.item(row)),
    };
    const view = this.store.add(vscode.window.createTreeView('loupe.models', { treeDataProvider }));
    this.store.add(
      view.onDidChangeVisibility(({ visible }) => {
        if (!visible) return;
        this.look();
        // A folder that was broken may have been mended meanwhile.
        void models.describe(true);
      }),
    );
    // Another window or a command line may have downloaded or removed something.
    this.store.add(vscode.window.onDidChangeWindowState(({ focused }) => focused && view.visible && this.look()));
  }

  dispose(): void {
    this.store.dispose();
  }

  /** For tests too: the row of a model. */
  item(model: InstalledModel): vscode.TreeItem {
    const { inspection, runtime, settings, errors } = this.parts;
    const { id } = model;
    const standing = {
      inUse: inspection.state.model === id,
      loaded: runtime.loadedModels.has(id),
      isDefault: settings.model.value === id,
    };
    return modelItem(model, standing, errors);
  }

  /** For tests too: the rows below one, or at the top. */
  children(row?: Row): Row[] {
    const { models, hub } = this.parts;
    if (row === undefined) {
      if (!this.looked) this.look();
      void models.describe();
      const found: HubRow[] = this.found().length > 0 ? [{ kind: 'section', section: 'found' }] : [];
      this.keepRows(hub.downloads.list);
      return [...models.models, ...this.downloads.values(), ...found, { kind: 'section', section: 'catalogue' }];
    }
    if (!('kind' in row) || row.kind !== 'section') return [];
    return row.section === 'found' ? this.found() : [...catalogueRows];
  }

  /** Looks at what other windows, command lines and programs have downloaded or removed. */
  private look(): void {
    const { models, hub, errors } = this.parts;
    this.looked = true;
    models.refresh();
    hub.reload().catch((error) => errors.bug('models of the Hub', error));
  }

  /** What the cache has and the list has not. */
  private found(): HubRow[] {
    const { models, hub } = this.parts;
    return hub.found.filter(({ folder }) => !models.at(folder)).map((model) => ({ kind: 'found', model }));
  }

  /** Draws the rows of downloads anew, and the whole view only where there are others than before. */
  private showDownloads(list: readonly Download[]): void {
    const before = [...this.downloads.keys()].join();
    this.keepRows(list);
    const same = [...this.downloads.keys()].join() === before;
    if (!same) this.changed.fire(undefined);
    else if (list.length > 0) this.changed.fire([...this.downloads.values()]);
  }

  private keepRows(list: readonly Download[]): void {
    const rowOf = (download: Download): HubRow => this.downloads.get(download.id) ?? { kind: 'download', download };
    const rows = list.map((download) => {
      const row = rowOf(download);
      return [download.id, Object.assign(row, { download })] as const;
    });
    this.downloads = new Map(rows);
  }
}
