import type { ContenderProcess } from './contenderProcess';
import type { Precision } from './models/precision';

/**
 * How far logits may lie apart, as a share of their own spread. In 32 bit they differ by llama.cpp's half precision of
 * keys and values. Where weights are quantised, both libraries round activations to 8 bit too, each in its own way. Another model,
 * or heads in another order, gives about 1.
 */
const tolerances: Record<Precision['name'], number> = { fp32: 1e-3, q8: 0.1, q4: 0.1 };

export interface Agreement {
  name: string;
  /** Root mean square of the differences over the standard deviation of the first one's logits. */
  distance: number;
}

/** Holds that all compute the same model: their logits after `ids` against those of the first. */
export async function checkAgreement(
  [first, ...others]: readonly ContenderProcess[],
  ids: readonly number[],
  { name: precision }: Precision,
): Promise<Agreement[]> {
  const expected = await first.logits(ids);
  const agreements: Agreement[] = [];
  for (const other of others) {
    const distance = relativeDistance(expected, await other.logits(ids));
    if (!(distance <= tolerances[precision])) {
      throw new Error(
        `${other.name} computes another model: its logits are ${distance.toPrecision(2)} of their spread away, ` +
          `${tolerances[precision]} being allowed in ${precision}.`,
      );
    }
    agreements.push({ name: other.name, distance });
  }
  return agreements;
}

function relativeDistance(expected: Float32Array, actual: Float32Array): number {
  if (expected.length !== actual.length) return Number.POSITIVE_INFINITY;
  const mean = (of: (i: number) => number) => {
    let sum = 0;
    for (let i = 0; i < expected.length; i++) sum += of(i);
    return sum / expected.length;
  };
  const center = mean((i) => expected[i]);
  return Math.sqrt(mean((i) => (actual[i] - expected[i]) ** 2) / mean((i) => (expected[i] - center) ** 2));
}
