import assert from 'node:assert/strict';
import { divergence } from '../../../src/runtime/measure/divergence';
import { close } from './close';

describe('measure: divergence', () => {
  const row = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);
  const { LN2 } = Math;
  const table: { name: string; before: Float32Array; after: Float32Array; nats: number }[] = [
    { name: 'the same', before: row(0.5, 0.3, 0.2), after: row(0.5, 0.3, 0.2), nats: 0 },
    { name: 'a coin against a loaded one', before: row(0.5, 0.5), after: row(0.25, 0.75), nats: LN2 - Math.log(3) / 2 },
    {
      name: 'a loaded coin against a fair one',
      before: row(0.25, 0.75),
      after: row(0.5, 0.5),
      nats: 0.75 * Math.log(3) - LN2,
    },
    { name: 'a token that before rules out', before: row(1, 0), after: row(0.5, 0.5), nats: LN2 },
    { name: 'a token that after rules out', before: row(0.5, 0.5), after: row(1, 0), nats: Number.POSITIVE_INFINITY },
  ];
  for (const { name, before, after, nats } of table) {
    it(`of ${name}`, () => {
      const actual = divergence(before, after);
      if (Number.isFinite(nats)) close(actual, nats);
      else assert.equal(actual, nats);
      const raised = after.map((logit) => logit + 3);
      if (Number.isFinite(nats)) close(divergence(before, raised), nats, 1e-5);
    });
  }
});
