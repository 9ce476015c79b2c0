/**
 * Attention rollout as the paper has it, with whole matrices: Rˡ = (½A + ½I) Rˡ⁻¹.
 *
 * @param layers each [T, T], the mean over a layer's heads
 */
export function denseRollout(layers: readonly ArrayLike<number>[], tokens: number): number[] {
  const cells = Array.from({ length: tokens * tokens }, (_, cell) => [Math.floor(cell / tokens), cell % tokens]);
  const all = Array.from({ length: tokens }, (_, i) => i);
  return layers.reduce<number[]>(
    (before, attention) => {
      const mixed = cells.map(([query, key]) => attention[query * tokens + key] / 2 + (query === key ? 0.5 : 0));
      return cells.map(([query, key]) =>
        all.reduce((sum, via) => sum + mixed[query * tokens + via] * before[via * tokens + key], 0),
      );
    },
    cells.map(([query, key]) => (query === key ? 1 : 0)),
  );
}
