import { heatSteps } from '../../drawing/scales';
import { decimal, integer, shortPercent, toBits } from '../../ui/format';
import type { LensCell } from './lensTable';

/** What the cells' colours say. */
export const lensColors = ['probability', 'entropy', 'rank'] as const;
export type LensColor = (typeof lensColors)[number];

/** The scale that goes with it: how much, or how uncertain. */
export const scaleOf = (color: LensColor): 'weight' | 'heat' => (color === 'entropy' ? 'heat' : 'weight');

/** A cell's step on its scale, 0 … heatSteps − 1. Null where there is no such figure. */
export function lensStep(color: LensColor, cell: LensCell, vocabularySize: number): number | null {
  const position = lensPosition(color, cell, vocabularySize);
  return Number.isNaN(position) ? null : Math.round(position * (heatSteps - 1));
}

/**
 * Where a cell is on its scale, 0…1: the probability of its top token; its entropy as a share of the largest possible, ln of the
 * vocabulary; the rank of the followed token, else of the final answer, by its logarithm, the first at the full end. NaN where
 * there is no such figure.
 */
export function lensPosition(color: LensColor, cell: LensCell, vocabularySize: number): number {
  const value = lensValue(color, cell);
  const position = {
    probability: () => value,
    entropy: () => value / toBits(Math.log(vocabularySize)),
    rank: () => rankPosition(value, vocabularySize),
  }[color]();
  return Math.min(1, Math.max(0, position));
}

/** What the colour is of: a probability, bits, or a rank; NaN for none. */
export function lensValue(color: LensColor, cell: LensCell): number {
  switch (color) {
    case 'probability':
      return cell.top[0]?.probability ?? Number.NaN;
    case 'entropy':
      return toBits(cell.entropy);
    case 'rank':
      return (cell.followed ?? cell.answer).rank || Number.NaN;
  }
}

/** 1 for the first rank, 0 for the last of the vocabulary; NaN for rank 0, which means none. */
export function rankPosition(rank: number, vocabularySize: number): number {
  return rank < 1 ? Number.NaN : 1 - Math.log(rank) / Math.log(vocabularySize);
}

/** 1, 10, 100 … below `vocabularySize`. */
export function rankTicks(vocabularySize: number): number[] {
  const ticks: number[] = [];
  for (let rank = 1; rank < vocabularySize; rank *= 10) ticks.push(rank);
  return ticks;
}

/** Marks along a legend: where, 0…1, and what it says there. */
export function legendTicks(color: LensColor, vocabularySize: number): { at: number; text: string }[] {
  switch (color) {
    case 'probability':
      return [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: shortPercent(at) }));
    case 'entropy': {
      const most = toBits(Math.log(vocabularySize));
      return [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: decimal(at * most, at === 0 ? 0 : 1) }));
    }
    case 'rank':
      return rankTicks(vocabularySize)
        .map((rank) => ({ at: rankPosition(rank, vocabularySize), text: integer(rank) }))
        .reverse();
  }
}
