import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Disposable } from '../protocol/disposable';
import { LoupeError } from '../protocol/errors';
import type { ModelDescription } from '../protocol/models';
import type { RuntimeConfiguration } from '../protocol/runtimeApi';
import type { TokenizerRef, TokenText } from '../protocol/tokens';
import type { LanguageModel, ModelIdentity } from './model/languageModel';
import { describeModelFolder } from './model/modelFolder';
import { openEncoding } from './tokenizer/encodings';
import { type ModelTokenizer, openModelTokenizer } from './tokenizer/huggingFace';
import type { Tokenizer } from './tokenizer/tokenizer';

/** A loaded model with its tokenizer. */
export interface OpenedModel {
  readonly model: LanguageModel;
  readonly tokenizer: ModelTokenizer;
}

/** A row of logits may be wider than the vocabulary, padded for speed: ids beyond the tokenizer's have no bytes. */
export function tokenTextOf({ tokenizer }: OpenedModel, id: number): TokenText {
  return id < tokenizer.vocabularySize ? tokenizer.tokenText(id) : { id, bytes: new Uint8Array(0), special: false };
}

/** Finds models by id or folder, and keeps those that were opened until they are closed. */
export class Models implements Disposable {
  private readonly opened = new Map<string, Promise<OpenedModel>>();

  constructor(public configuration: RuntimeConfiguration) {}

  /** Needs no weights and no ONNX runtime. */
  async tokenizer(ref: TokenizerRef): Promise<Tokenizer> {
    if (ref.kind === 'encoding') return openEncoding(ref.name);
    return openModelTokenizer((await this.find(ref.model)).folder);
  }

  /** Needs no weights and no ONNX runtime. */
  async describe(reference: string): Promise<ModelDescription> {
    const { folder, identity } = await this.find(reference);
    return describeModelFolder(folder, identity);
  }

  async open(reference: string): Promise<OpenedModel> {
    const { folder, identity } = await this.find(reference);
    const known = this.opened.get(folder);
    if (known) return known;
    const opening = this.load(folder, identity);
    this.opened.set(folder, opening);
    // A model that failed to open is not kept: its files may be mended.
    opening.catch(() => {
      if (this.opened.get(folder) === opening) this.opened.delete(folder);
    });
    return opening;
  }

  async close(reference: string): Promise<void> {
    const { folder } = await this.find(reference);
    const opened = this.opened.get(folder);
    this.opened.delete(folder);
    if (opened) (await opened).model.dispose();
  }

  dispose(): void {
    for (const opened of this.opened.values()) {
      opened.then(
        ({ model }) => model.dispose(),
        () => {}, // Told to whoever opened it.
      );
    }
    this.opened.clear();
  }

  private async load(folder: string, identity: ModelIdentity): Promise<OpenedModel> {
    // Loaded on demand: a runtime that only counts tokens never loads the native library.
    const { openLanguageModel } = await import('./model/openLanguageModel');
    const model = await openLanguageModel(folder, identity, { threads: this.configuration.threads });
    try {
      return { model, tokenizer: await openModelTokenizer(folder) };
    } catch (error) {
      model.dispose();
      throw error;
    }
  }

  /** An installed model by its id, else a folder. Throws `LoupeError('modelMissing')`. */
  private async find(reference: string): Promise<{ folder: string; identity: ModelIdentity }> {
    const installed = this.configuration.models.find(({ id }) => id === reference);
    if (installed) {
      const { id, name, source, folder } = installed;
      return { folder: resolve(folder), identity: { id, name, source } };
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
