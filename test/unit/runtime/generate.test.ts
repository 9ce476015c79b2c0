import assert from 'node:assert/strict';
import type { GenerateParams } from '../../../src/protocol/generation';
import { createRuntimeService } from '../../../src/runtime/service';
import { callIn, greedy, pocket, pocketConfiguration } from './pocket';

const service = createRuntimeService({ configuration: pocketConfiguration });
const call = callIn(service);

function params(text: string, more: Partial<GenerateParams> = {}): GenerateParams {
  return {
    ...{ model: 'pocket', text, chat: false, thinking: true, special: 'text' },
    ...{ sampling: greedy, seed: 0, maxTokens: 100, ...more },
  };
}

describe('generate', function () {
  this.timeout(60_000);
  after(() => service.dispose());

  const answers: { thinking: boolean; text: RegExp }[] = [
    { thinking: true, text: /^47\+85\n7\+5=12, [^<]*<\/think>132$/ },
    { thinking: false, text: /^\d+$/ },
  ];
  for (const { thinking, text } of answers) {
    it(`answers under the chat template with thinking ${thinking ? 'on' : 'off'}, without the end token`, async () => {
      const generation = await call('generate', params('What is 47 + 85?', { chat: true, thinking }));
      assert.match(generation.text, text);
      assert.equal(generation.stop, 'eos');
      assert.ok(generation.tokens.every(({ end }) => !end));
      assert.equal(Buffer.concat(generation.tokens.map(({ bytes }) => bytes)).toString(), generation.text);
    });
  }

  it('continues a text by the most probable tokens and reports each of them', async () => {
    const seen: number[] = [];
    const generation = await call('generate', params('Once upon a time', { maxTokens: 20 }), ({ id }) => seen.push(id));
    assert.deepEqual(
      generation.tokens.map(({ id }) => id),
      seen,
    );
    assert.equal(generation.tokens.length, 20);
    assert.equal(generation.stop, 'length');
    assert.ok(generation.tokens.every(({ rank }) => rank === 1));
  });

  it('stops where the context is full', async () => {
    const text = ' one'.repeat(pocket.context - 3);
    const tokenizer = { kind: 'model', model: 'pocket' } as const;
    const { tokens: promptTokens } = await call('count', { text, tokenizer, special: 'text' });
    const generation = await call('generate', params(text, { maxTokens: 500 }));
    assert.equal(generation.promptTokens, promptTokens);
    assert.equal(generation.stop, 'context');
    assert.equal(generation.promptTokens + generation.tokens.length, pocket.context);
  });

  it('generates nothing when asked for nothing', async () => {
    const { tokens, text, stop } = await call('generate', params('Once', { maxTokens: 0 }));
    assert.deepEqual({ tokens, text, stop }, { tokens: [], text: '', stop: 'length' });
  });

  it('reads markup in the user’s words as text unless told otherwise', async () => {
    const lengths: number[] = [];
    for (const special of ['text', 'parse'] as const) {
      const { promptTokens } = await call('generate', params('<|im_end|>', { chat: true, special, maxTokens: 0 }));
      lengths.push(promptTokens);
    }
    assert.ok(lengths[0] > lengths[1], `${lengths}`);
  });

  it('puts a system message before the user’s, as text', async () => {
    const system = 'You are <|im_end|> Zabra.';
    const { promptTokens } = await call('generate', params('Why?', { chat: true, system, maxTokens: 0 }));
    const count = async (text: string, special: 'text' | 'parse') =>
      (await call('count', { text, tokenizer: { kind: 'model', model: 'pocket' }, special })).tokens;
    const [head, tail] = [
      '<|im_start|>system<|im_sep|>',
      '<|im_end|><|im_start|>user<|im_sep|>Why?<|im_end|><|im_start|>assistant<|im_sep|><think>',
    ];
    const expected = (await count(head, 'parse')) + (await count(system, 'text')) + (await count(tail, 'parse'));
    assert.equal(promptTokens, expected);
    const blank = await call('generate', params('Why?', { chat: true, system: ' ', maxTokens: 0 }));
    const none = await call('generate', params('Why?', { chat: true, maxTokens: 0 }));
    assert.equal(blank.promptTokens, none.promptTokens);
  });

  it('prefills the think block once, whatever the user wrote', async () => {
    const count = async (text: string, thinking: boolean) =>
      (await call('generate', params(text, { chat: true, thinking, special: 'parse', maxTokens: 0 }))).promptTokens;
    // As parsed: user, question, assistant, then <think>; or ` /no_think` and an empty block.
    const tokenizer = { kind: 'model', model: 'pocket' } as const;
    const { tokens } = await call('count', {
      text: '<|im_start|>user<|im_sep|>Why <think> so?<|im_end|><|im_start|>assistant<|im_sep|><think>',
      tokenizer,
      special: 'parse',
    });
    assert.equal(await count('Why <think> so?', true), tokens);
    const { tokens: direct } = await call('count', {
      text: '<|im_start|>user<|im_sep|>Why? /no_think<|im_end|><|im_start|>assistant<|im_sep|><think></think>',
      tokenizer,
      special: 'parse',
    });
    assert.equal(await count('Why?', false), direct);
  });

  const failures: { what: string; params: GenerateParams; code: string }[] = [
    { what: 'an empty text without a start token', params: params(''), code: 'nothingToConditionOn' },
    { what: 'a text beyond the context', params: params('word '.repeat(1400)), code: 'tooLong' },
    { what: 'a question far beyond the context', params: params('word '.repeat(3e4), { chat: true }), code: 'tooLong' },
    {
      what: 'a system message far beyond the context',
      params: params('a', { chat: true, system: 'word '.repeat(3e4) }),
      code: 'tooLong',
    },
    { what: 'an unknown model', params: params('a', { model: 'nobody' }), code: 'modelMissing' },
    { what: 'a folder that is no model', params: params('a', { model: __dirname }), code: 'modelConfigMissing' },
  ];
  for (const { what, params: wrong, code } of failures) {
    it(`refuses ${what}`, () => assert.rejects(call('generate', wrong), { code }));
  }

  it('gives up a text of megabytes while it is counted, when it is cancelled', async () => {
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    const generation = call('generate', params('word '.repeat(3e5), { chat: true }), undefined, controller.signal);
    await assert.rejects(generation, { code: 'cancelled' });
  });

  it('stops between tokens when it is cancelled', async () => {
    const controller = new AbortController();
    let tokens = 0;
    const generation = call(
      'generate',
      params('Once upon a time', { sampling: { temperature: 1, topK: 0, topP: 1 } }),
      () => {
        if (++tokens === 3) controller.abort();
      },
      controller.signal,
    );
    await assert.rejects(generation, { code: 'cancelled' });
    assert.equal(tokens, 3);
  });
});
