import type { Sampling } from '../protocol/runs';
import type { SpecialReading } from '../protocol/tokens';
import type { OptionValues } from './command';

/** The command line itself is wrong: exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** A whole number of at least `least`. */
export function wholeNumber(values: OptionValues, name: string, fallback: number, least = 0): number {
  const value = values[name];
  if (value === undefined) return fallback;
  const number = /^\d+$/.test(String(value)) ? Number(value) : Number.NaN;
  if (number >= least && Number.isSafeInteger(number)) return number;
  throw new UsageError(`--${name} takes a whole number of at least ${least}, not “${value}”.`);
}

export function requiredText(values: OptionValues, name: string): string {
  const value = values[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError(`--${name} is missing.`);
}

export function specialReading(values: OptionValues): SpecialReading {
  const value = values.special ?? 'text';
  if (value === 'text' || value === 'parse') return value;
  throw new UsageError(`--special takes “text” or “parse”, not “${value}”.`);
}

/** Temperature 0 is greedy, and is what holds without a word about it. */
export function sampling(values: OptionValues): Sampling {
  return {
    temperature: decimal(values, 'temperature', 0, (value) => value >= 0, 'a number of at least 0'),
    topK: wholeNumber(values, 'top-k', 0),
    topP: decimal(values, 'top-p', 1, (value) => value > 0 && value <= 1, 'a number above 0 and at most 1'),
  };
}

function decimal(
  values: OptionValues,
  name: string,
  fallback: number,
  valid: (value: number) => boolean,
  range: string,
): number {
  const value = values[name];
  if (value === undefined) return fallback;
  const number = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(String(value)) ? Number(value) : Number.NaN;
  if (Number.isFinite(number) && valid(number)) return number;
  throw new UsageError(`--${name} takes ${range}, not “${value}”.`);
}
