import type {
  CellKey,
  CompareHostApi,
  CompareSnapshot,
  CompareViewApi,
  ComparisonPreset,
  ComparisonSetup,
} from '../../src/protocol/compareApi';
import { runnableSetup, withProgress } from '../../src/protocol/compareResults';
import { Emitter } from '../../src/protocol/disposable';
import { Connection } from '../../src/protocol/rpc';
import { errorText } from '../ui/errorText';
import { hostLink } from '../ui/hostLink';
import { ViewState } from '../ui/viewState';

/** The way of looking, which is the webview's own. */
export interface CompareLook {
  show: 'probability' | 'differences';
  /** The output that the others are compared with; the first one while null. */
  reference: CellKey | null;
  setupOpen: boolean;
}

/** What the host last said, and what the user asks of it. */
export class CompareStore {
  readonly onDidChange: Emitter<void>['on'];
  snapshot: CompareSnapshot | null = null;
  /** What went wrong with the last request, for people. */
  problem: string | null = null;
  /** The setup before a preset took its place. */
  replaced: ComparisonSetup | null = null;
  private readonly view = new ViewState<CompareLook>({ show: 'probability', reference: null, setupOpen: true });
  private readonly changed = new Emitter<void>();
  private frame: number | null = null;
  private readonly connection = new Connection<CompareViewApi, CompareHostApi>(hostLink(), {
    snapshotChanged: ({ snapshot }) => this.take(snapshot),
    progressed: (progress) => {
      if (!this.snapshot?.results) return;
      this.snapshot = { ...this.snapshot, results: withProgress(this.snapshot.results, progress) };
      this.changeSoon();
    },
  });

  constructor() {
    this.onDidChange = this.changed.on;
  }

  get look(): Readonly<CompareLook> {
    return { ...this.view.value };
  }

  async start(): Promise<void> {
    await this.ask('ready', (snapshot) => this.take(snapshot));
  }

  setLook(change: Partial<CompareLook>): void {
    this.view.update(change);
    this.changed.fire();
  }

  edit(change: Partial<ComparisonSetup>): void {
    if (!this.snapshot) return;
    const setup = { ...this.snapshot.setup, ...change };
    this.take({ ...this.snapshot, setup });
    void this.ask('setSetup', () => {}, { setup });
  }

  /** Puts a preset in place of the setup; `undoPreset` brings back prompts that were there. */
  applyPreset(preset: ComparisonPreset): void {
    if (!this.snapshot) return;
    const before = this.snapshot.setup;
    this.edit(preset.setup);
    this.replaced = runnableSetup(before, []).prompts.length > 0 ? before : null;
    this.changed.fire();
  }

  undoPreset(): void {
    if (this.replaced) this.edit(this.replaced);
    this.replaced = null;
    this.changed.fire();
  }

  run(): void {
    this.replaced = null;
    this.setLook({ reference: null });
    void this.ask('run');
  }

  cancel(): void {
    void this.ask('cancel');
  }

  addSelection(): void {
    void this.ask('addSelection');
  }

  addFiles(): void {
    void this.ask('addFiles');
  }

  export(format: 'json' | 'markdown'): void {
    void this.ask('export', () => {}, { format });
  }

  private take(snapshot: CompareSnapshot): void {
    this.snapshot = snapshot;
    this.changed.fire();
  }

  /** Tokens may come faster than frames; each frame shows all that came. */
  private changeSoon(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.changed.fire();
    });
  }

  private async ask<K extends keyof CompareHostApi & string>(
    method: K,
    done: (value: CompareHostApi[K]['result']) => void = () => {},
    ...[params]: CompareHostApi[K]['params'] extends void ? [] : [CompareHostApi[K]['params']]
  ): Promise<void> {
    try {
      done(await this.connection.request(method, params as CompareHostApi[K]['params']));
      this.problem = null;
    } catch (error) {
      this.problem = errorText(error);
      this.changed.fire();
    }
  }
}
