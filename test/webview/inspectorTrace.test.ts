import assert from 'node:assert/strict';
import { bits, decimal, percent } from '../../webview/ui/format';
import type { PageOptions } from './harness';
import { button, eventually, type InspectorPage, inspectorPages, said, showTab } from './inspectorPage';

const question = 'What is 47 + 85?';
const longText = 'One day, Lotte the fox went to the market. It was a cold, grey day. '.repeat(8);
const thoughts = '47+85\n7+5=12, 2 carry 1\n4+8+1=13, 132';

describe('Inspector in a browser: Trace', function () {
  this.timeout(60_000);
  const open = inspectorPages();

  const trace = async (text: string, action: string, options: PageOptions = {}): Promise<InspectorPage> => {
    const opened = await open(text, options);
    await showTab(opened.page, 'trace');
    await button(opened.page, action).click();
    await opened.page.locator('trace-evidence').waitFor({ timeout: 20_000 });
    return opened;
  };

  it('asks the model: reasoning and answer apart, in steps, with their figures', async () => {
    const { page, host } = await trace(question, 'Ask the model');
    const sample = host.lastTrace?.samples[0] ?? assert.fail();
    assert.equal(sample.answer, '132');
    const steps = page.locator('trace-steps li');
    assert.equal(await steps.count(), sample.steps.length);
    for (const [i, step] of sample.steps.entries()) {
      const text = await said(steps.nth(i));
      assert.ok(text.includes(`${step.tokens} tokens · ${bits(step.surprisal)} a token`), text);
      const outlined = steps.nth(i).locator('.token.selected');
      assert.equal(await outlined.getAttribute('data-index'), String(step.mostUncertain - step.firstToken));
    }
    assert.equal((await page.locator('.part.answer .token').allTextContents()).join(''), '132');
  });

  it('weighs the answer with and without the reasoning', async () => {
    const { page, host } = await trace(question, 'Ask the model');
    const sample = host.lastTrace?.samples[0] ?? assert.fail();
    const { logprobAnswer, logprobAnswerDirect, logprobReasoning, directPrefix, reasoningTokens } = sample;
    assert.ok(logprobAnswer !== null && logprobAnswerDirect !== null && logprobReasoning !== null);
    const text = await said(page.locator('trace-evidence'));
    for (const part of [
      `${percent(Math.exp(logprobAnswer))} · ${bits(-logprobAnswer)} · log P ${decimal(logprobAnswer)}`,
      `${percent(Math.exp(logprobAnswerDirect))} · ${bits(-logprobAnswerDirect)} · log P ${decimal(logprobAnswerDirect)}`,
      `log P(thoughts | question) ${decimal(logprobReasoning)}`,
      `${decimal(logprobReasoning / reasoningTokens.length)} per token over ${reasoningTokens.length} tokens`,
      directPrefix?.replaceAll('\n', '⏎') ?? assert.fail(),
    ]) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
    assert.match(text, /With the reasoning, this answer is [\d,.]+ times as probable/);
    assert.match(text, /−\d.*“log” is the natural logarithm/);
  });

  it('draws bars on scales that are the same for every trace', async () => {
    const { page, host } = await trace(question, 'Ask the model');
    const { logprobAnswer, logprobAnswerDirect, steps } = host.lastTrace?.samples[0] ?? assert.fail();
    /** Browser and Node differ in the last digit of an exponential on some processors. */
    const drawn = async (within: string, shares: number[]) => {
      const bars = await page
        .locator(`${within} .bar`)
        .evaluateAll((bars) => bars.map((bar) => Number(getComputedStyle(bar).getPropertyValue('--share'))));
      assert.equal(bars.length, shares.length);
      for (const [i, share] of shares.entries()) assert.ok(Math.abs(bars[i] - share) < 1e-12, `${bars[i]}, ${share}`);
    };
    await drawn(
      'trace-evidence',
      [logprobAnswer, logprobAnswerDirect].map((log) => Math.exp(log ?? 0)),
    );
    await drawn(
      'trace-steps',
      steps.map(({ surprisal }) => surprisal / Math.LN2 / 10),
    );
  });

  it('shows whole lines of a long question', async () => {
    const { page } = await open(longText);
    await showTab(page, 'trace');
    const cut = await page.locator('.question .token').evaluateAll((tokens) => {
      const strip = (tokens[0].getRootNode() as ShadowRoot).host;
      const bottom = strip.parentElement?.getBoundingClientRect().bottom ?? 0;
      const boxes = tokens.map((token) => token.getBoundingClientRect());
      if (bottom >= boxes[boxes.length - 1].bottom) throw new Error('All of it fits: nothing to see here.');
      return boxes.filter((box) => box.top < bottom && box.bottom > bottom).length;
    });
    assert.equal(cut, 0);
  });

  it('fits a narrow panel', async () => {
    const { page } = await trace(question, 'Ask the model', { width: 320 });
    const over = await page.locator('#view-trace').evaluate((view) => view.scrollWidth - view.clientWidth);
    assert.ok(over <= 0, String(over));
  });

  it('answers without thinking', async () => {
    const opened = await open(question);
    const { page } = opened;
    await showTab(page, 'trace');
    await page.getByRole('checkbox', { name: 'Thinking' }).click();
    await button(page, 'Ask the model').click();
    await page.locator('.part.answer').waitFor({ timeout: 20_000 });
    // The answer is there before the trace is: it is shown as it comes.
    await button(page, 'Stop').waitFor({ state: 'detached' });
    const { reasoning, logprobAnswer } = opened.host.lastTrace?.samples[0] ?? assert.fail();
    assert.equal(reasoning, '');
    assert.ok(logprobAnswer !== null);
    const text = await said(page.locator('trace-tab'));
    const probability = `P(answer | question) is ${percent(Math.exp(logprobAnswer))}, ${bits(-logprobAnswer)}.`;
    assert.ok(text.includes(`The model answered without reasoning; ${probability}`), text);
    assert.equal(await page.locator('trace-evidence').count(), 0, 'whether no reasoning mattered is no question');
  });

  it('streams, and stops when told', async () => {
    const { page } = await open('Tell me a story about a lighthouse.');
    await showTab(page, 'trace');
    await button(page, 'Ask the model').click();
    await eventually(async () => assert.ok((await page.locator('.stream .part .token').count()) > 2));
    await button(page, 'Stop').click();
    await button(page, 'Ask the model').waitFor();
    assert.equal(await page.locator('trace-evidence').count(), 0);
  });

  it('reads a transcript, and marks its tokens in the text', async () => {
    const text = `${question}<think>${thoughts}</think>132`;
    const { page, host } = await trace(text, 'Read this transcript');
    const sample = host.lastTrace?.samples[0] ?? assert.fail();
    const tokens = page.locator('trace-steps .token');
    assert.equal(await tokens.count(), sample.reasoningTokens.length);
    await tokens.nth(9).click();
    await eventually(() => {
      const { start, end } = host.mark?.range ?? { start: 0, end: 0 };
      const bytes = sample.reasoningTokens[9].bytes;
      assert.equal(text.slice(start, end), new TextDecoder().decode(bytes));
    });
    const answer = page.locator('.part.answer .token').first();
    await answer.click();
    await eventually(() => assert.equal(host.mark?.range.start, text.lastIndexOf('132')));
  });

  it('goes on while the page is away: the page that comes back shows it, and its end', async () => {
    const { page, host } = await open('Tell me a story about a lighthouse.');
    let release = () => {};
    host.traceHeld = new Promise((resolve) => {
      release = resolve;
    });
    await showTab(page, 'trace');
    await button(page, 'Ask the model').click();
    const tokens = page.locator('.stream .part .token');
    await eventually(async () => assert.ok((await tokens.count()) > 2));
    const { stream } = host.trace.state;
    assert.ok(stream);
    const before = stream.reasoning.length + stream.answer.length;
    await page.reload();
    await button(page, 'Stop').waitFor();
    assert.ok((await tokens.count()) >= before);
    release();
    await page.locator('trace-evidence').waitFor({ timeout: 20_000 });
    const sample = host.lastTrace?.samples[0] ?? assert.fail();
    const shown = page.locator('trace-steps .token, .part.answer .token');
    assert.equal(await shown.count(), sample.reasoningTokens.length + sample.answerTokens.length);
  });

  it('says why a trace failed, to a page that comes back too', async () => {
    const { page } = await open(`${question}<think>`);
    await showTab(page, 'trace');
    await button(page, 'Read this transcript').click();
    const alert = page.getByRole('alert');
    await eventually(async () => assert.match(await said(alert), /no <think>…<\/think> block/));
    await page.reload();
    await eventually(async () => assert.match(await said(alert), /no <think>…<\/think> block/));
  });

  it('keeps the finished trace when the page is built anew', async () => {
    const { page, host } = await trace(question, 'Ask the model');
    const before = await said(page.locator('trace-evidence'));
    assert.ok(host.lastTrace);
    await page.reload();
    await eventually(async () => assert.equal(await said(page.locator('trace-evidence')), before));
  });

  it('says that a model without chat template cannot be asked', async () => {
    const { page } = await open(question, {
      prepare: (host) => {
        host.state.models[0].chat = false;
      },
    });
    await showTab(page, 'trace');
    assert.match(await said(page.locator('trace-tab')), /cannot be asked.*no chat template/);
  });
});
