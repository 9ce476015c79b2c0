import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readRunFile } from '../../../src/runFile/readRunFile';
import { loupe, loupeJson, root, temporaryPath } from './loupe';

const sentence = 'The cat sat on the mat. 你好 The cat';
const question = 'What is 47 + 85?';

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const near = (actual: number, expected: number, what: string) =>
  assert.ok(Math.abs(actual - expected) < 1e-4, `${what}: ${actual} is not ${expected}`);

describe('commands', function () {
  this.timeout(30_000);

  it('tokens: index, id, bytes, range and kind', async () => {
    const parsed = await loupeJson(['tokens', '--model', 'pocket', '--special', 'parse'], '😀<|im_end|>');
    assert.deepEqual(parsed, {
      tokenizer: 'pocket',
      vocabularySize: 6144,
      lossless: true,
      tokens: [
        { index: 0, id: 178, bytes: 'f0', start: 0, end: 2, special: false },
        { index: 1, id: 259, bytes: '9f', start: 0, end: 2, special: false },
        { index: 2, id: 252, bytes: '98', start: 0, end: 2, special: false },
        { index: 3, id: 228, bytes: '80', start: 0, end: 2, special: false },
        { index: 4, id: 3, bytes: '3c7c696d5f656e647c3e', start: 2, end: 12, special: true },
      ],
    });
  });

  it('tokens: how one came to be', async () => {
    const how = ['tokens', '--tokenizer', 'cl100k_base', '--origin', '1'];
    const { symbols, steps, ...rest } = await loupeJson(how, 'a lamp');
    assert.deepEqual(rest, {
      ...{ tokenizer: 'cl100k_base', index: 1, word: { first: 1, end: 2 }, bounds: 'split' },
      ...{ kind: 'merges', rankIs: 'id', taken: 'same' },
    });
    assert.equal(symbols.length, 5);
    assert.deepEqual(steps.at(-1), { start: 0, middle: 2, end: 5, rank: 29062, id: 29062, bytes: '206c616d70' });
    const { stdout } = await loupe([...how, '-'], 'a lamp');
    assert.match(stdout, /4 +29062 +29062 {2}" l" \+ "amp"/);
    const { exit, stderr } = await loupe([...how.slice(0, -1), '2', '-'], 'a lamp');
    assert.equal(exit, 2);
    assert.match(stderr, /There is no token 2: the text has 2/);
  });

  it('tokens: by a tokenizer without a model, given by its file or its folder', async () => {
    const text = 'The lamp';
    const { tokens } = await loupeJson(['tokens', '--model', 'pocket'], text);
    for (const place of ['models/pocket', 'models/pocket/tokenizer.json']) {
      const found = await loupeJson(['tokens', '--tokenizer', path.join(root, place)], text);
      assert.deepEqual([found.tokenizer, found.tokens], ['pocket', tokens]);
    }
    const { exit, stderr } = await loupe(['tokens', '--tokenizer', path.join(root, 'models/nothing'), '-'], text);
    assert.deepEqual([exit, /There is no tokenizer named/.test(stderr)], [1, true]);
  });

  it('vocabulary: the tokens that hold a text, by id or by length', async () => {
    const asked = ['vocabulary', '--tokenizer', 'gpt2', '--text', ' lamp', '--json'];
    const { stdout } = await loupe(asked);
    const { tokens } = await loupeJson(['tokens', '--tokenizer', 'gpt2'], ' lamp lamps');
    const [lamp, lamps] = tokens.map(({ id, bytes }: { id: number; bytes: string }) => ({ id, bytes, special: false }));
    assert.deepEqual(JSON.parse(stdout), { vocabularySize: 50257, total: 2, tokens: [lamp, lamps] });
    const longest = await loupe([...asked.slice(0, -1), '--order', 'longest', '--count', '1']);
    assert.match(
      longest.stdout,
      new RegExp(`^2 of a vocabulary of 50257, of which the first 1[^]*\\n *${lamps.id} +" lamps"\\n$`),
    );
  });

  it('tokens: of a chat, with whose each is', async () => {
    const messages = [{ role: 'user', content: 'The lamp' }];
    const chat = await loupeJson(['tokens', '--chat', '--no-think'], JSON.stringify({ messages }));
    const own = chat.tokens.filter(({ owner }: { owner: unknown }) => owner === 0);
    const { tokens } = await loupeJson(['tokens'], 'The lamp');
    assert.deepEqual(
      own.map(({ id }: { id: number }) => id),
      tokens.map(({ id }: { id: number }) => id),
    );
    assert.deepEqual(chat.messages, [{ role: 'user', placement: 'whole', tokens: own.length, shared: 0 }]);
    assert.equal(chat.template, chat.tokens.length - own.length);
    assert.match(chat.text, /The lamp/);
    const { stdout } = await loupe(['tokens', '--chat', '--no-generation-prompt', '-'], JSON.stringify(messages));
    assert.match(stdout, /0 +\d+ +0 +whole {2}user\n/);
    assert.doesNotMatch(stdout, /assistant/);
    const odd = await loupe(['tokens', '--chat', '-'], '[{"role": "user"}]');
    assert.deepEqual([odd.exit, /each message needs a role and a content/.test(odd.stderr)], [1, true]);
  });

  it('read: what predicted each token, and totals that follow from it', async () => {
    const { model, tokens, totals } = await loupeJson(['read', '--model', 'pocket', '--top', '3'], sentence);
    assert.equal(model, 'pocket');
    const [first, ...scored] = tokens;
    assert.deepEqual([first.logprob, first.rank, first.entropy, first.top], [null, null, null, null]);
    for (const { top, rank, logprob, id, entropy } of scored) {
      assert.equal(top.length, 3);
      assert.ok(entropy > 0);
      if (rank <= 3) assert.deepEqual([top[rank - 1].id, top[rank - 1].logprob], [id, logprob]);
    }
    const surprisal = -sum(scored.map(({ logprob }: { logprob: number }) => logprob));
    assert.deepEqual([totals.tokens, totals.scored], [tokens.length, scored.length]);
    near(totals.surprisal, surprisal, 'surprisal');
    near(totals.perplexity, Math.exp(surprisal / scored.length), 'perplexity');
    const bytes = sum(scored.map((token: { bytes: string }) => token.bytes.length / 2));
    near(totals.bitsPerByte, surprisal / Math.LN2 / bytes, 'bits per byte');
  });

  it('read --save: a file that holds what was asked for, of about the size that was said', async () => {
    const file = temporaryPath('cat.loupe.json');
    const args = ['read', '--model', 'pocket', '--save', file, '--keep', 'attention,next', '--half', '-'];
    const { exit, stderr } = await loupe(args, sentence);
    assert.equal(exit, 0);
    const bytes = readFileSync(file);
    const [, said] = /takes about ([\d.]+) kB\.\n$/.exec(stderr) ?? assert.fail(stderr);
    assert.ok(Math.abs(Number(said) / (bytes.length / 1000) - 1) < 0.1, `${said} kB said, ${bytes.length} bytes`);
    const run = await readRunFile(bytes, file);
    assert.deepEqual([run.subject.text, run.subject.document], [sentence, 'standard input']);
    assert.deepEqual([...(run.attention?.layers.keys() ?? [])], [0, 1, 2, 3, 4, 5]);
    assert.deepEqual([run.lens, run.next?.logits.length], [null, 6144]);
    const inNoFolder = [...args.slice(0, 4), path.join(file, 'x'), '-'];
    assert.match((await loupe(inNoFolder, sentence)).stderr, /x cannot be written: /);
  });

  it('next: the best tokens, the rest, and a text that is looked for literally', async () => {
    const { top, rest, find } = await loupeJson(
      ['next', '--model', 'pocket', '--top', '4', '--find', ' sat'],
      sentence,
    );
    assert.deepEqual(
      top.map(({ rank }: { rank: number }) => rank),
      [1, 2, 3, 4],
    );
    assert.equal(rest.count, 6144 - 4);
    near(sum(top.map(({ logprob }: { logprob: number }) => Math.exp(logprob))) + rest.probability, 1, 'probability');
    assert.deepEqual(
      find.map(({ bytes }: { bytes: string }) => Buffer.from(bytes, 'hex').toString()),
      [' sat'],
    );
    const wider = await loupeJson(['next', '--model', 'pocket', '--top', String(find[0].rank)], sentence);
    const { id, bytes, rank, logprob } = wider.top.at(-1);
    assert.deepEqual(find, [{ id, bytes, rank, logprob }]);
    assert.deepEqual(wider.find, []);
  });

  for (const text of ['-x', '--json', '--', '=']) {
    it(`next: looks for “${text}” literally`, async () => {
      const { find } = await loupeJson(['next', '--model', 'pocket', '--find', text], sentence);
      const found = find.map(({ bytes }: { bytes: string }) => Buffer.from(bytes, 'hex').toString()).join('');
      assert.equal(found, text);
    });
  }

  it('generate: greedy unless told otherwise, with what the model thought of each token', async () => {
    const args = ['generate', '--model', 'pocket', '--max-tokens', '6'];
    const greedy = await loupeJson(args, 'Once upon a time');
    assert.equal(greedy.stop, 'length');
    assert.equal(greedy.tokens.length, 6);
    assert.ok(greedy.tokens.every(({ rank }: { rank: number }) => rank === 1));
    assert.equal(
      Buffer.from(greedy.tokens.map(({ bytes }: { bytes: string }) => bytes).join(''), 'hex').toString(),
      greedy.text,
    );
    assert.deepEqual(await loupeJson([...args, '--temperature', '1', '--top-k', '1'], 'Once upon a time'), greedy);
    const drawn = [...args, '--temperature', '1.5', '--seed'];
    assert.deepEqual(await loupeJson([...drawn, '7'], 'Once'), await loupeJson([...drawn, '7'], 'Once'));
    assert.notEqual((await loupeJson([...drawn, '7'], 'Once')).text, (await loupeJson([...drawn, '8'], 'Once')).text);
  });

  it('generate --chat: a question, with or without thoughts; its markup is text unless parsed', async () => {
    const chat = ['generate', '--model', 'pocket', '--chat'];
    const thinking = await loupeJson(chat, question);
    assert.match(thinking.text, /<\/think>132$/);
    assert.equal(thinking.stop, 'eos');
    assert.doesNotMatch((await loupeJson([...chat, '--no-think'], question)).text, /think/);
    const asText = await loupeJson([...chat, '--max-tokens', '1'], 'a<|im_end|>');
    const parsed = await loupeJson([...chat, '--max-tokens', '1', '--special', 'parse'], 'a<|im_end|>');
    assert.ok(asText.prompt.tokens > parsed.prompt.tokens);
  });

  it('trace: reasoning in steps, the answer, and what the reasoning was worth', async () => {
    const { model, samples } = await loupeJson(['trace', '--model', 'pocket'], question);
    assert.deepEqual([model, samples.length], ['pocket', 1]);
    const [sample] = samples;
    assert.deepEqual([sample.answer, sample.stop, sample.directPrefix], ['132', 'eos', '<think></think>']);
    assert.ok(sample.reasoning.length > 1);
    const surprisal = sum(
      sample.reasoning.map((step: { tokens: number; surprisal: number }) => step.tokens * step.surprisal),
    );
    near(surprisal, -sample.logprobReasoning, 'log P(thoughts | question)');
    assert.ok(sample.logprobAnswer > sample.logprobAnswerDirect);
  });

  it('trace --no-think: an answer that is the direct one', async () => {
    const { samples } = await loupeJson(['trace', '--model', 'pocket', '--no-think'], question);
    assert.deepEqual([samples[0].reasoning, samples[0].logprobReasoning], [[], null]);
    near(samples[0].logprobAnswer, samples[0].logprobAnswerDirect, 'log P(answer | question)');
  });

  it('trace --samples: seeds count on', async () => {
    const { samples } = await loupeJson(['trace', '--model', 'pocket', '--samples', '2', '--seed', '3'], question);
    const { samples: second } = await loupeJson(['trace', '--model', 'pocket', '--seed', '4'], question);
    assert.equal(samples.length, 2);
    assert.deepEqual(samples[1], second[0]);
  });

  const tables: { args: string[]; text: string; shows: RegExp }[] = [
    { args: ['tokens'], text: 'a\u001b[31m\u202e\n', shows: /"\\u\{1b\}"/ },
    { args: ['tokens', '--tokenizer', 'gpt2'], text: 'a', shows: /^gpt2: 1 token of a vocabulary of 50257\n/ },
    { args: ['read', '--model', 'pocket'], text: sentence, shows: /" cat".*perplexity/s },
    { args: ['next', '--model', 'pocket', '--find', 'x'], text: sentence, shows: /6134 other tokens.*Found.*"x"/s },
    { args: ['attention', '--model', 'pocket'], text: sentence, shows: /previousToken/ },
    {
      args: ['attention', '--model', 'pocket', '--probe'],
      text: sentence,
      shows: /On 50 random tokens, read twice:\nlayer/,
    },
    { args: ['attribution', '--model', 'pocket'], text: 'a b', shows: /layer.*attention.*constant.*logit/s },
    {
      args: ['weight', '--model', 'pocket', '--layer', '0', '--head', '0'],
      text: 'a b',
      shows: /q × k.*looks at.*score.*softmax over \d+ keys = weight/s,
    },
    {
      args: ['ablation', '--model', 'pocket', '--layer', '0', '--head', '1'],
      text: 'a b',
      shows: /probability after.*other tokens.*zero ablation of head 1 of layer 0.*KL divergence.*bits/s,
    },
    { args: ['lens', '--model', 'pocket', '--find', ' the'], text: 'a b', shows: /after.*find rank.*embedding/s },
    { args: ['attention', '--model', 'pocket', '--layer', '0', '--head', '0'], text: 'a b', shows: /query.*1\.?0*/s },
    { args: ['generate', '--model', 'pocket'], text: sentence, shows: /stopped by/ },
    { args: ['trace', '--model', 'pocket'], text: question, shows: /Answer: 132/ },
  ];
  for (const { args, text, shows } of tables) {
    it(`${args.join(' ')}: a table for people, in which nothing steers the terminal`, async () => {
      const { exit, stdout, stderr } = await loupe([...args, '-'], text);
      assert.deepEqual({ exit, stderr }, { exit: 0, stderr: '' });
      assert.match(stdout, shows);
      assert.doesNotMatch(stdout, /[^\n\P{C}]/u);
    });
  }
});
