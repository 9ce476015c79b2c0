import assert from 'node:assert/strict';
import { encodeRun } from '../../../src/runFile/encodeRun';
import { totalSize } from '../../../src/runFile/partSizes';
import { readRunFile } from '../../../src/runFile/readRunFile';
import { SavedAnswers } from '../../../src/runFile/savedAnswers';
import type { SavedRun } from '../../../src/runFile/savedRun';
import { createRuntimeService } from '../../../src/runtime/service';
import { letterModel } from '../../support/letterModel';
import { assertClose } from '../model/tinyModels';
import { callIn, greedy, pocketConfiguration, warm } from '../runtime/pocket';
import { collected, everything, sheep } from './savedRuns';

const service = createRuntimeService({ configuration: pocketConfiguration });
const call = callIn(service);
const opened = (run: SavedRun, half = false) => readRunFile(Buffer.from(encodeRun(run, { half })), 'run.loupe.json');

describe('a saved run', function () {
  this.timeout(60_000);
  let run: SavedRun;
  before(async () => {
    run = await collected(service);
  });
  after(() => service.dispose());

  it('comes back from its file as it was', async () => {
    const { reading, ...rest } = await opened(run);
    const { reading: live, ...saved } = run;
    assert.deepEqual(rest, saved);
    assert.deepEqual({ ...reading, runId: 'run', model: live.model }, live);
  });

  it('answers as the run itself does', async () => {
    const saved = new SavedAnswers(await opened(run));
    const runId = 'run';
    const end = run.reading.tokens.ids.length;
    for (const [layer, head, combine] of [
      [0, 0, 'mean'],
      [5, 7, 'max'],
      ['all', 3, 'mean'],
      [2, 'all', 'max'],
      [{ first: 1, last: 3 }, 'all', 'mean'],
    ] as const) {
      for (const dropSink of [false, true]) {
        const params = { runId, tokens: end, layer, head, combine, dropSink };
        assert.deepEqual(
          await saved.attentionHead(params),
          await call('attentionHead', params),
          JSON.stringify(params),
        );
      }
    }
    // Multiplied by other means, so not to the last digit.
    const rollout = { runId, tokens: end, layer: 'all', head: 'all', combine: 'rollout', dropSink: false } as const;
    assertClose((await saved.attentionHead(rollout)).values, (await call('attentionHead', rollout)).values, 1e-6);
    for (const dropSink of [false, true]) {
      for (const size of [8, 48]) {
        const params = { runId, tokens: end, size, dropSink };
        assert.deepEqual(await saved.attentionOverview(params), await call('attentionOverview', params));
      }
    }
    for (const sampling of [greedy, warm]) {
      const params = { runId, sampling, count: 20 };
      assert.deepEqual(saved.distribution(params), await call('distribution', params));
    }
    const lens = { runId, first: 3, end, topK: 2, follow: 'next' } as const;
    const [part, live] = [saved.lens(lens), await call('lens', lens)];
    assert.deepEqual([part.first, part.positions, part.top.count], [3, end - 3, 2]);
    assert.deepEqual([part.top.ids, part.firstLeads], [live.top.ids, live.firstLeads]);
    assert.deepEqual([part.answer.ids, part.answer.ranks], [live.answer.ids, live.answer.ranks]);
    // Positions that are read in other company are rounded otherwise.
    close(part.top.logprobs, live.top.logprobs);
    close(part.entropies, live.entropies);
    close(part.answer.logprobs, live.answer.logprobs);
    // The live run goes on with an appended token where the saved text ends.
    const inner = (ids?: Int32Array) => ids?.slice(0, -1);
    assert.deepEqual(inner(part.followed?.ids), inner(live.followed?.ids));
    for (const id of live.texts.ids) assert.ok(part.texts.ids.includes(id), `the text of ${id}`);
  });

  it('tells where the logits of the most probable tokens after the text come from, and of no others', async () => {
    const { tokens } = run.reading;
    const position = tokens.ids.length - 1;
    const saved = new SavedAnswers(await opened(run));
    const best = saved.lens({ runId: '', first: position, end: position + 1, topK: 5, follow: 'next' });
    const shown = best.top.ids.subarray(-5);
    for (const tokenId of shown) {
      const params = { runId: 'run', position, tokenId };
      assert.deepEqual(saved.attribution(params), await call('attribution', params));
    }
    const other = { runId: '', position, tokenId: tokens.ids.findIndex((_, id) => !shown.includes(id)) };
    assert.throws(() => saved.attribution(other), { code: 'savedWithoutAttribution' });
    const earlier = { runId: '', position: position - 1, tokenId: shown[0] };
    assert.throws(() => saved.attribution(earlier), { code: 'savedWithoutAttribution' });
  });

  it('opens where it was saved before logits were taken apart', async () => {
    const { attribution, ...before } = JSON.parse(encodeRun(run, { half: false }));
    assert.ok(attribution);
    const older = await readRunFile(Buffer.from(JSON.stringify(before)), 'older.loupe.json');
    assert.equal(older.attribution, null);
    assert.deepEqual(older.lens, run.lens);
    const asked = () => new SavedAnswers(older).attribution({ runId: '', position: 0, tokenId: 0 });
    assert.throws(asked, { code: 'savedWithoutModel' });
  });

  it('is saved without them where the model’s logits have no parts', async () => {
    const normed = letterModel('opt-post', 'eager');
    const small = await collected(service, { text: 'abc', model: normed.folder }, { ...everything, layers: [0] });
    normed.remove();
    assert.ok(small.lens);
    assert.equal(small.attribution, null);
    assert.deepEqual((await opened(small)).lens, small.lens);
  });

  it('keeps attention to three digits at half precision, in half the room', async () => {
    const layer = async (half: boolean) => (await opened(run, half)).attention?.layers.get(3);
    const [exact, half] = [await layer(false), await layer(true)];
    assert.ok(exact && half);
    for (const [i, weight] of exact.entries()) {
      assert.ok(Math.abs(weight - half[i]) <= Math.max(2 ** -11 * weight, 2 ** -25), `${weight} became ${half[i]}`);
    }
    const { lens, attribution, next, appended, ...rest } = run;
    const attentionAlone = { ...rest, lens: null, attribution: null, next: null, appended: [] };
    const sizes = [true, false].map((half) => encodeRun(attentionAlone, { half }).length);
    assert.ok(sizes[0] < 0.6 * sizes[1], sizes.join());
  });

  for (const [title, parts, half] of [
    ['everything', everything, false],
    ['everything at half precision', everything, true],
    ['one layer', { overview: false, layers: [2], lens: false, next: false }, false],
    ['nothing but the reading', { overview: false, layers: [], lens: false, next: false }, false],
  ] as const) {
    it(`is as large as was said: ${title}`, async () => {
      const text = sheep.repeat(8);
      const large = await collected(service, { text }, parts);
      const said = totalSize(parts, { reading: large.reading, text, trace: null, half });
      const is = Buffer.byteLength(encodeRun({ ...large, appended: [] }, { half }));
      assert.ok(Math.abs(said / is - 1) < 0.1, `said ${said}, is ${is}`);
    });
  }

  const fewer: {
    title: string;
    change: (run: SavedRun) => SavedRun;
    ask: (saved: SavedAnswers) => unknown;
    code: string;
  }[] = [
    {
      title: 'a layer that was not saved',
      change: (run) => withLayers(run, [1, 4]),
      ask: (saved) => saved.attentionHead({ runId: '', layer: 2, head: 0, dropSink: false }),
      code: 'savedWithoutLayer',
    },
    {
      title: 'the mean over layers of which some were not saved',
      change: (run) => withLayers(run, [1, 4]),
      ask: (saved) => saved.attentionHead({ runId: '', layer: 'all', head: 0, dropSink: false }),
      code: 'savedWithoutLayers',
    },
    {
      title: 'all heads without the first token where maps are missing',
      change: (run) => withLayers(run, []),
      ask: (saved) => saved.attentionOverview({ runId: '', size: 8, dropSink: true }),
      code: 'savedWithoutLayers',
    },
    {
      title: 'attention where none was saved',
      change: (run) => ({ ...run, attention: null }),
      ask: (saved) => saved.attentionHead({ runId: '', layer: 0, head: 0, dropSink: false }),
      code: 'attentionUnavailable',
    },
    {
      title: 'what comes next where it was not saved',
      change: (run) => ({ ...run, next: null }),
      ask: (saved) => saved.distribution({ runId: '', sampling: warm, count: 1 }),
      code: 'savedWithoutNext',
    },
    {
      title: 'a token of one’s own through the layers',
      change: (run) => run,
      ask: (saved) => saved.lens({ runId: '', first: 0, end: 1, topK: 1, follow: { text: ' sheep' } }),
      code: 'savedWithoutModel',
    },
  ];
  for (const { title, change, ask, code } of fewer) {
    it(`says that it does not hold ${title}`, async () => {
      const saved = new SavedAnswers(await opened(change(run)));
      await assert.rejects(async () => ask(saved), { name: 'LoupeError', code });
    });
  }

  it('shows the saved overview where layers are missing', async () => {
    const saved = new SavedAnswers(await opened(withLayers(run, [1])));
    const params = { runId: '', size: 48, dropSink: false };
    assert.deepEqual(await saved.attentionOverview(params), run.attention?.overview);
    const { attention } = (await opened({ ...run, attention: null })).reading;
    assert.ok(!attention.available && /not saved/.test(attention.reason));
  });

  it('is not saved with what comes next after other tokens', async () => {
    let steps = 0;
    const stepping: Parameters<typeof collected>[3] = (call) => async (method, params) => {
      const answer = await call(method, params);
      if (method === 'distribution' && steps++ === 0) await call('stepBack', { runId: 'run' });
      return answer;
    };
    await assert.rejects(collected(service, {}, everything, stepping), { code: 'runWentOn' });
  });

  it('names no place of the machine that saved it', () => {
    assert.doesNotMatch(encodeRun(run, { half: true }), /models\/pocket|[\\/]home|"folder"/);
  });
});

function withLayers(run: SavedRun, kept: number[]): SavedRun {
  const layers = new Map([...(run.attention?.layers ?? [])].filter(([layer]) => kept.includes(layer)));
  return { ...run, attention: { overview: run.attention?.overview ?? null, layers } };
}

function close(actual: Float32Array, expected: Float32Array): void {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of expected.entries())
    assert.ok(Math.abs(actual[i] - value) < 1e-4, `${i}: ${actual[i]} is not ${value}`);
}
