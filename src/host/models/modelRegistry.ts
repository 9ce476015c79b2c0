import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Disposable, DisposableStore, Emitter } from '../../protocol/disposable';
import { type ErrorCode, LoupeError } from '../../protocol/errors';
import { type DownloadedFolder, installedModels } from '../../protocol/installedModels';
import type { InstalledFolder, ModelCapabilities, ModelChoice, ModelDescription } from '../../protocol/models';
import type { RuntimeClient } from '../runtime/runtimeClient';
import type { Settings } from '../settings';

/** A model that can be chosen; `description` or `error` once its files were read. */
export interface InstalledModel extends InstalledFolder {
  /** Of its graphs, the one that was chosen. */
  variant?: string;
  description?: ModelDescription;
  /** Once it was loaded. */
  capabilities?: ModelCapabilities;
  error?: unknown;
}

/** A model as it is offered; what is not known of it yet, it cannot do. */
export function modelChoice({ id, name, stage, description }: InstalledModel): ModelChoice {
  return {
    id,
    name: description?.name ?? name,
    stage,
    chat: description?.chat ?? false,
    thinking: description?.thinking ?? false,
  };
}

/** These tell about the runtime process, not about a model's files. */
const processErrors: ReadonlySet<ErrorCode> = new Set(['runtimeExited', 'runtimeFailed', 'cancelled', 'linkClosed']);

/** The shipped models, those that were downloaded, and the folders of the setting `loupe.models`. */
export class ModelRegistry implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private installed: InstalledModel[] = [];
  /** What is being read of a model's files; whoever wants it too waits for the same. */
  private readonly reading = new WeakMap<InstalledModel, Promise<boolean>>();
  readonly onDidChange = this.changed.on;

  constructor(
    /** Holds a folder for each shipped model. */
    private readonly shippedFolders: string,
    private readonly settings: Pick<Settings, 'models' | 'modelVariants'>,
    /** Gives the downloaded ones that there are now. */
    private readonly downloaded: () => readonly DownloadedFolder[],
    private readonly runtime: RuntimeClient,
    /** Told what is wrong with ourselves where nobody waits for an answer. */
    private readonly onBug: (where: string, error: unknown) => void,
  ) {
    this.store.add(settings.models.onDidChange(() => this.reload()));
    this.store.add(
      settings.modelVariants.onDidChange(() => {
        this.relist();
        // Nobody is told before that is known: a chat model would seem to be none for a moment.
        void this.describe();
      }),
    );
    this.store.add(runtime.loadedModels.onDidChange(() => void this.learn()));
    this.installed = this.list();
  }

  get models(): readonly InstalledModel[] {
    return this.installed;
  }

  find(id: string): InstalledModel | undefined {
    return this.installed.find((model) => model.id === id);
  }

  /** Reads the files of models not described yet; what is wrong with one is kept as its `error`, until `again`. */
  async describe(again = false): Promise<void> {
    const missing = this.installed.filter(({ description, error }) => !description && (again || !error));
    const told = await Promise.all(missing.map((model) => this.describeOnce(model)));
    if (told.includes(true)) this.changed.fire();
  }

  /** The installed model in a folder. */
  at(folder: string): InstalledModel | undefined {
    return this.installed.find((model) => resolve(model.folder) === resolve(folder));
  }

  /** Adds a folder that is not there yet, once its files were read. Throws the `LoupeError` that says what is wrong with it. */
  async add(folder: string): Promise<InstalledModel> {
    await this.runtime.request('describeModel', { model: folder });
    await this.settings.models.update([...this.settings.models.value, folder]);
    this.reload();
    await this.describe();
    const added = this.at(folder);
    if (!added) throw new LoupeError('modelMissing', folder);
    return added;
  }

  /**
   * Takes a folder out of the setting, whose files stay, or has the folder of a downloaded model removed by `discard`. Which of its
   * graphs was chosen goes with it.
   */
  async remove(model: InstalledModel, discard: (folder: string) => Promise<void>): Promise<void> {
    if (this.runtime.loadedModels.has(model.id)) await this.runtime.request('closeModel', { model: model.id });
    if (model.source === 'downloaded') await discard(model.folder);
    else
      await this.settings.models.update(
        this.settings.models.value.filter((folder) => expandHome(folder) !== model.folder),
      );
    this.reload();
    const { modelVariants } = this.settings;
    const { [model.id]: chosen, ...others } = modelVariants.value;
    // Who was asked may have kept it.
    if (chosen !== undefined && !this.at(model.folder)) await modelVariants.update(others);
  }

  /** Looks whether other downloaded models are there than before. */
  refresh(): void {
    const list = this.list();
    const same = list.length === this.installed.length && list.every((model, i) => isSame(model, this.installed[i]));
    if (!same) this.reload();
  }

  /** Has a model run from another of its graphs. */
  async setVariant({ id }: InstalledModel, variant: string): Promise<void> {
    const { modelVariants } = this.settings;
    await modelVariants.update({ ...modelVariants.value, [id]: variant });
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Asks loaded models what they can show; asking loads nothing more. */
  private async learn(): Promise<void> {
    const unknown = this.installed.filter(({ id, capabilities }) => !capabilities && this.runtime.loadedModels.has(id));
    for (const model of unknown) {
      try {
        model.capabilities = (await this.runtime.request('openModel', { model: model.id })).capabilities;
        this.changed.fire();
      } catch (error) {
        // Of an expected failure, whoever had the model loaded was told.
        if (!(error instanceof LoupeError)) this.onBug(`what ${model.id} can show`, error);
      }
    }
  }

  private describeOnce(model: InstalledModel): Promise<boolean> {
    const reading = this.reading.get(model) ?? this.describeOne(model).finally(() => this.reading.delete(model));
    this.reading.set(model, reading);
    return reading;
  }

  /** False where nothing is known now that was not before. */
  private async describeOne(model: InstalledModel): Promise<boolean> {
    try {
      model.description = await this.runtime.request('describeModel', { model: model.id });
      model.error = undefined;
    } catch (error) {
      if (error instanceof LoupeError && processErrors.has(error.code)) return false;
      model.error = error;
    }
    return true;
  }

  private reload(): void {
    this.relist();
    this.changed.fire();
  }

  /** Keeps what is known of the models that are the same as before. */
  private relist(): void {
    const before = this.installed;
    this.installed = this.list().map((model) => before.find((old) => isSame(old, model)) ?? model);
    // The process has to know of a model before anybody asks for it.
    this.runtime.configure();
  }

  private list(): InstalledModel[] {
    const shipped = (id: string) => join(this.shippedFolders, id);
    const added = [...new Set(this.settings.models.value.map(expandHome))];
    const folders = installedModels(
      (id) => (existsSync(shipped(id)) ? shipped(id) : undefined),
      added,
      this.downloaded(),
    );
    const variants = this.settings.modelVariants.value;
    return folders.map((model) => ({ ...model, variant: variants[model.id] }));
  }
}

/** Whether what is known of the one holds for the other. */
function isSame(a: InstalledModel, b: InstalledModel): boolean {
  return a.id === b.id && a.folder === b.folder && a.downloadedAt === b.downloadedAt && a.variant === b.variant;
}

/** An absolute path; `~` is the home folder. */
function expandHome(folder: string): string {
  return resolve(folder === '~' || /^~[/\\]/.test(folder) ? join(homedir(), folder.slice(1)) : folder);
}
