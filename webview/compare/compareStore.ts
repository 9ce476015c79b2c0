import type {
  CellKey,
  CompareHostApi,
  CompareSnapshot,
  CompareViewApi,
  ComparisonPreset,
  ComparisonSetup,
} from '../../src/protocol/compareApi';
import type { SetupEdit } from '../../src/protocol/compareEdits';
import { asksTheSame, runnableSetup, takeProgress } from '../../src/protocol/compareResults';
import { Emitter } from '../../src/protocol/disposable';
import { Connection } from '../../src/protocol/rpc';
import { errorText } from '../ui/errorText';
import { hostLink } from '../ui/hostLink';
import { ViewState } from '../ui/viewState';
import { SetupDraft } from './setupDraft';

/** The way of looking, which is the webview's own, and what has to outlast a page that is hidden meanwhile. */
export interface CompareLook {
  show: 'probability' | 'differences';
  /** The output that the others are compared with; the first one while null. */
  reference: CellKey | null;
  setupOpen: boolean;
  /** The person's own setup, while a preset stands in its place. */
  replaced: ComparisonSetup | null;
}

/** What the host last said, and what the user asks of it. */
export class CompareStore {
  readonly onDidChange: Emitter<void>['on'];
  /** What went wrong with the last request, for people. */
  problem: string | null = null;
  private said: Omit<CompareSnapshot, 'setup'> | null = null;
  private draft: SetupDraft | null = null;
  private readonly view = new ViewState<CompareLook>({
    show: 'probability',
    reference: null,
    setupOpen: true,
    replaced: null,
  });
  private readonly changed = new Emitter<void>();
  private frame: number | null = null;
  private readonly connection = new Connection<CompareViewApi, CompareHostApi>(hostLink(), {
    setupChanged: ({ setup, edits }) => {
      this.draft?.replace(setup, edits);
      // What was added from the editor is to be seen.
      this.setLook({ setupOpen: true });
    },
    runPreset: ({ id }) => this.runPreset(id),
    modelsChanged: (models) => this.hear(models),
    resultsChanged: (results) => this.hear(results),
    progressed: (progress) => {
      if (!this.said?.results) return;
      takeProgress(this.said.results, progress);
      this.changeSoon();
    },
  });

  constructor() {
    this.onDidChange = this.changed.on;
  }

  /** Null until the host answered. */
  get snapshot(): CompareSnapshot | null {
    return this.said && this.draft && { ...this.said, setup: this.draft.setup };
  }

  /** Whether the results came from a setup that is another one by now. */
  get resultsAreEarlier(): boolean {
    const { snapshot } = this;
    if (!snapshot?.results) return false;
    return !asksTheSame(snapshot.results.setup, runnableSetup(snapshot.setup, snapshot.models));
  }

  get look(): Readonly<CompareLook> {
    return { ...this.view.value };
  }

  async start(): Promise<void> {
    await this.ask('ready', ({ setup, ...said }) => {
      this.draft = new SetupDraft(setup);
      this.said = said;
      this.changed.fire();
      if (said.startPreset !== null) this.runPreset(said.startPreset);
    });
  }

  setLook(change: Partial<CompareLook>): void {
    this.view.update(change);
    this.changed.fire();
  }

  edit(edit: SetupEdit): void {
    const { draft } = this;
    if (!draft) return;
    const number = draft.edit(edit);
    void this.ask('edit', () => draft.taken(number), edit);
    this.changed.fire();
  }

  /** Puts a preset in place of the setup; `undoPreset` brings back prompts that were there, however many presets came since. */
  applyPreset({ setup }: ComparisonPreset): void {
    const before = this.draft?.setup;
    if (!before) return;
    const isPreset = this.said?.presets.some((known) => asksTheSame(before, { ...before, ...known.setup }));
    if (!isPreset) this.view.update({ replaced: runnableSetup(before, []).prompts.length > 0 ? before : null });
    this.edit({ kind: 'replace', setup });
  }

  private runPreset(id: string): void {
    const preset = this.said?.presets.find((known) => known.id === id);
    if (!preset) return;
    this.applyPreset(preset);
    this.run();
  }

  undoPreset(): void {
    const setup = this.look.replaced;
    this.view.update({ replaced: null });
    if (setup) this.edit({ kind: 'replace', setup });
  }

  /** Runs the setup, which folds up to give its place to the outputs. */
  run(): void {
    this.setLook({ reference: null, setupOpen: false });
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

  private hear(change: Partial<CompareSnapshot>): void {
    if (!this.said) return;
    this.said = { ...this.said, ...change };
    this.changed.fire();
  }

  /** Tokens may come faster than frames; each frame shows all that came, as results that are new to whoever compares. */
  private changeSoon(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (this.said?.results) this.hear({ results: { ...this.said.results } });
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
