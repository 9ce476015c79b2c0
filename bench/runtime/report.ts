import { median } from '../figure';
import type { Phase } from './contender';
import type { Goal } from './goals';
import type { Measured, Series, Settings } from './measureCase';
import type { Precision } from './models/precision';

export function describe({ threads, contextTokens, newTokens, repeats }: Settings): string {
  return `threads of each: ${threads}; ${contextTokens} tokens of context, ${newTokens} new ones; repeats in turns: ${repeats}`;
}

/** That the contenders compute the same, and in which formats they hold it. */
export function agreementLine({ name, agreements }: Measured, { bits, gguf }: Precision): string {
  const formats = bits
    ? `MatMulNBits (8 bit activations) and GGUF ${gguf} hold the same numbers, embeddings in 32 bit`
    : 'ONNX and GGUF hold the same numbers';
  const distances = agreements.map((one) => `${one.distance.toPrecision(2)} (${one.name})`).join(', ');
  return `${name}: ${formats}; llama.cpp keeps keys and values in 16 bit, the others in 32. Logits, in their spread, differ by ${distances}.`;
}

/** Tokens per second, median and range over the repeats, and peak memory. */
export function speedTable(all: readonly Measured[], settings: Settings): string[][] {
  const tokens = { prefill: settings.contextTokens, decode: settings.newTokens - 1 };
  const cell = ({ times }: Series, phase: Phase) => {
    const speeds = times.map((one) => (tokens[phase] * 1000) / one[phase]);
    const [middle, least, most] = [median(speeds), Math.min(...speeds), Math.max(...speeds)].map((x) => x.toFixed(1));
    return `${middle} (${least} to ${most})`;
  };
  const rows = all.flatMap(({ name, contenders, captures }) =>
    [...Object.values(contenders), ...Object.values(captures)].map((series) => [
      name,
      series.name,
      cell(series, 'prefill'),
      cell(series, 'decode'),
      series.peakMemory ? (series.peakMemory / 1e6).toFixed(0) : '',
    ]),
  );
  return [['model', 'runtime', 'prefill', 'decode', 'peak, MB'], ...rows];
}

export function goalTable(goals: readonly Goal[]): string[][] {
  const rows = goals.map(({ name, value, least, most, goal, kind, met }) => [
    name,
    `${value.toFixed(2)} ×`,
    `${least.toFixed(2)} to ${most.toFixed(2)}`,
    `${kind === 'at least' ? '≥' : '≤'} ${goal.toFixed(2)} ×`,
    (value / goal).toFixed(2),
    met ? '' : 'MISSED',
  ]);
  return [['figure', 'measured', 'range', 'goal', 'ratio', ''], ...rows];
}
