import { packedAt } from '../../../../src/protocol/bytes';
import { isCancelled } from '../../../../src/protocol/errors';
import type { InspectorHostApi, InspectorViewApi } from '../../../../src/protocol/inspectorApi';
import type { Connection } from '../../../../src/protocol/rpc';
import { tokenizerKey } from '../../../../src/protocol/tokenizerNames';
import type { TokenText } from '../../../../src/protocol/tokens';
import type { VocabularyPage, VocabularyParams } from '../../../../src/protocol/vocabulary';
import { errorText } from '../../../ui/errorText';

export type VocabularyQuestion = Omit<VocabularyParams, 'first' | 'count'>;

/** Rows that are asked for at once. */
const pageSize = 200;

/** The rows of one question, as far as they came. */
class VocabularyRows {
  readonly pages = new Map<number, VocabularyPage | 'asked' | 'failed'>();
  total = 0;
  vocabularySize = 0;

  constructor(readonly question: VocabularyQuestion) {}

  /** Null while it is on its way. */
  at(index: number): TokenText | null {
    const page = this.pages.get(Math.floor(index / pageSize));
    const row = index % pageSize;
    if (!page || page === 'asked' || page === 'failed' || row >= page.ids.length) return null;
    return { id: page.ids[row], bytes: packedAt(page.bytes, row), special: page.special[row] === 1 };
  }
}

/** Gets a vocabulary from the host, those pages of it that are looked at. */
export class VocabularyLoader {
  /** The earlier question's until the first page of its successor is there. */
  shown: VocabularyRows | null = null;
  problem: string | null = null;
  private asked: VocabularyRows | null = null;
  private stop = new AbortController();

  constructor(
    private readonly host: Connection<InspectorViewApi, InspectorHostApi>,
    private readonly changed: () => void,
  ) {}

  /** Asks, unless that is what was asked last. */
  want(question: VocabularyQuestion): void {
    if (this.asked && keyOf(this.asked.question) === keyOf(question)) return;
    this.stop.abort();
    this.stop = new AbortController();
    this.asked = new VocabularyRows(question);
    void this.page(this.asked, 0);
  }

  /** Makes sure that rows `first` … `end` − 1 are there or on their way. */
  wantRows(first: number, end: number): void {
    const { shown } = this;
    if (!shown || shown !== this.asked) return;
    for (let page = Math.floor(first / pageSize); page * pageSize < end; page++) {
      if (!shown.pages.has(page)) void this.page(shown, page);
    }
  }

  /** What failed may be asked for once more. */
  forgive(): void {
    const { asked } = this;
    for (const [index, page] of asked?.pages ?? []) if (page === 'failed') asked?.pages.delete(index);
    if (asked?.pages.size === 0) this.asked = null;
  }

  /** Drops what is on its way; what is wanted next is asked for anew. */
  cancel(): void {
    this.stop.abort();
    this.asked = null;
  }

  private async page(rows: VocabularyRows, index: number): Promise<void> {
    rows.pages.set(index, 'asked');
    const { signal } = this.stop;
    try {
      const params = { ...rows.question, first: index * pageSize, count: pageSize };
      const page = await this.host.request('vocabulary', params, { signal });
      if (signal.aborted) return;
      rows.pages.set(index, page);
      rows.total = page.total;
      rows.vocabularySize = page.vocabularySize;
      this.shown = rows;
      this.problem = null;
    } catch (error) {
      if (signal.aborted) return;
      rows.pages.set(index, 'failed');
      this.problem = isCancelled(error) ? null : errorText(error);
    }
    this.changed();
  }
}

const keyOf = ({ tokenizer, holds, ...rest }: VocabularyQuestion) =>
  JSON.stringify([tokenizerKey(tokenizer), Array.from(holds), rest]);
