import type { HubConnection } from '../../hub/hubConnection';
import { downloadTokenizer, type TokenizerDownload } from '../../hub/tokenizerDownload';
import { type AddedTokenizer, copyTokenizer, TokenizerStore } from '../../hub/tokenizerStore';
import { type Disposable, Emitter } from '../../protocol/disposable';
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

  /** Copies a `tokenizer.json`, with what belongs to it. Rejects with the `LoupeError` that says what is wrong with it. */
  async addFile(file: string): Promise<AddedTokenizer> {
    await this.open(file);
    return this.add(tokenizerFileName(file), (folder) => copyTokenizer(file, folder));
  }

  /** Downloads a repository's tokenizer. Rejects likewise, or as `downloadTokenizer` does. */
  async addFromHub(hub: HubConnection, id: string, options: TokenizerDownload): Promise<AddedTokenizer> {
    return this.add(id, (folder) => downloadTokenizer(hub, id, folder, options));
  }

  async remove(tokenizer: AddedTokenizer): Promise<void> {
    await this.store.remove(tokenizer);
    this.reload();
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async add(name: string, fill: (folder: string) => Promise<void>): Promise<AddedTokenizer> {
    const added = await this.store.add(name, fill, (folder) => this.open(folder));
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
