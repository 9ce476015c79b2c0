import assert from 'node:assert/strict';
import { attention } from '../../../src/cli/commands/attention';
import { openRuntime } from '../../../src/cli/runtime';
import { loupe, loupeJson, root } from './loupe';

const sentence = 'The cat sat on the mat. 你好 The cat';

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const near = (actual: number, expected: number, what: string) =>
  assert.ok(Math.abs(actual - expected) < 1e-4, `${what}: ${actual} is not ${expected}`);

describe('commands that look inside', function () {
  this.timeout(30_000);

  it("attention: one head's weights by query and key, or scores of all heads that agree with them", async () => {
    const one = await loupeJson(['attention', '--model', 'pocket', '--layer', '1', '--head', '3'], sentence);
    const { layers, heads, tokens, values } = one;
    assert.deepEqual([layers, heads, values.length], [6, 8, tokens]);
    for (const [query, row] of values.entries()) {
      near(sum(row), 1, `row ${query}`);
      assert.ok(
        row.slice(query + 1).every((weight: number) => weight === 0),
        'no token looks ahead',
      );
    }
    const all = await loupeJson(['attention', '--model', 'pocket'], sentence);
    assert.equal(all.statistics.length, layers * heads);
    const { layer, head, ...scores } = all.statistics[1 * heads + 3];
    assert.deepEqual([layer, head], [1, 3]);
    assert.deepEqual(Object.keys(scores).sort(), [
      'distance',
      'duplicateToken',
      'entropy',
      'induction',
      'previousToken',
      'sink',
    ]);
    near(
      scores.previousToken,
      sum(values.slice(1).map((row: number[], i: number) => row[i])) / (tokens - 1),
      'previous token',
    );
    near(scores.sink, sum(values.map((row: number[]) => row[0])) / tokens, 'sink');
  });

  it('attention: several heads as one map', async () => {
    const args = ['attention', '--model', 'pocket', '--combine'];
    const { values, combine, layer, head } = await loupeJson([...args, 'rollout', '--layers', '1-3'], sentence);
    assert.deepEqual({ combine, layer, head }, { combine: 'rollout', layer: { first: 1, last: 3 }, head: 'all' });
    for (const [query, row] of values.entries()) near(sum(row), 1, `row ${query}`);
    const one = await loupeJson(['attention', '--model', 'pocket', '--layer', '2', '--head', '3'], sentence);
    const same = await loupeJson([...args, 'max', '--layers', '2-2', '--head', '3'], sentence);
    assert.deepEqual(same.values, one.values);
    const rest = await loupeJson([...args, 'mean', '--without-first'], sentence);
    for (const row of rest.values) assert.equal(row[0], 0);
    near(sum(rest.values[2]), 1, 'scaled again');
  });

  it('attention: scores on the probe too', async () => {
    const result = await loupeJson(['attention', '--model', 'pocket', '--probe'], sentence);
    const { probe, statistics, probeStatistics } = result;
    assert.equal(probe.ids.length, 2 * probe.length);
    assert.equal(probeStatistics.length, statistics.length);
    assert.ok(probeStatistics.every(({ induction }: { induction: number }) => induction >= 0 && induction <= 1));
    assert.notDeepEqual(probeStatistics, statistics);
  });

  it("attention: one head's weights without the scores of all", async () => {
    const runtime = openRuntime(root);
    try {
      const options = attention.parse({ model: 'pocket', layer: '1', head: '3' });
      const attentionOverview = () => assert.fail('asked for the overview');
      const input = { name: 'sentence', text: sentence, valid: true };
      const { json } = await attention.run({ options, input, runtime: { ...runtime, attentionOverview } });
      assert.deepEqual([json.layers, json.heads, json.layer, json.head], [6, 8, 1, 3]);
    } finally {
      runtime.dispose();
    }
  });

  it('lens: what each layer would predict, ending with what the model does', async () => {
    const find = ' sat';
    const { states, positions, ...rest } = await loupeJson(['lens', '--model', 'pocket', '--find', find], sentence);
    const read = await loupeJson(['read', '--model', 'pocket', '--top', '5'], sentence);
    const next = await loupeJson(['next', '--model', 'pocket', '--top', '5', '--find', find], sentence);
    assert.deepEqual([states[0], states[1], states.at(-1)], ['embedding', 0, states.length - 2]);
    assert.deepEqual(rest.find, [{ id: next.find[0].id, bytes: next.find[0].bytes }]);
    assert.equal(positions.length, read.tokens.length);
    for (const [i, position] of positions.entries()) {
      assert.deepEqual([position.id, position.states.length], [read.tokens[i].id, states.length]);
      const last = position.states.at(-1);
      const expected = read.tokens[i + 1] ?? { top: next.top, entropy: last.entropy };
      near(last.entropy, expected.entropy, `entropy ${i}`);
      for (const [k, { id, logprob }] of expected.top.entries()) {
        assert.equal(last.top[k].id, id);
        near(last.top[k].logprob, logprob, `position ${i}`);
      }
      assert.equal(position.answer.id, last.top[0].id);
      const leading = position.states.map(({ answer }: { answer: { rank: number } }) => answer.rank === 1);
      assert.equal(position.firstLeads, states[leading.lastIndexOf(false) + 1]);
    }
    const followed = positions.at(-1).states.at(-1).find;
    assert.equal(followed.rank, next.find[0].rank);
    near(followed.logprob, next.find[0].logprob, 'followed');
  });

  it('attribution: parts that sum to the logit of the most expected token, or of another', async () => {
    const next = await loupeJson(['next', '--model', 'pocket', '--top', '1', '--find', ' sat'], sentence);
    const { top, find } = next;
    for (const { args, expected } of [
      { args: [], expected: top[0] },
      { args: ['--find', ' sat'], expected: find[0] },
    ]) {
      const result = await loupeJson(['attribution', '--model', 'pocket', ...args], sentence);
      const { token, logit, constant, parts } = result;
      assert.deepEqual(token, { id: expected.id, bytes: expected.bytes });
      if ('logit' in expected) near(logit, expected.logit, 'logit');
      const total = constant + sum(parts.map((part: { logit: number }) => part.logit));
      assert.ok(Math.abs(total - logit) < 1e-3, `${total} is not ${logit}`);
    }
  });

  it('attribution: of any position that the text has', async () => {
    const at = await loupeJson(['attribution', '--model', 'pocket', '--position', '2'], sentence);
    const lens = await loupeJson(['lens', '--model', 'pocket', '--top', '1'], sentence);
    assert.equal(at.token.id, lens.positions[2].answer.id);
    const beyond = await loupe(
      ['attribution', '--model', 'pocket', '--position', String(lens.positions.length), '-'],
      sentence,
    );
    assert.deepEqual([beyond.exit, beyond.stdout], [2, '']);
    assert.match(beyond.stderr, /beyond the last token/);
  });

  it('weight: from q and k to the weight that attention gives', async () => {
    const place = ['--model', 'pocket', '--layer', '1', '--head', '2'];
    const { values } = await loupeJson(['attention', ...place], sentence);
    const told = await loupeJson(['weight', ...place, '--query', '5', '--key', '3'], sentence);
    near(told.weight, values[5][3], 'weight');
    near(sum(told.q.map((number: number, i: number) => number * told.k[i])), told.product, 'q · k');
    near(told.product * told.scale, told.scores[3], 'score');
    const powers = told.scores.map(Math.exp);
    near(powers[3] / sum(powers), told.weight, 'softmax');
    assert.deepEqual([told.scores.length, told.v.length], [6, told.output.length]);
  });

  it('ablation: from the distribution of next to that without a part', async () => {
    const next = await loupeJson(['next', '--model', 'pocket', '--top', '3'], sentence);
    for (const part of [
      ['--head', '0'],
      ['--part', 'attention'],
      ['--part', 'feed-forward'],
    ]) {
      const args = ['ablation', '--model', 'pocket', '--layer', '0', ...part, '--top', '3'];
      const zero = await loupeJson(args, sentence);
      const mean = await loupeJson([...args, '--kind', 'mean'], sentence);
      assert.deepEqual([zero.meanOver, mean.meanOver], [null, zero.position + 1]);
      for (const { rows, rest, divergence } of [zero, mean]) {
        for (const { id, logprob, rank } of next.top) {
          const row = rows.find((row: { id: number }) => row.id === id);
          near(row.logprob.before, logprob, `before, ${part}`);
          assert.equal(row.rank.before, rank);
        }
        for (const side of ['before', 'after'] as const) {
          const shown = sum(rows.map(({ logprob }: { logprob: typeof rest.probability }) => Math.exp(logprob[side])));
          near(shown + rest.probability[side], 1, side);
        }
        assert.ok(divergence > 0);
      }
      assert.notEqual(zero.divergence, mean.divergence);
    }
  });

  it('ablation: refuses what is not there', async () => {
    for (const { args, message } of [
      { args: ['--layer', '99', '--head', '0'], message: /Layer 99 is out of range/ },
      { args: ['--layer', '0', '--head', '99'], message: /Head 99 is out of range/ },
    ]) {
      const { exit, stderr } = await loupe(['ablation', '--model', 'pocket', ...args, '-'], sentence);
      assert.equal(exit, 1);
      assert.match(stderr, message);
    }
  });

  it('attention: what has no value on this text is null', async () => {
    const { statistics } = await loupeJson(['attention', '--model', 'pocket'], 'a');
    assert.equal(statistics[0].previousToken, null);
  });
});
