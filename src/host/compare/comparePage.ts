import type { WebviewPanel } from 'vscode';
import type { CompareHostApi, CompareViewApi, ComparisonPreset, ComparisonSetup } from '../../protocol/compareApi';
import { edited } from '../../protocol/compareEdits';
import { type Disposable, DisposableStore } from '../../protocol/disposable';
import type { ModelChoice } from '../../protocol/models';
import type { Handlers } from '../../protocol/rpc';
import { WebviewPeer } from '../webviewLink';
import type { Comparison } from './comparison';

export interface ComparePageParts extends Pick<Handlers<CompareHostApi>, 'export' | 'addSelection' | 'addFiles'> {
  comparison: Comparison;
  models(): ModelChoice[];
  presets(): ComparisonPreset[];
  /** The setup was changed, by the page or by the host. */
  onSetup(setup: ComparisonSetup): void;
  onReady(): void;
  onBug(method: string, error: unknown): void;
}

/** The host's side of one page: takes its edits, answers it, and tells it what changed without it. */
export class ComparePage implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly peer: WebviewPeer<CompareHostApi, CompareViewApi>;
  /** The edits taken from the page as it is loaded now. */
  private edits = 0;
  /** What the page is to run once it listens, which a hidden one does not. */
  private startPreset: string | null = null;

  constructor(
    panel: WebviewPanel,
    private readonly parts: ComparePageParts,
  ) {
    const { comparison, onBug } = parts;
    this.peer = this.disposables.add(new WebviewPeer(panel, this.handlers(), onBug));
    this.disposables.add(
      comparison.onDidChangeRun(() => this.peer.tell('resultsChanged', { results: comparison.results })),
    );
    this.disposables.add(comparison.onDidProgress((progress) => this.peer.tell('progressed', progress)));
  }

  /** Changes the setup from outside of the page. */
  changeSetup(setup: ComparisonSetup): void {
    this.keep(setup);
    this.peer.tell('setupChanged', { setup, edits: this.edits });
  }

  /** Has the page run a preset: what stood there before stays within reach, since the page itself puts it aside. */
  runPreset(id: string): void {
    if (this.peer.view) this.peer.tell('runPreset', { id });
    else this.startPreset = id;
  }

  modelsChanged(): void {
    this.peer.tell('modelsChanged', { models: this.parts.models() });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private handlers(): Handlers<CompareHostApi> {
    const { comparison, models, presets, onReady, export: save, addSelection, addFiles } = this.parts;
    return {
      ready: () => {
        this.edits = 0;
        onReady();
        const { setup, results } = comparison;
        const { startPreset } = this;
        this.startPreset = null;
        return { setup, results, models: models(), presets: presets(), startPreset };
      },
      edit: (edit) => {
        this.edits++;
        this.keep(edited(comparison.setup, edit));
      },
      run: () => comparison.run(),
      cancel: () => comparison.cancel(),
      export: save,
      addSelection,
      addFiles,
    };
  }

  private keep(setup: ComparisonSetup): void {
    this.parts.comparison.setup = setup;
    this.parts.onSetup(setup);
  }
}
