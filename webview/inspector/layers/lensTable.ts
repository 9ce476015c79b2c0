import { packedAt } from '../../../src/protocol/bytes';
import type { FollowedToken, Lens, LensParams } from '../../../src/protocol/lens';
import type { GeneratedToken, Reading } from '../../../src/protocol/runs';
import { tokenLabel } from '../../drawing/tokenText';

/** Positions that are asked for together. */
export const blockSize = 32;

/** A place in the grid. */
export interface LensPlace {
  /** 0 after the embedding, s after block s − 1 */
  state: number;
  position: number;
}

export interface LensToken {
  id: number;
  label: string;
  probability: number;
  rank: number;
}

/** What one state predicts at one position. */
export interface LensCell {
  /** Best first. */
  top: LensToken[];
  /** nats */
  entropy: number;
  answer: LensToken;
  /** Null where no token is followed, or none comes next. */
  followed: LensToken | null;
  /** The state from which on the answer leads. */
  firstLeads: number;
}

/** The lens of one reading, of tokens appended to it, and of one token to follow, as far as it came: block by block. */
export class LensTable {
  readonly states: number;
  readonly positions: number;
  /** The tokens of the literal text to follow. */
  named: Lens['named'] = [];
  private readonly blocks = new Map<number, Lens>();
  private readonly labels = new Map<number, string>();

  constructor(
    readonly reading: Reading,
    readonly follow: LensParams['follow'],
    readonly appended: readonly GeneratedToken[] = [],
  ) {
    this.states = reading.residuals.available ? reading.residuals.layers + 1 : 0;
    this.positions = reading.tokens.ids.length + appended.length;
  }

  isOf(reading: Reading, follow: LensParams['follow']): boolean {
    return this.reading.runId === reading.runId && JSON.stringify(this.follow) === JSON.stringify(follow);
  }

  /** Whether it goes on with just these tokens. */
  endsWith(appended: readonly GeneratedToken[]): boolean {
    return appended.length === this.appended.length && this.shared(appended) === appended.length;
  }

  /** The same with other tokens appended. Keeps those blocks that say the same: the last position may follow what comes next. */
  withAppended(appended: readonly GeneratedToken[]): LensTable {
    const table = new LensTable(this.reading, this.follow, appended);
    const shared = this.reading.tokens.ids.length + this.shared(appended);
    for (const [block, lens] of this.blocks) if ((block + 1) * blockSize < shared) table.add(block, lens);
    return table;
  }

  /** Blocks that came. */
  get filled(): number {
    return this.blocks.size;
  }

  has(block: number): boolean {
    return this.blocks.has(block);
  }

  add(block: number, lens: Lens): void {
    this.blocks.set(block, lens);
    this.named = lens.named;
    const { ids, bytes } = lens.texts;
    for (const [i, id] of ids.entries()) {
      if (!this.labels.has(id)) this.labels.set(id, tokenLabel(packedAt(bytes, i)) || '∅');
    }
  }

  /** Null where it did not come yet. */
  cell({ state, position }: LensPlace): LensCell | null {
    const lens = this.blocks.get(Math.floor(position / blockSize));
    const column = position - (lens?.first ?? 0);
    if (!lens || column >= lens.positions) return null;
    const { top, entropies, answer, followed, firstLeads } = lens;
    const at = state * lens.positions + column;
    const best = Array.from({ length: top.count }, (_, i) => at * top.count + i).filter((i) => top.ids[i] >= 0);
    return {
      top: best.map((i, rank) => this.token(top.ids[i], top.logprobs[i], rank + 1)),
      entropy: entropies[at],
      answer: this.followedToken(answer, column, at),
      followed: followed && followed.ids[column] >= 0 ? this.followedToken(followed, column, at) : null,
      firstLeads: firstLeads[column],
    };
  }

  /** One position's cells, the embedding's first; empty until they came. */
  column(position: number): LensCell[] {
    const cells = Array.from({ length: this.states }, (_, state) => this.cell({ state, position }));
    return cells.filter((cell) => cell !== null);
  }

  /** How many appended tokens are those of `others`, from the first on. */
  private shared(others: readonly GeneratedToken[]): number {
    const differs = this.appended.findIndex(({ id }, i) => id !== others[i]?.id);
    return differs < 0 ? this.appended.length : differs;
  }

  private followedToken({ ids, logprobs, ranks }: FollowedToken, column: number, at: number): LensToken {
    return this.token(ids[column], logprobs[at], ranks[at]);
  }

  private token(id: number, logprob: number, rank: number): LensToken {
    return { id, label: this.labels.get(id) ?? '', probability: Math.exp(logprob), rank };
  }
}
