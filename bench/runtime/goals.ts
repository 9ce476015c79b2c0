import { median } from '../figure';
import type { Phase } from './contender';
import type { Measured, Series } from './measureCase';

/** A ratio that was measured in each repeat, and what it is to be. */
export interface Goal {
  name: string;
  /** Median over the repeats. */
  value: number;
  least: number;
  most: number;
  goal: number;
  kind: 'at least' | 'at most';
  met: boolean;
}

/** Speed against the others, and what capture costs. Ratios are of two runs of one repeat, seconds apart. */
export function goalsOf({ name, contenders, captures }: Measured): Goal[] {
  const { loupe, transformersJs, nodeLlamaCpp } = contenders;
  const speed = (phase: Phase, other: Series, what: string, goal: number) =>
    compare(`${name}: ${phase}, speed in that of ${what}`, other, loupe, phase, 'at least', goal);
  const cost = (phase: Phase, captured: Series, what: string, goal: number) =>
    compare(`${name}: ${phase}, time with ${what} in that without`, captured, captures.none, phase, 'at most', goal);
  return [
    speed('prefill', transformersJs, 'transformers.js', 1.5),
    speed('prefill', nodeLlamaCpp, 'node-llama-cpp', 1),
    speed('decode', transformersJs, 'transformers.js', 1.5),
    speed('decode', nodeLlamaCpp, 'node-llama-cpp', 1),
    cost('prefill', captures.lastRow, 'the last row captured', 1.05),
    cost('decode', captures.lastRow, 'the last row captured', 1.05),
    cost('prefill', captures.all, 'all rows captured', 1.3),
  ];
}

function compare(
  name: string,
  { times: over }: Series,
  { times: under }: Series,
  phase: Phase,
  kind: Goal['kind'],
  goal: number,
): Goal {
  const ratios = over.map((times, repeat) => times[phase] / under[repeat][phase]);
  const value = median(ratios);
  const met = kind === 'at least' ? value >= goal : value <= goal;
  return { name, value, least: Math.min(...ratios), most: Math.max(...ratios), goal, kind, met };
}
