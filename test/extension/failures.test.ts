import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension';
import type { LoupeError } from '../../src/protocol/errors';
import { eventually, inspect, isLoupeError, loupe, openText, readingOf, reset } from './loupe';

const story = 'One day, Lotte the fox went to the market.';

const kill = ({ runtime }: ExtensionApi) => {
  assert.ok(runtime.pid);
  process.kill(runtime.pid, 'SIGKILL');
};

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('cancel, crash and restart', () => {
  let parts: ExtensionApi;

  const attention = (runId: string) =>
    parts.runtime.request('attentionHead', { runId, layer: 0, head: 0, dropSink: false });

  before(async () => {
    parts = await loupe();
  });
  afterEach(reset);

  it('cancels a reading and reads again', async () => {
    const text = story.repeat(40);
    await openText(text);
    const cancelled = new Promise((resolve) => {
      const subscription = parts.inspection.results.onDidChangePhase((phase) => {
        if (phase.kind !== 'reading') return;
        subscription.dispose();
        setImmediate(() => resolve(vscode.commands.executeCommand('loupe.cancel')));
      });
    });
    await inspect();
    await cancelled;
    await eventually('idle', () => parts.inspection.state.phase.kind === 'idle');
    assert.ok(parts.inspection.reading === null);
    await inspect();
    await readingOf(parts, text);
  });

  it('cancels what is computed, between tokens', async () => {
    const controller = new AbortController();
    let tokens = 0;
    const run = parts.runtime.request(
      'generate',
      {
        model: 'pocket',
        text: 'One day,',
        chat: false,
        thinking: false,
        special: 'text',
        sampling: { temperature: 1, topK: 0, topP: 1 },
        seed: 1,
        maxTokens: 400,
      },
      { signal: controller.signal, onProgress: () => ++tokens === 5 && controller.abort() },
    );
    await assert.rejects(run, isLoupeError('cancelled'));
    assert.ok(tokens < 100, `${tokens} tokens`);
  });

  // First of those that crash, for it also counts crashes of other tests, and forgets them in the end.
  it('stops after three crashes, and starts again on demand', async () => {
    await openText(story);
    await inspect();
    const shown = await readingOf(parts, story);
    const outcomes: string[] = [];
    const subscription = parts.runtime.onDidCrash(({ code }) => outcomes.push(code));
    for (let crash = 1; crash <= 3 && parts.runtime.state !== 'failed'; crash++) {
      await eventually('a process', () => parts.runtime.state === 'ready');
      kill(parts);
      await eventually('its end', () => outcomes.length === crash);
    }
    subscription.dispose();
    assert.equal(outcomes.pop(), 'runtimeFailed');
    assert.ok(outcomes.every((code) => code === 'runtimeExited'));
    assert.equal(parts.runtime.state, 'failed');
    const { phase } = parts.inspection.state;
    assert.equal(phase.kind === 'failed' && phase.action, 'retryRuntime');
    assert.ok(parts.inspection.reading === shown);
    await eventually('the status bar says so', () => parts.statusBar.text.includes('$(error)'));
    await assert.rejects(attention(shown.runId), isLoupeError('runtimeFailed'));

    await vscode.commands.executeCommand('loupe.retryRuntime');
    await eventually('idle', () => parts.inspection.state.phase.kind === 'idle');
    await eventually('the status bar counts', () => parts.statusBar.text.includes('tokens'));
    const reading = await readingOf(parts, story);
    assert.deepEqual(reading.logprobs, shown.logprobs);
    await parts.inspection.reader.restored;
    assert.ok(await attention(reading.runId));
  });

  it('keeps what is on screen when the runtime dies, and can be asked about it again', async () => {
    await openText(story);
    await inspect();
    const shown = await readingOf(parts, story);
    const before = await attention(shown.runId);
    const { pid } = parts.runtime;
    const crash = new Promise<LoupeError>((resolve) => {
      const subscription = parts.runtime.onDidCrash((error) => {
        subscription.dispose();
        resolve(error);
      });
    });
    kill(parts);
    assert.equal((await crash).code, 'runtimeExited');
    assert.ok(parts.inspection.reading === shown);
    await parts.inspection.reader.restored;
    assert.notEqual(parts.runtime.pid, pid);
    assert.deepEqual((await attention(shown.runId)).values, before.values);
  });

  it('leaves no earlier process behind', async () => {
    await openText(story);
    await inspect();
    await readingOf(parts, story);
    const { pid } = parts.runtime;
    assert.ok(pid && alive(pid));
    kill(parts);
    await eventually('another process', () => parts.runtime.pid !== undefined && parts.runtime.pid !== pid);
    await eventually('the first one is gone', () => !alive(pid));
  });
});
