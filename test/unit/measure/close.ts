import assert from 'node:assert/strict';

/** Asserts that two numbers differ by at most `tolerance`; NaN equals NaN. */
export function close(actual: number, expected: number, tolerance = 1e-6): void {
  const isClose = Number.isNaN(expected) ? Number.isNaN(actual) : Math.abs(actual - expected) <= tolerance;
  assert.ok(isClose, `${actual} is not within ${tolerance} of ${expected}`);
}
