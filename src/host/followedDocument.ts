import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../protocol/disposable';
import { isCancelled, LoupeError } from '../protocol/errors';
import type { TextCount } from '../protocol/followedText';
import type { TextRange } from '../protocol/generation';
import type { RequestOptions } from '../protocol/rpc';
import type { RuntimeApi } from '../protocol/runtimeApi';
import type { SpecialReading, TokenizerRef } from '../protocol/tokens';
import { wholeRange } from './inspection/subject';
import { sameTokenizer } from './inspection/tokenizers';
import type { RuntimeClient } from './runtime/runtimeClient';

export interface Counting {
  tokenizer: TokenizerRef;
  special: SpecialReading;
}

interface Followed extends Counting {
  id: number;
  document: vscode.TextDocument;
  /** Another one changes the text without an edit. */
  eol: vscode.EndOfLine;
}

/** Counts a document with the copy of it that the runtime keeps: its text goes there once, and then edits alone. */
export class FollowedDocument implements Disposable {
  private readonly store = new DisposableStore();
  private followed: Followed | undefined;
  private lastId = 0;

  constructor(private readonly runtime: RuntimeClient) {
    this.store.add(vscode.workspace.onDidChangeTextDocument((event) => this.changed(event)));
    this.store.add(
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (!this.follows(document)) return;
        this.followed = undefined;
        this.send('unfollowText', undefined);
      }),
    );
  }

  follows(document: vscode.TextDocument): boolean {
    return this.followed?.document === document;
  }

  /**
   * Tokens of the document, or of a range of it read as a text of its own, in UTF-16 offsets.
   * Rejects as requests to the runtime do. Progress: an estimate.
   */
  async count(
    document: vscode.TextDocument,
    range: TextRange | null,
    counting: Counting,
    options: RequestOptions<{ tokens: number }>,
  ): Promise<TextCount> {
    // A process that is new has no copy, and is sent one.
    for (const turn of ['kept', 'sent again']) {
      const id = this.idOf(document, counting);
      const length = document.offsetAt(wholeRange(document).end);
      try {
        const counted = await this.runtime.request('countFollowed', { id, length, range }, options);
        if (counted) return counted;
      } catch (error) {
        // What could not be opened may be mended by the next time.
        if (!isCancelled(error)) this.forget(id);
        throw error;
      }
      this.forget(id);
      if (options.signal?.aborted || turn === 'sent again') break;
    }
    throw new LoupeError('cancelled');
  }

  /** Sends the text again when it is counted next: what its tokenizer is called may be another one now. */
  startOver(): void {
    this.followed = undefined;
  }

  dispose(): void {
    this.store.dispose();
  }

  private idOf(document: vscode.TextDocument, { tokenizer, special }: Counting): number {
    const { followed } = this;
    const isSame =
      followed?.document === document &&
      followed.eol === document.eol &&
      followed.special === special &&
      sameTokenizer(followed.tokenizer, tokenizer);
    if (isSame) return followed.id;
    const id = ++this.lastId;
    this.followed = { id, document, eol: document.eol, tokenizer, special };
    this.send('followText', { id, text: document.getText(), tokenizer, special });
    return id;
  }

  private changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (this.followed?.document !== document || contentChanges.length === 0) return;
    const edits = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      start: rangeOffset,
      end: rangeOffset + rangeLength,
      text,
    }));
    this.send('editFollowed', { id: this.followed.id, edits });
  }

  private forget(id: number): void {
    if (this.followed?.id === id) this.followed = undefined;
  }

  /** Nobody waits: a process that fails is told of by the count. */
  private send<K extends 'followText' | 'editFollowed' | 'unfollowText'>(
    method: K,
    params: RuntimeApi[K]['params'],
  ): void {
    this.runtime.request(method, params).catch(() => {});
  }
}
