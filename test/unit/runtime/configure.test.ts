import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { RuntimeConfiguration } from '../../../src/protocol/runtimeApi';
import { Models } from '../../../src/runtime/models';

const folder = join(__dirname, '../../fixtures/model/tiny-gpt2');

type Model = RuntimeConfiguration['models'][number];

describe('a loaded model, once the runtime is configured anew,', () => {
  const model: Model = { id: 'tiny', name: 'tiny', folder, source: 'downloaded', downloadedAt: 1 };
  const configured = (models: Model[], threads = 1) => ({ models, memoryBudgetBytes: 1e8, threads });

  const rows: [what: string, next: RuntimeConfiguration, loaded: string[]][] = [
    ['stays where nothing changed', configured([{ ...model }]), ['tiny']],
    ['stays under another id', configured([{ ...model, id: 'other' }]), ['other']],
    ['goes where it is not installed any more', configured([]), []],
    ['goes where it was downloaded anew', configured([{ ...model, downloadedAt: 2 }]), []],
    ['goes where another graph was chosen', configured([{ ...model, variant: 'q4' }]), []],
    ['goes where the number of threads is another', configured([model], 2), []],
  ];
  for (const [what, next, loaded] of rows) {
    it(what, async () => {
      const models = new Models(configured([model]));
      await models.open('tiny');
      assert.deepEqual(models.configure(next), loaded);
      models.dispose();
    });
  }
});
