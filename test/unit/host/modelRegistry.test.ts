import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ModelRegistry } from '../../../src/host/models/modelRegistry';
import { RuntimeClient } from '../../../src/host/runtime/runtimeClient';
import type { Settings } from '../../../src/host/settings';
import { Emitter } from '../../../src/protocol/disposable';
import { LoupeError } from '../../../src/protocol/errors';
import type { DownloadedFolder } from '../../../src/protocol/installedModels';
import type { ModelDescription, OpenModel } from '../../../src/protocol/models';
import { Connection, memoryLinkPair } from '../../../src/protocol/rpc';
import type { RuntimeApi, RuntimeConfiguration, RuntimeParentApi } from '../../../src/protocol/runtimeApi';

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

describe('the list of models', () => {
  let shipped: string;
  let downloadedAt: number;
  /** Of each description that the runtime was asked for. */
  let described: string[];
  let configurations: RuntimeConfiguration['models'][];
  let models: FakeSetting<string[]>;
  let modelVariants: FakeSetting<Record<string, string>>;
  let runtime: RuntimeClient;
  let registry: ModelRegistry;
  const id = 'owner/small:q4';
  const downloaded = () => ({ id, name: 'small q4', folder: path.join(shipped, 'small'), downloadedAt });
  let there: DownloadedFolder[];

  beforeEach(() => {
    shipped = mkdtempSync(path.join(tmpdir(), 'loupe-shipped-'));
    downloadedAt = 1;
    there = [downloaded()];
    described = [];
    configurations = [];
    models = new FakeSetting<string[]>([]);
    modelVariants = new FakeSetting<Record<string, string>>({});
    const [link, otherEnd] = memoryLinkPair();
    type Part = Pick<RuntimeApi, 'configure' | 'describeModel'>;
    new Connection<Part, RuntimeParentApi>(otherEnd, {
      configure: ({ models }) => {
        configurations.push(models);
        return { loaded: [] };
      },
      describeModel: ({ model }) => {
        described.push(model);
        return { id: model, variant: modelVariants.value[model] ?? '' } as ModelDescription;
      },
    });
    runtime = new RuntimeClient({
      start: () => ({ pid: undefined, link, onExit: new Emitter<string>().on, kill: () => {} }),
      configuration: () => ({ models: [...registry.models], memoryBudgetBytes: 0, threads: 1 }),
      log: () => {},
    });
    const settings = { models, modelVariants } as unknown as Settings;
    registry = new ModelRegistry(
      shipped,
      settings,
      () => there,
      runtime,
      (where, error) => assert.fail(`${where}: ${error}`),
    );
  });
  afterEach(() => {
    registry.dispose();
    runtime.dispose();
    rmSync(shipped, { recursive: true });
  });

  it('is described once, however many ask at once', async () => {
    await Promise.all([registry.describe(true), registry.describe(), registry.describe()]);
    await registry.describe(true);
    assert.deepEqual(described, [id]);
    assert.ok(registry.find(id)?.description);
  });

  it('forgets what it knew of a model that was downloaded anew elsewhere', async () => {
    await registry.describe();
    const before = registry.find(id);
    registry.refresh();
    assert.equal(registry.find(id), before);
    downloadedAt = 2;
    there = [downloaded()];
    registry.refresh();
    assert.equal(registry.find(id)?.description, undefined);
    await registry.describe();
    assert.deepEqual(described, [id, id]);
    assert.equal(configurations.at(-1)?.[0].downloadedAt, 2);
  });

  it('reads anew only the model of which another graph was chosen', async () => {
    await models.update(['/my/other']);
    await registry.describe();
    const other = registry.find('other');
    assert.ok(other?.description);
    const model = registry.find(id) ?? assert.fail();
    // What is being read meanwhile is of the graph before.
    model.description = undefined;
    const early = registry.describe();
    await registry.setVariant(model, 'q8');
    await early;
    await registry.describe();
    assert.equal(registry.find('other'), other);
    assert.equal(registry.find(id)?.description?.variant, 'q8');
    assert.equal(configurations.at(-1)?.find((configured) => configured.id === id)?.variant, 'q8');
  });

  const removals: [what: string, id: string, discard: () => void, variants: Record<string, string>][] = [
    ['a downloaded model', id, () => there.pop(), { other: 'fp16' }],
    ['an added folder', 'other', () => assert.fail(), { [id]: 'q4' }],
    ['a model that is kept after all', id, () => {}, { [id]: 'q4', other: 'fp16' }],
  ];
  for (const [what, removed, discard, variants] of removals) {
    it(`keeps the chosen graphs of the others on removal of ${what}`, async () => {
      await models.update(['/my/other']);
      await modelVariants.update({ [id]: 'q4', other: 'fp16' });
      await registry.remove(registry.find(removed) ?? assert.fail(), async () => discard());
      assert.deepEqual(modelVariants.value, variants);
    });
  }
});

/** A setting that is kept here. */
class FakeSetting<T> {
  private readonly changed = new Emitter<T>();
  readonly onDidChange = this.changed.on;

  constructor(public value: T) {}

  async update(value: T): Promise<void> {
    this.value = value;
    this.changed.fire(value);
  }
}

function refuse(): never {
  throw new LoupeError('modelNotOpen', 'pocket');
}

function fail(): never {
  throw new Error('odd');
}
