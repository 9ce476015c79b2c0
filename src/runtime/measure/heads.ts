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

/**
 * Scores of one head.
 *
 * @param map [T, T] weights A, query by key, rows sum to 1
 * @param ids [T] token ids
 */
export function headScores(map: Float32Array, ids: ArrayLike<number>): HeadScores {
  const tokens = ids.length;
  const previousToken = new Mean();
  const duplicateToken = new Mean();
  const induction = new Mean();
  const sink = new Mean();
  const entropy = new Mean();
  const distance = new Mean();
  const earlier = new Map<number, number[]>();
  for (let query = 0; query < tokens; query++) {
    const row = map.subarray(query * tokens, (query + 1) * tokens);
    if (query > 0) previousToken.add(row[query - 1]);
    sink.add(row[0]);
    let rowEntropy = 0;
    let rowDistance = 0;
    for (let key = 0; key <= query; key++) {
      const weight = row[key];
      if (weight > 0) rowEntropy -= weight * Math.log(weight);
      rowDistance += (query - key) * weight;
    }
    entropy.add(rowEntropy);
    distance.add(rowDistance);
    const copies = earlier.get(ids[query]);
    if (copies) {
      duplicateToken.add(copies.reduce((sum, key) => sum + row[key], 0));
      induction.add(copies.reduce((sum, key) => sum + row[key + 1], 0));
      copies.push(query);
    } else {
      earlier.set(ids[query], [query]);
    }
  }
  return {
    previousToken: previousToken.value,
    duplicateToken: duplicateToken.value,
    induction: induction.value,
    sink: sink.value,
    entropy: entropy.value,
    distance: distance.value,
  };
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
