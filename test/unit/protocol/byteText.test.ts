import assert from 'node:assert/strict';
import { byteText } from '../../../src/protocol/byteText';

describe('bytes as text', () => {
  const rows: [bytes: number, text: string][] = [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [1550, '1.6 kB'],
    [99_949, '99.9 kB'],
    [99_960, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [22_400_000, '22.4 MB'],
    [340_400_000, '340 MB'],
    [1_234_000_000, '1.2 GB'],
    [3e12, '3 TB'],
    [5e15, '5,000 TB'],
  ];
  for (const [bytes, text] of rows) it(text, () => assert.equal(byteText('en', bytes), text));

  it('is written as the language writes numbers', () => assert.equal(byteText('de', 1_234_000_000), '1,2 GB'));
});
