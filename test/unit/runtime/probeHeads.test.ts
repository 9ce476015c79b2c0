import assert from 'node:assert/strict';
import { probeHeads } from '../../../src/runtime/runs/probeHeads';
import { createRuntimeService } from '../../../src/runtime/service';
import { openModelTokenizer } from '../../../src/runtime/tokenizer/huggingFace';
import { forward, openFolder, tinyFolder } from '../model/tinyModels';
import { callIn, pocket, pocketConfiguration } from './pocket';

describe('heads on repeated random tokens', () => {
  it('score the mean of A[q, q − (L − 1)] over the second copy as induction, A[q, q − L] as duplicate', async () => {
    const folder = tinyFolder('tiny-gqa');
    const model = await openFolder(folder);
    try {
      const tokenizer = await openModelTokenizer(folder);
      const { length, ids, layers, heads, statistics } = await probeHeads({ model, tokenizer });
      const start = ids.length - 2 * length;
      assert.equal(start, 1, 'behind the start token that the tokenizer adds');
      assert.equal(length, Math.floor((model.context - 1) / 2), 'as much as the context takes');
      const part = [...ids.slice(start, start + length)];
      assert.deepEqual([...ids.slice(start + length)], part);
      assert.equal(new Set(part).size, length, 'each once');
      assert.ok(part.every((id) => !tokenizer.tokenText(id).special && tokenizer.tokenText(id).bytes.length > 0));

      const chunks = await forward(model, [...ids], model.createCache(), { logits: 'none', attention: true });
      assert.equal(chunks.length, 1);
      const tokens = ids.length;
      for (let layer = 0; layer < layers; layer++) {
        for (let head = 0; head < heads; head++) {
          const weight = (query: number, key: number) =>
            chunks[0].attention?.[layer][(head * tokens + query) * tokens + key] ?? Number.NaN;
          const back = (distance: number) => {
            let sum = 0;
            for (let q = start + length; q < tokens; q++) sum += weight(q, q - distance);
            return sum / length;
          };
          const at = layer * heads + head;
          assert.ok(Math.abs(statistics.induction[at] - back(length - 1)) < 1e-6, `induction ${layer} ${head}`);
          assert.ok(Math.abs(statistics.duplicateToken[at] - back(length)) < 1e-6, `duplicate ${layer} ${head}`);
        }
      }
    } finally {
      model.dispose();
    }
  });

  it('are read once a model, the same each time', async () => {
    const [first, second] = [0, 1].map(() => createRuntimeService({ configuration: pocketConfiguration }));
    try {
      const probe = await callIn(first)('probeHeads', { model: 'pocket' });
      assert.equal(probe.length, 50);
      assert.equal(probe.statistics.induction.length, pocket.layers * pocket.heads);
      assert.equal(await callIn(first)('probeHeads', { model: 'pocket' }), probe);
      assert.deepEqual((await callIn(second)('probeHeads', { model: 'pocket' })).ids, probe.ids);
    } finally {
      first.dispose();
      second.dispose();
    }
  });

  it('say why there is no attention', async () => {
    const folder = tinyFolder('tiny-gqa');
    const model = await openFolder(folder);
    try {
      const capabilities = { ...model.capabilities, attention: { available: false, reason: 'It hides it.' } } as const;
      const tokenizer = await openModelTokenizer(folder);
      const blind = Object.assign(Object.create(model), { capabilities });
      await assert.rejects(probeHeads({ model: blind, tokenizer }), { code: 'attentionUnavailable' });
    } finally {
      model.dispose();
    }
  });
});
