import { packedAt } from '../../../src/protocol/bytes';
import type { FollowedToken, Lens, LensParams } from '../../../src/protocol/lens';
import type { Reading } from '../../../src/protocol/runs';
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

/** The lens of one reading and one token to follow, as far as it came: block by block. */
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
  ) {
    this.states = reading.residuals.available ? reading.residuals.layers + 1 : 0;
    this.positions = reading.tokens.ids.length;
  }

  isOf(reading: Reading, follow: LensParams['follow']): boolean {
    return this.reading.runId === reading.runId && JSON.stringify(this.follow) === JSON.stringify(follow);
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

  private followedToken({ ids, logprobs, ranks }: FollowedToken, column: number, at: number): LensToken {
    return this.token(ids[column], logprobs[at], ranks[at]);
  }

  private token(id: number, logprob: number, rank: number): LensToken {
    return { id, label: this.labels.get(id) ?? '', probability: Math.exp(logprob), rank };
  }
}
