import type { InspectorHostApi, InspectorViewApi } from '../../../../src/protocol/inspectorApi';
import type { Connection } from '../../../../src/protocol/rpc';
import type { Reading, SliceParams } from '../../../../src/protocol/runs';
import type { HeadChoice } from '../../../drawing/overviewCanvas';
import type { SliceProgress, SliceTokens } from '../slice';
import { LongLoader, type LongLook } from './longLoader';
import { LongTexts } from './longTexts';

/** What a map is compared with, if anything. */
export interface LongCompared {
  /** Another head. */
  head: HeadChoice | null;
  /** Another text. */
  kept: Reading | null;
}

/** All that a long text's picture is made from: a map's slices, and those of what it is compared with. */
export class LongLoaders {
  readonly own: LongLoader;
  /** Of the other head. */
  readonly other: LongLoader;
  readonly texts: LongTexts;
  /** Those of which something is wanted. */
  private wanted: readonly LongLoader[] = [];

  constructor(host: Connection<InspectorViewApi, InspectorHostApi>, changed: () => void) {
    this.own = new LongLoader(host, changed);
    this.other = new LongLoader(host, changed);
    this.texts = new LongTexts(host, changed);
  }

  /** Makes sure that what is looked at is there or on its way. */
  want(
    of: SliceTokens,
    choice: Pick<SliceParams, 'layer' | 'head' | 'combine'>,
    look: Omit<LongLook, 'layer' | 'head' | 'combine'>,
    { head, kept }: LongCompared,
  ): void {
    this.own.want(of, { ...choice, ...look });
    if (head) this.other.want(of, { ...head, ...look });
    else this.other.drop();
    if (kept) this.texts.want(of.reading, kept, { ...choice, dropSink: look.dropSink, pooling: look.pooling });
    else this.texts.drop();
    this.wanted = [this.own, ...(head ? [this.other] : []), ...this.texts.loaders];
  }

  get isCurrent(): boolean {
    return this.wanted.every(({ whole }) => whole.isCurrent);
  }

  get problem(): string | null {
    return this.wanted.find(({ problem }) => problem !== null)?.problem ?? null;
  }

  get progress(): SliceProgress | null {
    return this.wanted.find(({ progress }) => progress !== null)?.progress ?? null;
  }

  get isStopped(): boolean {
    return this.wanted.some(({ isStopped }) => isStopped);
  }

  cancel(): void {
    for (const loader of this.wanted) loader.cancel();
  }

  /** What failed, or was cancelled, is asked for again when it is wanted. */
  again(): void {
    for (const loader of this.wanted) loader.again();
  }

  /** Nobody looks any more. */
  drop(): void {
    for (const part of [this.own, this.other, this.texts]) part.drop();
  }
}
