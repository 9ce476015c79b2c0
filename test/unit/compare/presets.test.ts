import assert from 'node:assert/strict';
import fs from 'node:fs';
import { Comparison, type ComparisonParts } from '../../../src/host/compare/comparison';
import { defaultSetup } from '../../../src/host/compare/comparisonSetup';
import { presetPrompts } from '../../../src/host/compare/presetPrompts';
import { presets } from '../../../src/host/compare/presets';
import { canRun, cellsOf } from '../../../src/protocol/compareResults';
import { familyIds } from '../../../src/protocol/installedModels';
import { createRuntimeService, type RuntimeService } from '../../../src/runtime/service';
import { inRepository } from '../../support/paths';
import { callIn, pocketConfiguration } from '../runtime/pocket';

const shipped = familyIds.filter((id) => fs.existsSync(inRepository('models', id, 'config.json')));
const english = (text: string) => text;

describe('presets', function () {
  this.timeout(60_000);
  let runtime: RuntimeService;
  let parts: ComparisonParts;

  before(() => {
    const models = shipped.map((id) => ({
      id,
      name: id,
      folder: inRepository('models', id),
      source: 'shipped' as const,
    }));
    runtime = createRuntimeService({ configuration: { ...pocketConfiguration, models } });
    parts = {
      generate: (params, { onProgress, signal }) => callIn(runtime)('generate', params, onProgress, signal),
      models: () => models.map(({ id, name }) => ({ id, name, chat: true, thinking: true })),
      describe: (error) => (error as Error).message,
    };
  });
  after(() => runtime.dispose());

  for (const language of ['en', 'zh-cn']) {
    for (const { id, setup } of presets(english, language, shipped)) {
      it(`${id} shows something in ${language} with the models that ship`, async () => {
        const comparison = new Comparison(parts, { ...defaultSetup, ...setup, maxTokens: 60 });
        await comparison.run();
        const { results } = comparison;
        assert.ok(results && canRun(results.setup));
        assert.deepEqual(results.failures, []);
        assert.equal(results.cells.length, cellsOf(results.setup).length);
        const texts = new Set(results.cells.map(({ text }) => text));
        assert.ok(texts.size > 1, 'all outputs are the same, so there is nothing to compare');
      });
    }
  }

  it('are all there with the models that ship', () => {
    const all = presets(english, 'en', familyIds).map(({ id }) => id);
    assert.deepEqual(
      presets(english, 'en', shipped).map(({ id }) => id),
      all,
    );
    assert.equal(new Set(all).size, all.length);
  });

  it('name only models that are installed', () => {
    const few = presets(english, 'en', ['pocket', 'mine']);
    assert.deepEqual([...new Set(few.flatMap(({ setup }) => setup.models))], ['pocket']);
    assert.ok(!few.some(({ id }) => id === 'stages'));
  });

  for (const [language, asked] of [
    ['en', 'Who are you?'],
    ['en-gb', 'Who are you?'],
    ['de', 'Who are you?'],
    ['zh-cn', '你是谁？'],
    ['zh-tw', '你是谁？'],
  ])
    it(`ask “${asked}” where the editor speaks ${language}`, () => assert.equal(presetPrompts(language).who, asked));
});
