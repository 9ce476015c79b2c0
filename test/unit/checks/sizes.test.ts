import assert from 'node:assert/strict';
import { codeFiles, productFiles } from './sourceFiles';

/** Lines, comments and blank ones included. */
const lines = ({ text }: { text: string }) => text.trimEnd().split('\n').length;

describe('file sizes', () => {
  const limit = (share: number) => {
    const sorted = productFiles.map(lines).sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  };

  it('has a median of at most 90 lines', () => assert.ok(limit(0.5) <= 90, `${limit(0.5)} lines`));

  it('has a ninetieth percentile of at most 220 lines', () => assert.ok(limit(0.9) <= 220, `${limit(0.9)} lines`));

  it('has no file over 400 lines', () => {
    const long = codeFiles.filter((file) => lines(file) > 400).map(({ name }) => name);
    assert.deepEqual(long, []);
  });

  it('keeps extension.ts within 120 lines', () => {
    const [entry] = productFiles.filter(({ name }) => name === 'src/extension.ts');
    assert.ok(lines(entry) <= 120, `${lines(entry)} lines`);
  });
});
