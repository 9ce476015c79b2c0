import { packBytes } from '../../protocol/bytes';
import type { FollowedToken, Lens } from '../../protocol/lens';
import { firstLeads } from '../measure/firstLeads';
import { measureToken, rankOf } from '../measure/logits';
import { topK } from '../measure/topK';
import type { ModelTokenizer } from '../tokenizer/huggingFace';

/** What the distributions of all states of the residual stream say, n positions of each. Filled row by row, the last state first. */
export class LensMeasures {
  private readonly top: Lens['top'];
  private readonly entropies: Float32Array;
  private readonly answer: FollowedToken;
  private readonly followed: FollowedToken | null;

  /**
   * @param states S
   * @param positions n
   * @param follow [n] a token to follow at each position, -1 for none
   */
  constructor(
    private readonly states: number,
    private readonly positions: number,
    topCount: number,
    follow: Int32Array | null,
  ) {
    const cells = states * positions;
    this.top = {
      count: topCount,
      ids: new Int32Array(cells * topCount).fill(-1),
      logprobs: new Float32Array(cells * topCount).fill(Number.NaN),
    };
    this.entropies = new Float32Array(cells).fill(Number.NaN);
    this.answer = noFigures(new Int32Array(positions).fill(-1), cells);
    this.followed = follow && noFigures(follow, cells);
  }

  /** Takes the distribution [vocabulary] of one state at one position. */
  add(state: number, position: number, logits: Float32Array): void {
    const { count, ids, logprobs } = this.top;
    const best = topK(logits, count);
    // None where all logits are NaN, of which nothing can be said.
    if (best.length === 0) return;
    const cell = state * this.positions + position;
    const { logprob, entropy } = measureToken(logits, best[0]);
    const logSum = logits[best[0]] - logprob;
    this.entropies[cell] = entropy;
    ids.set(best, cell * count);
    for (let i = 0; i < best.length; i++) logprobs[cell * count + i] = logits[best[i]] - logSum;
    if (state === this.states - 1) this.answer.ids[position] = best[0];
    for (const followed of [this.answer, this.followed]) {
      const id = followed?.ids[position] ?? -1;
      // A tokenizer may know more tokens than the model.
      if (!followed || id < 0 || id >= logits.length) continue;
      followed.logprobs[cell] = logits[id] - logSum;
      followed.ranks[cell] = rankOf(logits, id);
    }
  }

  result(tokenizer: Pick<ModelTokenizer, 'tokenText'>): Omit<Lens, 'first' | 'named'> {
    const { states, positions, top, entropies, answer, followed } = this;
    const seen = new Set([...top.ids, ...answer.ids, ...(followed?.ids ?? [])]);
    seen.delete(-1);
    const ids = Int32Array.from(seen).sort();
    return {
      states,
      positions,
      top,
      entropies,
      answer,
      followed,
      firstLeads: firstLeads(answer.ranks, states, positions),
      texts: { ids, bytes: packBytes(Array.from(ids, (id) => tokenizer.tokenText(id).bytes)) },
    };
  }
}

function noFigures(ids: Int32Array, cells: number): FollowedToken {
  return { ids, logprobs: new Float32Array(cells).fill(Number.NaN), ranks: new Int32Array(cells) };
}
