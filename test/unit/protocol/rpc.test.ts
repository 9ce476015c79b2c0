import assert from 'node:assert/strict';
import { LoupeError } from '../../../src/protocol/errors';
import { Connection, type Handlers, type Method, memoryLinkPair } from '../../../src/protocol/rpc';

interface TestApi {
  double: Method<{ value: number }, number>;
  count: Method<{ to: number }, string, number>;
  expected: Method<void, never>;
  bug: Method<void, never>;
  wait: Method<void, void>;
}

type NoApi = Record<never, never>;

describe('Connection', () => {
  const links = memoryLinkPair;
  let bugs: { method: string; error: unknown }[];
  /** Why the handler's signal was aborted; undefined while it was not. */
  let aborted: unknown;
  let served: ReturnType<typeof memoryLinkPair>[0];
  let client: Connection<NoApi, TestApi>;

  const handlers: Handlers<TestApi> = {
    double: ({ value }) => value * 2,
    count: async ({ to }, { progress }) => {
      for (let i = 1; i <= to; i++) progress(i);
      return 'done';
    },
    expected: () => {
      throw new LoupeError('layerOutOfRange', 9, 'pocket', 5);
    },
    bug: () => {
      throw new TypeError('a bug');
    },
    wait: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted = signal.reason;
          reject(new LoupeError('cancelled'));
        });
      }),
  };

  beforeEach(() => {
    bugs = [];
    aborted = undefined;
    const [here, there] = links();
    served = there;
    new Connection<TestApi, NoApi>(there, handlers, (method, error) => bugs.push({ method, error }));
    client = new Connection(here, {});
  });

  it('answers a request', async () => {
    assert.equal(await client.request('double', { value: 21 }), 42);
  });

  it('keeps answers apart', async () => {
    const values = [1, 2, 3, 4];
    const answers = await Promise.all(values.map((value) => client.request('double', { value })));
    assert.deepEqual(answers, [2, 4, 6, 8]);
  });

  it('reports progress in order, before the result', async () => {
    const seen: unknown[] = [];
    seen.push(await client.request('count', { to: 3 }, { onProgress: (value) => seen.push(value) }));
    assert.deepEqual(seen, [1, 2, 3, 'done']);
  });

  it('carries an expected failure with its code and arguments, and logs no bug', async () => {
    const error = await client.request('expected', undefined).catch((reason) => reason);
    assert.ok(error instanceof LoupeError);
    assert.equal(error.code, 'layerOutOfRange');
    assert.deepEqual(error.args, ['9', 'pocket', '5']);
    assert.equal(error.message, 'Layer 9 is out of range: pocket has layers 0 to 5.');
    assert.deepEqual(bugs, []);
  });

  it('reports a bug on both sides', async () => {
    const error = await client.request('bug', undefined).catch((reason) => reason);
    assert.ok(!(error instanceof LoupeError));
    assert.match(error.message, /a bug/);
    assert.match(error.stack, /rpc\.test/);
    assert.deepEqual(
      bugs.map(({ method, error: bug }) => [method, (bug as Error).message]),
      [['bug', 'a bug']],
    );
  });

  it('refuses an unknown method, inherited ones too', async () => {
    for (const method of ['missing', 'toString', 'constructor']) {
      await assert.rejects(client.request(method as 'wait', undefined), { message: `Unknown method ${method}` });
    }
  });

  it('cancels the handler when the caller aborts', async () => {
    const controller = new AbortController();
    const request = client.request('wait', undefined, { signal: controller.signal });
    setImmediate(() => controller.abort());
    await assert.rejects(request, { code: 'cancelled' });
    assert.deepEqual(aborted, new LoupeError('cancelled'));
  });

  it('does not send a request that is aborted beforehand', async () => {
    await assert.rejects(client.request('wait', undefined, { signal: AbortSignal.abort() }), { code: 'cancelled' });
    assert.equal(aborted, undefined);
  });

  it('rejects what is open when the link closes, and what comes after, and aborts the handlers', async () => {
    const open = client.request('wait', undefined);
    setImmediate(() => served.dispose());
    await assert.rejects(open, { code: 'linkClosed' });
    assert.deepEqual(aborted, new LoupeError('linkClosed'));
    await assert.rejects(client.request('double', { value: 1 }), { code: 'linkClosed' });
  });

  it('rejects what is open when it is disposed of', async () => {
    const open = client.request('wait', undefined);
    client.dispose();
    await assert.rejects(open, { code: 'linkClosed' });
  });

  it('rejects a request that cannot be sent', async () => {
    const failing = new Connection<NoApi, TestApi>(
      {
        send: () => {
          throw new Error('cannot be cloned');
        },
        onMessage: () => ({ dispose: () => {} }),
        onClose: () => ({ dispose: () => {} }),
      },
      {},
    );
    await assert.rejects(failing.request('double', { value: 1 }), { message: 'cannot be cloned' });
  });
});
