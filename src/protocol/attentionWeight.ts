export interface AttentionWeightParams {
  runId: string;
  layer: number;
  head: number;
  /** Positions of the token that looks, and of the one that is looked at; key ≤ query. */
  query: number;
  key: number;
}

/**
 * How one weight of attention comes about: weight = softmax over the keys of q · k × scale, and weight × v is what it brings. D
 * numbers per query and key, E per value. Source: Vaswani et al. 2017 (1706.03762)
 */
export interface AttentionWeight {
  /** [D] of the looking token, as it is multiplied with keys */
  query: Float32Array;
  /** [D] of the token that is looked at */
  key: Float32Array;
  /** Whether both had their positions rotated in before. */
  rotated: boolean;
  /** q · k */
  product: number;
  /** What the product is multiplied by; 1 / √D unless the model has another. */
  scale: number;
  /** [query + 1] scores of all keys that the token may look at: product × scale; −∞ for those out of the layer's window */
  scores: Float32Array;
  /** [query + 1] softmax of the scores */
  weights: Float32Array;
  /** The weight that the model itself computed. */
  weight: number;
  /** [E] of the token that is looked at */
  value: Float32Array;
  /** [E] Σ weight × value over all keys: what the head gives at this position to the output projection */
  output: Float32Array;
}
