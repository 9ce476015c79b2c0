import assert from 'node:assert/strict';
import { Comparison, type ComparisonParts, generateParams } from '../../../src/host/compare/comparison';
import { defaultSetup, freePlaces, withKnownModels, withPrompts } from '../../../src/host/compare/comparisonSetup';
import type { ComparisonProgress, ComparisonSetup } from '../../../src/protocol/compareApi';
import { asksTheSame, canRun } from '../../../src/protocol/compareResults';
import type { Generation } from '../../../src/protocol/generation';
import { createRuntimeService, type RuntimeService } from '../../../src/runtime/service';
import { tinyFolder } from '../model/tinyModels';
import { callIn, pocketConfiguration } from '../runtime/pocket';

const [pocket] = pocketConfiguration.models;
/** Models of other weights and another vocabulary: none can stand for the other unnoticed. */
const folders: Record<string, string> = { pocket: pocket.folder, second: tinyFolder('tiny-gqa') };
const models = ['pocket', 'second', 'gone'].map((id) => ({ id, name: id, chat: true, thinking: true }));
const setup: ComparisonSetup = {
  ...defaultSetup,
  prompts: [
    { id: 'a', label: '', text: 'What is 47 + 85?' },
    { id: 'b', label: '', text: '  ' },
    { id: 'c', label: '', text: 'Write banana backwards.', thinking: false },
  ],
  models: ['pocket', 'second'],
};
/** Long enough to be ended on the way. */
const endless: ComparisonSetup = {
  ...setup,
  chat: false,
  maxTokens: 400,
  prompts: [
    { id: 'a', label: '', text: 'import {' },
    { id: 'b', label: '', text: 'The President of the' },
  ],
};

describe('Comparison', function () {
  this.timeout(30_000);
  let runtime: RuntimeService;
  let parts: ComparisonParts;

  before(() => {
    runtime = createRuntimeService({
      configuration: { ...pocketConfiguration, models: [pocket, { ...pocket, id: 'second', folder: folders.second }] },
    });
    parts = {
      generate: (params, { onProgress, signal }) => callIn(runtime)('generate', params, onProgress, signal),
      models: () => models,
      describe: (error) => (error as Error).message,
    };
  });
  after(() => runtime.dispose());

  /** Runs until `when` holds after an event, and then does `act`; resolves when the run is over. */
  async function runUntil(comparison: Comparison, when: (progress: ComparisonProgress) => boolean, act: () => void) {
    const subscription = comparison.onDidProgress((progress) => {
      if (!when(progress)) return;
      subscription.dispose();
      act();
    });
    await comparison.run();
  }

  it('gives what the runtime gives, for every prompt that is not blank and every model', async () => {
    const comparison = new Comparison(parts, setup);
    await comparison.run();
    const { results } = comparison;
    assert.ok(results && !results.running);
    assert.deepEqual(results.failures, []);
    assert.deepEqual(
      results.cells.map(({ prompt, model, repeat }) => [prompt, model, repeat]),
      [
        [0, 'pocket', 0],
        [1, 'pocket', 0],
        [0, 'second', 0],
        [1, 'second', 0],
      ],
    );
    for (const cell of results.cells) {
      // By its folder, so that ids that are mixed up are noticed.
      const params = { ...generateParams(results.setup, cell), model: folders[cell.model] };
      const direct: Generation = await callIn(runtime)('generate', params);
      assert.deepEqual(cell.tokens, direct.tokens);
      assert.equal(cell.text, direct.text);
      assert.equal(cell.perplexity, direct.perplexity);
    }
    assert.match(results.cells[0].text, /<\/think>132$/);
    assert.doesNotMatch(results.cells[1].text, /<\/think>/, 'the prompt’s own thinking setting was not used');
  });

  it('reports each token before its cell, and the results follow', async () => {
    const comparison = new Comparison(parts, { ...setup, models: ['pocket'] });
    let streamed = 0;
    let growing: unknown;
    comparison.onDidProgress((progress) => {
      if (progress.kind === 'token') {
        streamed++;
        if (streamed === 1) growing = comparison.results?.current?.tokens;
        assert.equal(comparison.results?.current?.tokens, growing, 'all tokens are copied for each');
        assert.equal(comparison.results?.current?.tokens.length, streamed);
        assert.equal(comparison.results?.current?.tokens.at(-1), progress.token);
      } else if (progress.kind === 'cell') {
        assert.equal(progress.cell.tokens.length, streamed);
        assert.equal(comparison.results?.current, null);
        streamed = 0;
      }
    });
    await comparison.run();
    assert.equal(comparison.results?.cells.length, 2);
  });

  it('goes on after a cell that fails, and keeps its reason', async () => {
    const comparison = new Comparison(parts, { ...setup, models: ['gone', 'pocket'] });
    await comparison.run();
    const { results } = comparison;
    assert.equal(results?.cells.length, 2);
    assert.deepEqual(
      results?.failures.map(({ model }) => model),
      ['gone', 'gone'],
    );
    assert.match(results?.failures[0].message ?? '', /no model named gone/);
  });

  it('ends when cancelled, with what came until then', async () => {
    const comparison = new Comparison(parts, endless);
    const enough = () => (comparison.results?.current?.tokens.length ?? 0) >= 5;
    await runUntil(comparison, enough, () => comparison.cancel());
    const { results } = comparison;
    assert.ok(results && !results.running);
    assert.deepEqual(results.cells, []);
    assert.equal(results.failures.length, 1, 'cells after the cancelled one must not run');
    assert.equal(results.failures[0].message, 'Cancelled.');
    const kept = results.failures[0].tokens.length;
    assert.ok(kept >= 5 && kept < 400, `${kept} tokens`);
  });

  it('drops the run that a later one replaces', async () => {
    const comparison = new Comparison(parts, endless);
    let later: Promise<void> | undefined;
    const first = runUntil(
      comparison,
      () => true,
      () => {
        comparison.setup = { ...setup, models: ['second'] };
        later = comparison.run();
      },
    );
    await Promise.all([first, later]);
    await later;
    const { results } = comparison;
    assert.ok(results && !results.running);
    assert.deepEqual(results.failures, []);
    assert.deepEqual(
      results.cells.map(({ model, prompt }) => [model, prompt]),
      [
        ['second', 0],
        ['second', 1],
      ],
    );
  });

  it('repeats with seeds of their own, and the same seeds give the same texts', async () => {
    const sampled = { ...endless, models: ['pocket'], repeats: 2, maxTokens: 12 };
    sampled.sampling = { temperature: 1.2, topK: 0, topP: 1 };
    const texts = async () => {
      const comparison = new Comparison(parts, sampled);
      await comparison.run();
      return comparison.results?.cells.map(({ text }) => text);
    };
    const once = await texts();
    assert.deepEqual(await texts(), once);
    assert.notEqual(once?.[0], once?.[1]);
  });

  it('asks each prompt as it is to be asked, with its system prompt where that has a place', () => {
    const own = (prompt: object) => {
      const { chat, system } = generateParams(
        { ...setup, prompts: [{ id: 'a', label: '', text: 'x', ...prompt }] },
        { prompt: 0, model: 'pocket', repeat: 0 },
      );
      return { chat, system };
    };
    assert.deepEqual(own({}), { chat: true, system: null });
    assert.deepEqual(own({ system: 'Be brief.' }), { chat: true, system: 'Be brief.' });
    assert.deepEqual(own({ system: ' \n' }), { chat: true, system: null });
    assert.deepEqual(own({ system: 'Be brief.', chat: false }), { chat: false, system: null });
  });

  it('does not run what cannot be compared', async () => {
    const comparison = new Comparison(parts, { ...setup, models: ['pocket'], prompts: setup.prompts.slice(0, 2) });
    await comparison.run();
    assert.equal(comparison.results, null);
  });
});

describe('ComparisonSetup', () => {
  const texts = ({ prompts }: ComparisonSetup) => prompts.map(({ text }) => text);
  const content = (text: string) => ({ label: '', text });
  const prompted = (...all: string[]) => withPrompts({ ...defaultSetup, prompts: [] }, all.map(content));

  const runs: [title: string, prompts: number, models: string[], repeats: number, can: boolean][] = [
    ['two prompts', 2, ['a'], 1, true],
    ['one prompt under two models', 1, ['a', 'b'], 1, true],
    ['one prompt twice', 1, ['a'], 2, true],
    ['one output', 1, ['a'], 1, false],
    ['no prompt', 0, ['a', 'b'], 4, false],
    ['no model', 4, [], 4, false],
    ['nine prompts', 9, ['a'], 1, false],
  ];
  for (const [title, count, models, repeats, can] of runs) {
    it(`${title} can${can ? '' : 'not'} run`, () => {
      const prompts = Array.from({ length: count }, (_, i) => ({ id: String(i), ...content(String(i)) }));
      assert.equal(canRun({ ...setup, prompts, models, repeats }), can);
    });
  }

  const [first, blank, last] = setup.prompts;
  const changes: [title: string, change: Partial<ComparisonSetup>, same: boolean][] = [
    ['nothing', {}, true],
    ['ids and labels', { prompts: [{ ...first, id: 'z', label: 'file.md:1' }, blank, last] }, true],
    ['an own setting that was given and taken back', { prompts: [{ ...first, thinking: null }, blank, last] }, true],
    ['a text', { prompts: [{ ...first, text: 'x' }, blank, last] }, false],
    ['an own setting', { prompts: [{ ...first, temperature: 1 }, blank, last] }, false],
    ['an own kind', { prompts: [{ ...first, chat: false }, blank, last] }, false],
    ['a system prompt', { prompts: [{ ...first, system: 'Be brief.' }, blank, last] }, false],
    ['an emptied system prompt', { prompts: [{ ...first, system: '' }, blank, last] }, true],
    ['the order', { prompts: [last, blank, first] }, false],
    ['one prompt less', { prompts: [first, blank] }, false],
    ['models', { models: ['pocket'] }, false],
    ['sampling', { sampling: { ...setup.sampling, topP: 0.5 } }, false],
    ...(['chat', 'thinking'] as const).map((name): [string, Partial<ComparisonSetup>, boolean] => [
      name,
      { [name]: !setup[name] },
      false,
    ]),
    ...(['seed', 'repeats', 'maxTokens'] as const).map((name): [string, Partial<ComparisonSetup>, boolean] => [
      name,
      { [name]: setup[name] + 1 },
      false,
    ]),
  ];
  for (const [title, change, same] of changes) {
    it(`${same ? 'still asks the same' : 'asks for something else'} after a change of ${title}`, () =>
      assert.equal(asksTheSame(setup, { ...setup, ...change }), same));
  }

  it('added prompts take the place of blank ones', () => {
    assert.deepEqual(texts(withPrompts(prompted('a', ' '), [content('b')])), ['a', 'b']);
  });

  it('keeps at least two prompts, each under an id of its own', () => {
    const { prompts } = prompted('a');
    assert.deepEqual(
      prompts.map(({ text }) => text),
      ['a', ''],
    );
    assert.notEqual(prompts[0].id, prompts[1].id);
  });

  it('holds eight prompts', () => {
    const ten = Array.from({ length: 10 }, (_, i) => content(String(i)));
    assert.equal(freePlaces(prompted('a', '')), 7);
    assert.deepEqual(texts(withPrompts(prompted('a'), ten)), ['a', '0', '1', '2', '3', '4', '5', '6']);
  });

  it('forgets models that are gone, and falls back to the first', () => {
    assert.deepEqual(withKnownModels({ ...setup, models: ['x', 'second'] }, models).models, ['second']);
    assert.deepEqual(withKnownModels({ ...setup, models: ['x'] }, models).models, ['pocket']);
    assert.equal(withKnownModels(setup, models), setup, 'a setup that stays is told as changed');
  });
});
