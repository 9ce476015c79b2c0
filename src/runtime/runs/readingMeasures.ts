import { packBytes } from '../../protocol/bytes';
import type { Reading } from '../../protocol/runs';
import { measureToken } from '../measure/logits';
import { topK } from '../measure/topK';
import type { ModelTokenizer } from '../tokenizer/huggingFace';

type Measures = Pick<Reading, 'logprobs' | 'ranks' | 'entropies' | 'top'>;

/** What the distributions of a teacher-forced pass say of the tokens that followed. Filled row by row. */
export class ReadingMeasures {
  private readonly logprobs: Float32Array;
  private readonly ranks: Int32Array;
  private readonly entropies: Float32Array;
  private readonly topIds: Int32Array;
  private readonly topLogprobs: Float32Array;

  /** @param topCount alternatives per position */
  constructor(
    private readonly ids: Int32Array,
    private readonly topCount: number,
  ) {
    const tokens = ids.length;
    this.logprobs = new Float32Array(tokens).fill(Number.NaN);
    this.ranks = new Int32Array(tokens);
    this.entropies = new Float32Array(tokens).fill(Number.NaN);
    this.topIds = new Int32Array(tokens * topCount).fill(-1);
    this.topLogprobs = new Float32Array(tokens * topCount).fill(Number.NaN);
  }

  /** Takes the distribution [vocabulary] that predicted token `index`, which is 1 or more. */
  add(index: number, logits: Float32Array): void {
    const { logprob, rank, entropy } = measureToken(logits, this.ids[index]);
    this.logprobs[index] = logprob;
    this.ranks[index] = rank;
    this.entropies[index] = entropy;
    // Relative to the measured token, whose log-probability is known: no second pass over the vocabulary.
    const logSum = logits[this.ids[index]] - logprob;
    const best = topK(logits, this.topCount);
    this.topIds.set(best, index * this.topCount);
    for (let i = 0; i < best.length; i++) this.topLogprobs[index * this.topCount + i] = logits[best[i]] - logSum;
  }

  result(tokenizer: ModelTokenizer): Measures {
    const { logprobs, ranks, entropies, topIds, topLogprobs, topCount } = this;
    const bytes = packBytes(Array.from(topIds, (id) => (id < 0 ? new Uint8Array(0) : tokenizer.tokenText(id).bytes)));
    return { logprobs, ranks, entropies, top: { count: topCount, ids: topIds, logprobs: topLogprobs, bytes } };
  }
}
