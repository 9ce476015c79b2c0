import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ModelRegistry } from '../../../src/host/models/modelRegistry';
import { RuntimeClient } from '../../../src/host/runtime/runtimeClient';
import type { Settings } from '../../../src/host/settings';
import { Emitter } from '../../../src/protocol/disposable';
import { LoupeError } from '../../../src/protocol/errors';
import type { OpenModel } from '../../../src/protocol/models';
import { Connection, memoryLinkPair } from '../../../src/protocol/rpc';
import type { RuntimeApi, RuntimeParentApi } from '../../../src/protocol/runtimeApi';

describe('what a loaded model can show', () => {
  const capabilities: OpenModel['capabilities'] = {
    attention: { available: true },
    residuals: { available: true },
    cache: 'none',
  };
  let shipped: string;
  beforeEach(() => {
    shipped = mkdtempSync(path.join(tmpdir(), 'loupe-shipped-'));
    mkdirSync(path.join(shipped, 'pocket'));
  });
  afterEach(() => rmSync(shipped, { recursive: true }));

  const rows: [what: string, ask: () => Pick<OpenModel, 'capabilities'>, known: boolean, bugs: string[]][] = [
    ['is learnt from the runtime', () => ({ capabilities }), true, []],
    ['stays unknown where the runtime refuses, of which others were told', refuse, false, []],
    ['stays unknown where the runtime has a bug, which is told', fail, false, ['what pocket can show: Error: odd']],
  ];
  for (const [what, ask, known, expected] of rows) {
    it(what, async () => {
      const [link, otherEnd] = memoryLinkPair();
      let asked = 0;
      new Connection<Pick<RuntimeApi, 'configure' | 'openModel'>, RuntimeParentApi>(otherEnd, {
        configure: () => ({ loaded: [] }),
        // The first is whoever has the model loaded.
        openModel: () => (asked++ === 0 ? { capabilities } : ask()) as OpenModel,
      });
      const runtime = new RuntimeClient({
        start: () => ({ pid: undefined, link, onExit: new Emitter<string>().on, kill: () => {} }),
        configuration: () => ({ models: [], memoryBudgetBytes: 0, threads: 1 }),
        log: () => {},
      });
      const bugs: string[] = [];
      const onBug = (where: string, error: unknown) => bugs.push(`${where}: ${error}`);
      const unset = { value: [], onDidChange: new Emitter<never>().on };
      const settings = { models: unset, modelVariants: unset } as unknown as Settings;
      const registry = new ModelRegistry(shipped, settings, () => [], runtime, onBug);
      await runtime.request('openModel', { model: 'pocket' });
      while (asked < 2) await new Promise(setImmediate);
      await new Promise(setImmediate);
      assert.equal(registry.find('pocket')?.capabilities !== undefined, known);
      assert.deepEqual(bugs, expected);
      registry.dispose();
      runtime.dispose();
    });
  }
});

function refuse(): never {
  throw new LoupeError('modelNotOpen', 'pocket');
}

function fail(): never {
  throw new Error('odd');
}
