import assert from 'node:assert/strict';
import { readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { LanguageModel } from '../../../src/runtime/model/languageModel';
import { assertClose, expectedOf, failsWith, forward, openFolder, tinyFolder, withCopy } from './tinyModels';

const nothing = { logits: 'none' } as const;

const models = [
  { name: 'tiny-gpt2', what: 'without past inputs', tolerance: 1e-4 },
  { name: 'tiny-external', what: 'with its weights in another file', tolerance: 1e-4 },
  { name: 'tiny-gqa', what: 'with fused attention and past', tolerance: 1e-4 },
  { name: 'tiny-gqa-half', what: 'in float16', tolerance: 0.1 },
];

for (const { name, what, tolerance } of models) {
  describe(`model: one ${what}`, () => {
    const { ids, logits, attention: weights = [] } = expectedOf(name);
    let model: LanguageModel;
    before(async () => {
      model = await openFolder(tinyFolder(name));
    });
    after(() => model.dispose());

    const rows = (first: number, end = ids.length) =>
      logits.slice(first * model.vocabularySize, end * model.vocabularySize);

    it('gives the reference’s logits', async () => {
      const [chunk, ...more] = await forward(model, ids, model.createCache(), { logits: 'all' });
      assert.equal(more.length, 0);
      assert.deepEqual({ first: chunk.first, rows: chunk.rows }, { first: 0, rows: ids.length });
      assertClose(chunk.logits, rows(0), tolerance);
      assert.equal(chunk.attention, undefined);
    });

    it('gives the same when it goes on from a cache, and for a token at a time', async () => {
      const cache = model.createCache();
      await model.forward(ids.slice(0, 5), cache, nothing);
      const [chunk] = await forward(model, ids.slice(5, 10), cache, { logits: 'all' });
      assert.equal(chunk.first, 5);
      assertClose(chunk.logits, rows(5, 10), tolerance);
      for (let i = 10; i < ids.length; i++) {
        const [step] = await forward(model, [ids[i]], cache, { logits: 'last' });
        assertClose(step.logits, rows(i, i + 1), tolerance);
      }
      assert.equal(cache.length, ids.length);
    });

    it('gives the last row only, or none, when asked to', async () => {
      const [last] = await forward(model, ids, model.createCache(), { logits: 'last' });
      assertClose(last.logits, rows(ids.length - 1), tolerance);
      const [none] = await forward(model, ids, model.createCache(), nothing);
      assert.equal(none.logits.length, 0);
      assert.equal(none.rows, ids.length);
    });

    it('goes on as if tokens that were cut off had never been read, and leaves a fork alone', async () => {
      const cache = model.createCache();
      await model.forward([...ids.slice(0, 6), 99, 98, 97], cache, nothing);
      const fork = cache.fork();
      cache.truncate(6);
      assert.equal(cache.length, 6);
      assert.equal(fork.length, 9);
      assert.ok(cache.bytes < fork.bytes);
      const [chunk] = await forward(model, ids.slice(6), cache, { logits: 'all' });
      assertClose(chunk.logits, rows(6), tolerance);
      fork.truncate(6);
      const [again] = await forward(model, ids.slice(6), fork, { logits: 'last' });
      assertClose(again.logits, rows(ids.length - 1), tolerance);
      cache.truncate(0);
      const [anew] = await forward(model, ids.slice(0, 3), cache, { logits: 'all' });
      assertClose(anew.logits, rows(0, 3), tolerance);
      assert.throws(() => cache.truncate(4), RangeError);
    });

    it('gives the reference’s attention, whole and behind a cache', async () => {
      const [whole] = await forward(model, ids, model.createCache(), { logits: 'none', attention: true });
      assert.equal(whole.attention?.length, model.layers);
      whole.attention?.forEach((layer, i) => {
        assertClose(layer, weights[i], tolerance / 10);
      });
      const cache = model.createCache();
      await model.forward(ids.slice(0, 8), cache, nothing);
      const [rest] = await forward(model, ids.slice(8), cache, { logits: 'all', attention: true });
      const count = ids.length;
      rest.attention?.forEach((layer, i) => {
        const expected = Array.from({ length: model.heads }, (_, head) =>
          weights[i].slice((head * count + 8) * count, (head + 1) * count * count),
        );
        assertClose(layer, expected.flat(), tolerance / 10);
      });
    });

    it('gives the residual stream, whose last state leads to the logits, whole and behind a cache', async () => {
      const [whole] = await forward(model, ids, model.createCache(), { logits: 'all', residuals: true });
      const last = whole.residuals?.at(-1) ?? assert.fail('there is none');
      assert.equal(whole.residuals?.length, model.layers + 1);
      assertClose(await model.unembed(last), whole.logits, tolerance);
      const cache = model.createCache();
      await model.forward(ids.slice(0, 8), cache, nothing);
      const [rest] = await forward(model, ids.slice(8), cache, { logits: 'none', residuals: true });
      const width = last.length / ids.length;
      rest.residuals?.forEach((states, i) => {
        assertClose(states, whole.residuals?.[i].slice(8 * width) ?? [], tolerance);
      });
    });

    it('tells from its files whether it can chat', () => {
      const { chat, thinking } = model.description;
      assert.deepEqual({ chat, thinking }, { chat: name.startsWith('tiny-gqa'), thinking: false });
    });

    it('says so when it was closed', async () => {
      const closed = await openFolder(tinyFolder(name));
      closed.dispose();
      await failsWith('modelNotOpen', /not open any more/, () => closed.forward(ids, closed.createCache(), nothing));
    });

    it('says so when it is closed while it runs', async () => {
      const closed = await openFolder(tinyFolder(name));
      // A turn after the last check, and before the native call.
      const running = closed.forward(ids, closed.createCache(), { logits: 'last' });
      setImmediate(() => closed.dispose());
      await failsWith('modelNotOpen', /not open any more/, () => running);
    });

    it('knows its start and end tokens and its limits', async () => {
      assert.equal(model.startToken, 1);
      assert.deepEqual(model.endTokens, [2]);
      assert.equal(model.context, 64);
      const { vocabularySize } = model;
      assert.equal(vocabularySize, 259);
      const cache = model.createCache();
      await model.forward(new Array(60).fill(5), cache, nothing);
      await failsWith('tooLong', /65 tokens.* at most 64/, () => model.forward([1, 2, 3, 4, 5], cache, nothing));
      await model.forward([1, 2, 3, 4], cache, nothing);
      for (const id of [-1, vocabularySize, 0.5, Number.NaN]) {
        await failsWith('tokenOutOfRange', /out of range/, () => model.forward([id], model.createCache(), nothing));
      }
    });
  });
}

describe('model: the place of its graph', () => {
  it(
    'is the top of the folder where there is none in onnx/',
    withCopy('tiny-external', async (folder) => {
      for (const file of readdirSync(path.join(folder, 'onnx'))) {
        renameSync(path.join(folder, 'onnx', file), path.join(folder, file));
      }
      const model = await openFolder(folder);
      const { ids, logits } = expectedOf('tiny-external');
      const [chunk] = await forward(model, ids, model.createCache(), { logits: 'all' });
      assertClose(chunk.logits, logits, 1e-4);
      model.dispose();
    }),
  );
});
