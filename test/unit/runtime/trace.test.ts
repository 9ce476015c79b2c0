import assert from 'node:assert/strict';
import type { TraceParams, TraceProgress } from '../../../src/protocol/generation';
import { createRuntimeService } from '../../../src/runtime/service';
import { callIn, greedy, pocketConfiguration, readParams, warm } from './pocket';

const service = createRuntimeService({ configuration: pocketConfiguration });
const call = callIn(service);
const question = 'What is 47 + 85?';

function params(text: string, more: Partial<TraceParams> = {}): TraceParams {
  return {
    ...{ model: 'pocket', text, source: 'question', thinking: true },
    ...{ sampling: greedy, seed: 0, samples: 1, maxTokens: 200, ...more },
  };
}

function close(actual: number | null, expected: number): void {
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-3, `${actual}, expected ${expected}`);
}

/** Log-probability of the last `count` tokens of a text that holds the template's markup, by reading it. */
async function logprobOfEnd(text: string, count: number): Promise<number> {
  const { logprobs } = await call('read', readParams(text, { special: 'parse', captureAttention: false }));
  return logprobs.slice(-count).reduce((sum, logprob) => sum + logprob, 0);
}

describe('trace', function () {
  this.timeout(60_000);
  after(() => service.dispose());

  it('shows that thinking helps, by log-probabilities that reading the whole text gives as well', async () => {
    const { samples } = await call('trace', params(question));
    const [{ reasoning, answer, reasoningTokens, answerTokens, ...sample }] = samples;
    assert.equal(answer, '132');
    assert.equal(sample.stop, 'eos');
    assert.match(reasoning, /^47\+85\n7\+5=12, /);
    const asked = `<|im_start|>user<|im_sep|>${question}<|im_end|><|im_start|>assistant<|im_sep|><think>${reasoning}`;
    close(sample.logprobReasoning, await logprobOfEnd(asked, reasoningTokens.length));
    close(sample.logprobAnswer, await logprobOfEnd(`${asked}</think>132`, 3));
    const direct = `<|im_start|>user<|im_sep|>${question} /no_think<|im_end|><|im_start|>assistant<|im_sep|><think></think>`;
    close(sample.logprobAnswerDirect, await logprobOfEnd(`${direct}132`, 3));
    assert.equal(sample.directPrefix, '<think></think>');
    assert.ok((sample.logprobAnswer ?? 0) > (sample.logprobAnswerDirect ?? 0) + 2);
    assert.equal(answerTokens.length, 3);
  });

  it('measures each step by its own tokens', async () => {
    const { samples } = await call('trace', params(question));
    const { steps, reasoning, reasoningTokens } = samples[0];
    assert.ok(steps.length > 1);
    assert.equal(steps.map(({ text }) => text).join(''), reasoning);
    let next = 0;
    for (const step of steps) {
      assert.equal(step.firstToken, next);
      next += step.tokens;
      const tokens = reasoningTokens.slice(step.firstToken, next);
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      close(step.surprisal, mean(tokens.map(({ logprob }) => -logprob)));
      close(step.entropy, mean(tokens.map(({ entropy }) => entropy)));
      const highest = Math.max(...tokens.map(({ entropy }) => entropy));
      assert.equal(reasoningTokens[step.mostUncertain].entropy, highest);
      assert.ok(step.mostUncertain >= step.firstToken && step.mostUncertain < next);
    }
    assert.equal(next, reasoningTokens.length);
  });

  it('answers at once with thinking off', async () => {
    const { samples } = await call('trace', params(question, { thinking: false }));
    const { answer, reasoning, steps, logprobReasoning, logprobAnswer, logprobAnswerDirect } = samples[0];
    assert.match(answer, /^\d+$/);
    assert.deepEqual({ reasoning, steps, logprobReasoning }, { reasoning: '', steps: [], logprobReasoning: null });
    close(logprobAnswerDirect, logprobAnswer ?? 0);
  });

  it('has no answer when the reasoning does not end in time', async () => {
    const { samples } = await call('trace', params(question, { maxTokens: 6 }));
    const { answer, answerTokens, reasoningTokens, logprobAnswer, logprobAnswerDirect, stop } = samples[0];
    assert.deepEqual(
      { answer, answerTokens, logprobAnswer, logprobAnswerDirect, stop },
      { answer: '', answerTokens: [], logprobAnswer: null, logprobAnswerDirect: null, stop: 'length' },
    );
    assert.equal(reasoningTokens.length, 6);
  });

  it('samples with seeds that count up, and reports every token with its part', async () => {
    const sampling = { ...warm, temperature: 3 };
    const progress: TraceProgress[] = [];
    const many = await call('trace', params(question, { sampling, seed: 5, samples: 3 }), (value) =>
      progress.push(value),
    );
    for (const [i, sample] of many.samples.entries()) {
      const own = progress.filter((value) => value.sample === i);
      assert.deepEqual(
        own.map(({ part, token }) => [part, token.id]),
        [
          ...sample.reasoningTokens.map(({ id }) => ['reasoning', id]),
          ...sample.answerTokens.map(({ id }) => ['answer', id]),
        ],
      );
      const alone = await call('trace', params(question, { sampling, seed: 5 + i }));
      assert.equal(alone.samples[0].reasoning, sample.reasoning);
      assert.equal(alone.samples[0].answer, sample.answer);
    }
    assert.ok(new Set(many.samples.map(({ reasoning }) => reasoning)).size > 1);
  });

  it('reads a transcript as it was generated, in plain words or in the template', async () => {
    const { samples } = await call('trace', params(question));
    const { reasoning, answer, ...generated } = samples[0];
    const tail = `<think>${reasoning}</think>${answer}`;
    const transcripts = [
      `${question}\n${tail}\n`,
      `<|im_start|>user<|im_sep|>${question}<|im_end|><|im_start|>assistant<|im_sep|>${tail}<|im_end|>`,
    ];
    for (const text of transcripts) {
      const [read] = (await call('trace', params(text, { source: 'transcript' }))).samples;
      assert.deepEqual(
        read.reasoningTokens.map(({ id }) => id),
        generated.reasoningTokens.map(({ id }) => id),
      );
      close(read.logprobReasoning, generated.logprobReasoning ?? 0);
      close(read.logprobAnswer, generated.logprobAnswer ?? 0);
      close(read.logprobAnswerDirect, generated.logprobAnswerDirect ?? 0);
      assert.equal(text.slice(read.ranges?.reasoning.start, read.ranges?.reasoning.end), reasoning);
      assert.equal(text.slice(read.ranges?.answer.start, read.ranges?.answer.end), answer);
      assert.equal(read.steps.length, generated.steps.length);
      assert.equal(read.stop, null);
    }
  });

  it('takes several turns as they stand, without a direct answer', async () => {
    const turn = (role: string, text: string) => `<|im_start|>${role}<|im_sep|>${text}`;
    const before = `${turn('user', 'Hi')}<|im_end|>${turn('assistant', 'Hello')}<|im_end|>${turn('user', question)}<|im_end|>`;
    const text = `${before}${turn('assistant', '<think>7 + 5 = 12.</think>132')}`;
    const [read] = (await call('trace', params(text, { source: 'transcript' }))).samples;
    close(read.logprobAnswer, await logprobOfEnd(text, 3));
    assert.equal(read.logprobAnswerDirect, null);
  });

  it('refuses a transcript without thoughts', async () => {
    await assert.rejects(call('trace', params(question, { source: 'transcript' })), {
      code: 'transcriptWithoutThoughts',
    });
  });

  it('stops between tokens when it is cancelled', async () => {
    const controller = new AbortController();
    const tracing = call('trace', params(question, { samples: 5 }), () => controller.abort(), controller.signal);
    await assert.rejects(tracing, { code: 'cancelled' });
  });
});
