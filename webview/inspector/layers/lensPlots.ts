import { rankPosition, rankTicks } from './lensColors';
import type { LensCell, LensToken } from './lensTable';

/** One token through the layers. */
export interface LensCurve {
  kind: 'answer' | 'followed';
  /** [states], the embedding's first */
  tokens: readonly LensToken[];
}

/** A plot's scale and curves as heights: 0 at its bottom, 1 at its top, NaN where there is no figure. */
export interface LensPlot {
  kind: 'probability' | 'rank';
  ticks: { height: number; value: number }[];
  /** As the curves, [states] each. */
  heights: number[][];
}

/** The final answer's curve and, where one is followed, that token's. */
export function lensCurves(cells: readonly LensCell[]): LensCurve[] {
  const followed = cells.map(({ followed }) => followed).filter((token) => token !== null);
  const answer: LensCurve = { kind: 'answer', tokens: cells.map(({ answer }) => answer) };
  return followed.length === cells.length ? [answer, { kind: 'followed', tokens: followed }] : [answer];
}

/** Probability up to the next round number above the largest, and rank by its logarithm with the first on top. */
export function lensPlots(curves: readonly LensCurve[], vocabularySize: number): [LensPlot, LensPlot] {
  const most = roundAbove(Math.max(...curves.flatMap(({ tokens }) => tokens.map(({ probability }) => probability))));
  return [
    {
      kind: 'probability',
      ticks: [0, 0.5, 1].map((height) => ({ height, value: height * most })),
      heights: curves.map(({ tokens }) => tokens.map(({ probability }) => probability / most)),
    },
    {
      kind: 'rank',
      ticks: rankTicks(vocabularySize).map((rank) => ({ height: rankPosition(rank, vocabularySize), value: rank })),
      heights: curves.map(({ tokens }) => tokens.map(({ rank }) => rankPosition(rank, vocabularySize))),
    },
  ];
}

function roundAbove(probability: number): number {
  return [0.001, 0.01, 0.1, 0.2, 0.5].find((round) => probability <= round) ?? 1;
}
