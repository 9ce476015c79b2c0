import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension';
import { closeEditors, eventually, inspect, loupe, openFile, openText, readingOf, reset } from './loupe';

const question = 'Tell me a story about a lighthouse.';

describe('a trace', () => {
  let parts: ExtensionApi;

  /** Starts one, and waits for its first tokens. */
  const start = async () => {
    await openText(question);
    await inspect('loupe.showTrace');
    await readingOf(parts, question);
    await eventually('the page listens', () => parts.inspector.panel?.listening);
    const params = { source: 'question', thinking: true, temperature: 0, seed: 1 } as const;
    parts.trace.start(params, { text: question, model: 'pocket', maxTokens: 150 });
    return eventually('tokens', () => {
      const { stream } = parts.trace.state;
      return stream && stream.reasoning.length + stream.answer.length > 2 && stream;
    });
  };

  before(async () => {
    parts = await loupe();
  });
  afterEach(reset);

  it('goes on while its panel is hidden, and is there when that comes back', async () => {
    const stream = await start();
    // So that it cannot be over before the panel is hidden.
    const { pid } = parts.runtime;
    assert.ok(pid);
    process.kill(pid, 'SIGSTOP');
    try {
      await openFile('1-story.md', vscode.ViewColumn.Two);
      await eventually('the panel is hidden', () => !parts.inspector.visible);
      assert.equal(parts.inspector.panel?.listening, false);
      assert.ok(parts.trace.state.stream === stream, 'it was dropped');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    const { trace } = await eventually('its end', () => parts.trace.state.finished);
    const [sample] = trace.samples;
    assert.equal(
      sample.reasoningTokens.length + sample.answerTokens.length,
      stream.reasoning.length + stream.answer.length,
    );
    parts.inspector.show();
    await eventually('the page listens again', () => parts.inspector.panel?.listening);
    assert.equal(parts.trace.state.finished?.trace, trace);
  });

  it('ends when its panel is closed, and leaves the one before', async () => {
    const { finished } = parts.trace.state;
    await start();
    await closeEditors();
    assert.deepEqual(parts.trace.state, { stream: null, finished, problem: null });
  });

  it('ends on demand, and the next one may begin', async () => {
    await start();
    parts.trace.cancel();
    assert.equal(parts.trace.state.stream, null);
    await start();
  });
});
