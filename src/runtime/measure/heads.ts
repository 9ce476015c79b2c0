/** What one attention head does on one text. NaN where the text leaves a score undefined. */
export interface HeadScores {
  /** Mean of A[i, i−1] over i ≥ 1. Source: TransformerLens head detector */
  previousToken: number;
  /** Mass on earlier positions that hold the same token, mean over the rows that have one. Source: TransformerLens head detector */
  duplicateToken: number;
  /**
   * Mass on positions right after an earlier copy of the current token, mean over the rows that have one: the score for
   * natural text. Source: Olsson et al. 2022 (2209.11895); TransformerLens head detector
   */
  induction: number;
  /** Mean of A[·, 0]. */
  sink: number;
  /** Mean row entropy −Σ A ln A, nats. */
  entropy: number;
  /** Mean of Σ (q − k) · A[q, k], tokens. */
  distance: number;
}

/** Scores of one head, whose map A comes row by row, in order: weights, query by key, that sum to 1. */
export class HeadScorer {
  private readonly previousToken = new Mean();
  private readonly duplicateToken = new Mean();
  private readonly induction = new Mean();
  private readonly sink = new Mean();
  private readonly entropy = new Mean();
  private readonly distance = new Mean();
  private readonly earlier = new Map<number, number[]>();

  /** @param ids [T] token ids */
  constructor(private readonly ids: ArrayLike<number>) {}

  /** @param row weights from the first key to the query's at least */
  add(query: number, row: Float32Array): void {
    if (query > 0) this.previousToken.add(row[query - 1]);
    this.sink.add(row[0]);
    let rowEntropy = 0;
    let rowDistance = 0;
    for (let key = 0; key <= query; key++) {
      const weight = row[key];
      if (weight > 0) rowEntropy -= weight * Math.log(weight);
      rowDistance += (query - key) * weight;
    }
    this.entropy.add(rowEntropy);
    this.distance.add(rowDistance);
    const id = this.ids[query];
    const copies = this.earlier.get(id);
    if (copies) {
      this.duplicateToken.add(copies.reduce((sum, key) => sum + row[key], 0));
      this.induction.add(copies.reduce((sum, key) => sum + row[key + 1], 0));
      copies.push(query);
    } else {
      this.earlier.set(id, [query]);
    }
  }

  get scores(): HeadScores {
    return {
      previousToken: this.previousToken.value,
      duplicateToken: this.duplicateToken.value,
      induction: this.induction.value,
      sink: this.sink.value,
      entropy: this.entropy.value,
      distance: this.distance.value,
    };
  }
}

class Mean {
  private sum = 0;
  private count = 0;

  add(value: number): void {
    this.sum += value;
    this.count++;
  }

  /** NaN when nothing was added. */
  get value(): number {
    return this.sum / this.count;
  }
}
