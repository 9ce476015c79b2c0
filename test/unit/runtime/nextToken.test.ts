import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Sampling } from '../../../src/protocol/runs';
import { createRuntimeService } from '../../../src/runtime/service';
import { callIn, greedy, pocket, pocketConfiguration, readParams, warm } from './pocket';

const service = createRuntimeService({ configuration: pocketConfiguration });
const call = callIn(service);
const story = 'Once upon a time there was a fox who';

const samplings: Sampling[] = [
  greedy,
  warm,
  { temperature: 1, topK: 0, topP: 1 },
  { temperature: 0.3, topK: 5, topP: 1 },
  { temperature: 2, topK: 0, topP: 0.5 },
];

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

describe('next token', function () {
  this.timeout(60_000);
  after(() => service.dispose());

  for (const sampling of samplings) {
    for (const count of [0, 7, 7000]) {
      const { temperature, topK, topP } = sampling;
      it(`sums to 1: ${count} rows, temperature ${temperature}, top-k ${topK}, top-p ${topP}`, async () => {
        await call('read', readParams(story));
        const { rows, rest, length } = await call('distribution', { runId: 'run', sampling, count });
        assert.equal(rows.length, Math.min(count, pocket.vocabulary));
        assert.equal(rest.count, pocket.vocabulary - rows.length);
        assert.ok(Math.abs(sum(rows.map(({ logprob }) => Math.exp(logprob))) + rest.probability - 1) < 1e-9);
        assert.ok(
          Math.abs(sum(rows.map(({ finalProbability }) => finalProbability)) + rest.finalProbability - 1) < 1e-9,
        );
        for (const [i, row] of rows.entries()) {
          if (i < 50) assert.equal(row.rank, 1 + rows.filter(({ logit }) => logit > row.logit).length);
          if (i > 0) assert.ok(row.logit <= rows[i - 1].logit && row.finalProbability <= rows[i - 1].finalProbability);
          assert.equal(row.finalProbability === 0 && temperature > 0, row.cutBy !== null, `row ${i}`);
        }
        if (topK > 0 && count > topK) assert.equal(rows[topK].cutBy, 'topK');
        assert.equal(length, (await call('read', readParams(story))).tokens.ids.length);
      });
    }
  }

  it('finds the tokens of a literal text at any rank', async () => {
    await call('read', readParams(story));
    const all = await call('distribution', {
      runId: 'run',
      sampling: warm,
      count: pocket.vocabulary,
      find: ' lived zz',
    });
    assert.ok(all.found.length > 1);
    assert.equal(Buffer.concat(all.found.map(({ bytes }) => bytes)).toString(), ' lived zz');
    for (const row of all.found) {
      assert.deepEqual(
        row,
        all.rows.find(({ id }) => id === row.id),
      );
    }
  });

  it('gives the text of `generate` when stepped, whatever is stepped back on the way', async () => {
    const maxTokens = 12;
    const seed = 7;
    const straight = await call('generate', {
      ...{ model: 'pocket', text: story, chat: false, thinking: false, special: 'text' },
      ...{ sampling: warm, seed, maxTokens },
    });
    assert.equal(straight.tokens.length, maxTokens);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 20 }), async (moves) => {
        await call('read', readParams(story, { captureAttention: false }));
        let appended = 0;
        for (const forward of moves) {
          if (!forward) {
            ({ appended } = await call('stepBack', { runId: 'run' }));
          } else if (appended < maxTokens) {
            const token = await call('append', { runId: 'run', choice: { sampling: warm, seed } });
            const { logprob, entropy, ...same } = straight.tokens[appended++];
            assert.deepEqual(
              { ...same, logprob: logprob.toFixed(4), entropy: entropy.toFixed(4) },
              { ...token, logprob: token.logprob.toFixed(4), entropy: token.entropy.toFixed(4) },
            );
          }
        }
      }),
      { numRuns: 12 },
    );
  });

  it('gives other texts for other seeds, and the same for the same', async () => {
    const texts: string[] = [];
    for (const seed of [1, 1, 2, 3]) {
      const { text } = await call('generate', {
        ...{ model: 'pocket', text: story, chat: false, thinking: false, special: 'text' },
        ...{ sampling: { temperature: 1, topK: 0, topP: 1 }, seed, maxTokens: 16 },
      });
      texts.push(text);
    }
    assert.equal(texts[0], texts[1]);
    assert.equal(new Set(texts).size, 3);
  });

  it('takes steps that are asked for at once one after the other', async () => {
    await call('read', readParams(story));
    const choice = { sampling: greedy, seed: 0 };
    const tokens = await Promise.all([1, 2, 3].map(() => call('append', { runId: 'run', choice })));
    const { tokens: straight } = await call('generate', {
      ...{ model: 'pocket', text: story, chat: false, thinking: false, special: 'text' },
      ...{ sampling: greedy, seed: 0, maxTokens: 3 },
    });
    assert.deepEqual(
      tokens.map(({ id }) => id),
      straight.map(({ id }) => id),
    );
    const { length } = await call('distribution', { runId: 'run', sampling: greedy, count: 1 });
    assert.equal(length - 3, (await call('read', readParams(story))).tokens.ids.length);
  });

  it('steps back no further than the text', async () => {
    await call('read', readParams(story));
    assert.deepEqual(await call('stepBack', { runId: 'run' }), { appended: 0 });
  });

  it('refuses a token that the vocabulary does not have, and is left as it was', async () => {
    await call('read', readParams(story));
    for (const tokenId of [-1, pocket.vocabulary, 1.5]) {
      await assert.rejects(call('append', { runId: 'run', choice: { tokenId } }), { code: 'tokenOutOfRange' });
    }
    assert.deepEqual(await call('stepBack', { runId: 'run' }), { appended: 0 });
  });
});
