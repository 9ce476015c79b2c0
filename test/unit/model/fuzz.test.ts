import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fuzz } from '../../fuzz/fuzz';
import { writeMutant } from '../../fuzz/mutations';

describe('model: damaged files', function () {
  this.timeout(180_000);

  it('are opened or refused, 300 of them: none hangs, floods the memory, leaves its folder or ends in a bug', async () => {
    const { counts, failures } = await fuzz(0, 300);
    assert.deepEqual(failures, []);
    assert.ok(counts.opened > 20 && counts.modelGraphBroken > 50, JSON.stringify(counts));
  });

  it('are the same again for the number by which a failure is told', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'loupe-mutant-'));
    const mutant = (number: number) => {
      const what = writeMutant(folder, number);
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      return [what, ...files.map(({ parentPath, name }) => readFileSync(path.join(parentPath, name), 'base64'))].join();
    };
    const [first, second, again] = [4, 5, 4].map(mutant);
    rmSync(folder, { recursive: true });
    assert.equal(again, first);
    assert.notEqual(second, first);
  });
});
