import type { HubConnection } from '../../hub/hubConnection';
import { downloadTokenizer, type TokenizerDownload } from '../../hub/tokenizerDownload';
import { type AddedTokenizer, copyTokenizer, type MayReplace, TokenizerStore } from '../../hub/tokenizerStore';
import { type Disposable, Emitter } from '../../protocol/disposable';
import { LoupeError } from '../../protocol/errors';
import { tokenizerFileName } from '../../protocol/tokenizerNames';
import type { RuntimeClient } from '../runtime/runtimeClient';

/** Tokenizers without a model: kept by the extension, over restarts and for all windows. */
export class AddedTokenizers implements Disposable {
  private readonly changed = new Emitter<void>();
  private readonly store: TokenizerStore;
  list: readonly AddedTokenizer[];
  readonly onDidChange = this.changed.on;

  constructor(
    home: string,
    private readonly runtime: Pick<RuntimeClient, 'request'>,
  ) {
    this.store = new TokenizerStore(home);
    this.list = this.store.list();
  }

  /** Looks again at what other windows did. */
  reload(): void {
    const list = this.store.list();
    if (JSON.stringify(list) === JSON.stringify(this.list)) return;
    this.list = list;
    this.changed.fire();
  }

  /**
   * Copies a `tokenizer.json`, with what belongs to it. Rejects with the `LoupeError` that says what is wrong with it, or with
   * `cancelled` where it may not replace one.
   */
  async addFile(file: string, mayReplace?: MayReplace): Promise<AddedTokenizer> {
    const fill = async (folder: string) => {
      await copyTokenizer(file, folder);
      return tokenizerFileName(file);
    };
    return this.add(file, fill, { mayReplace });
  }

  /** Downloads a repository's tokenizer, anew if it was before. Rejects likewise, or as `downloadTokenizer` does. */
  async addFromHub(hub: HubConnection, id: string, options: TokenizerDownload): Promise<AddedTokenizer> {
    return this.add(id, (folder) => downloadTokenizer(hub, id, folder, options), options);
  }

  async remove(tokenizer: AddedTokenizer): Promise<void> {
    await this.store.remove(tokenizer);
    this.reload();
  }

  dispose(): void {
    this.changed.dispose();
  }

  /** @param source where it comes from, for messages */
  private async add(
    source: string,
    fill: (folder: string) => Promise<string>,
    { signal, mayReplace }: { signal?: AbortSignal; mayReplace?: MayReplace },
  ): Promise<AddedTokenizer> {
    const check = async (folder: string) => {
      await this.open(folder).catch((error: unknown) => {
        // It names the folder where it was put to be read, which nobody knows.
        if (!(error instanceof LoupeError) || error.args[0] !== folder) throw error;
        throw new LoupeError(error.code, source, ...error.args.slice(1));
      });
      if (signal?.aborted) throw new LoupeError('cancelled');
    };
    const added = await this.store.add(fill, check, mayReplace);
    this.list = this.store.list();
    // One that has replaced another is news too.
    this.changed.fire();
    return added;
  }

  /** Reads it, as tokenizing would. */
  private open(path: string): Promise<unknown> {
    return this.runtime.request('count', { text: '', tokenizer: { kind: 'file', path }, special: 'text' });
  }
}
