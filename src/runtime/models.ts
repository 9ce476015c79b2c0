import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Disposable } from '../protocol/disposable';
import { LoupeError } from '../protocol/errors';
import type { ModelDescription } from '../protocol/models';
import type { RuntimeConfiguration } from '../protocol/runtimeApi';
import type { TokenizerRef } from '../protocol/tokens';
import type { LanguageModel, ModelIdentity } from './model/languageModel';
import { describeModelFolder } from './model/modelFolder';
import { type ModelOptions, openLanguageModel } from './model/openLanguageModel';
import { openEncoding } from './tokenizer/encodings';
import { type ModelTokenizer, openModelTokenizer, openTokenizerFile } from './tokenizer/huggingFace';
import type { Tokenizer } from './tokenizer/tokenizer';

type ConfiguredModel = RuntimeConfiguration['models'][number];

/** A loaded model with its tokenizer. */
export interface OpenedModel {
  readonly model: LanguageModel;
  readonly tokenizer: ModelTokenizer;
}

/** Finds models by id or folder, and keeps those that were opened until they are closed. */
export class Models implements Disposable {
  private readonly opened = new Map<string, Promise<OpenedModel>>();

  constructor(
    private configuration: RuntimeConfiguration,
    private readonly onChunk?: ModelOptions['onChunk'],
  ) {}

  /**
   * Closes models that are not installed any more, were downloaded anew or are to be of another variant, and all when they are to run
   * on another number of threads. Answers with the ids of those that stay open.
   */
  configure(next: RuntimeConfiguration): string[] {
    const after = new Map(next.models.map((model) => [resolve(model.folder), model]));
    const isSame = ({ folder, variant, downloadedAt }: ConfiguredModel) => {
      const model = after.get(resolve(folder));
      return model !== undefined && model.variant === variant && model.downloadedAt === downloadedAt;
    };
    const gone = this.configuration.models.filter((model) => !isSame(model)).map(({ folder }) => resolve(folder));
    const stale = next.threads === this.configuration.threads ? gone : [...this.opened.keys()];
    this.configuration = next;
    for (const folder of stale) void this.closeFolder(folder);
    return next.models.filter(({ folder }) => this.opened.has(resolve(folder))).map(({ id }) => id);
  }

  /** Reads no weights and loads no ONNX Runtime. */
  async tokenizer(ref: TokenizerRef): Promise<Tokenizer> {
    if (ref.kind === 'encoding') return openEncoding(ref.name);
    if (ref.kind === 'file') return openTokenizerFile(ref.path);
    return openModelTokenizer((await this.find(ref.model)).folder);
  }

  /** Reads no weights and loads no ONNX Runtime. */
  async describe(reference: string): Promise<ModelDescription> {
    const { folder, identity, variant } = await this.find(reference);
    return describeModelFolder(folder, identity, variant);
  }

  async open(reference: string): Promise<OpenedModel> {
    const { folder, identity, variant } = await this.find(reference);
    const known = this.opened.get(folder);
    if (known) return known;
    const opening = this.load(folder, identity, variant);
    this.opened.set(folder, opening);
    // A model that failed to open is not kept: its files may be mended.
    opening.catch(() => {
      if (this.opened.get(folder) === opening) this.opened.delete(folder);
    });
    return opening;
  }

  async close(reference: string): Promise<void> {
    await this.closeFolder((await this.find(reference)).folder);
  }

  dispose(): void {
    for (const folder of [...this.opened.keys()]) void this.closeFolder(folder);
  }

  private async closeFolder(folder: string): Promise<void> {
    const opened = this.opened.get(folder);
    this.opened.delete(folder);
    await opened?.then(
      ({ model }) => model.dispose(),
      () => {}, // A model that failed to open holds nothing; whoever opened it was told.
    );
  }

  private async load(folder: string, identity: ModelIdentity, variant?: string): Promise<OpenedModel> {
    const model = await openLanguageModel(folder, identity, {
      variant,
      threads: this.configuration.threads,
      onChunk: this.onChunk,
    });
    try {
      return { model, tokenizer: await openModelTokenizer(folder) };
    } catch (error) {
      model.dispose();
      throw error;
    }
  }

  /** An installed model by its id, else a folder. Throws `LoupeError('modelMissing')`. */
  private async find(reference: string): Promise<{ folder: string; identity: ModelIdentity; variant?: string }> {
    const installed = this.configuration.models.find(({ id }) => id === reference);
    if (installed) {
      const { id, name, source, folder, variant } = installed;
      return { folder: resolve(folder), identity: { id, name, source }, variant };
    }
    const folder = resolve(reference);
    const isFolder = await stat(folder).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (reference === '' || !isFolder) throw new LoupeError('modelMissing', reference);
    return { folder, identity: { id: reference, name: basename(folder), source: 'folder' } };
  }
}
