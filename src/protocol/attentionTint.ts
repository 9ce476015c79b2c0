/** Attention that a token of the editor is tinted by. */
export interface AttentionTint {
  /** The run that it is of: another reading takes the tint away. */
  runId: string;
  /** [T] share of attention of each token of the reading, 0…1. */
  weights: Float32Array;
}

/** Lower bounds of the tint's levels; below the first a token stays untinted. */
export const attentionShares = [0.02, 0.05, 0.2, 0.5] as const;

/** Level of a share of attention; -1 below the first, and for NaN. */
export function attentionLevel(weight: number): number {
  return attentionShares.filter((bound) => weight >= bound).length - 1;
}
