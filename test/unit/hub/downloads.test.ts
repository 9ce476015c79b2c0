import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type DownloadRecord, recordFile } from '../../../src/hub/downloadRecord';
import { type Download, Downloads, type DownloadsOptions } from '../../../src/hub/downloads';
import { isFolderLocked, lockFolder } from '../../../src/hub/folderLock';
import { HubConnection } from '../../../src/hub/hubConnection';
import { ModelStore } from '../../../src/hub/modelStore';
import { LoupeError } from '../../../src/protocol/errors';
import { assertFails, filesIn, HubTest } from './hubTest';

const graph = 'onnx/model_q4.onnx';
const states = ({ list }: Downloads) => list.map(({ id, state }) => `${id} ${state}`);

/** Resolves once this holds, which is looked at after each change. */
async function until(downloads: Downloads, holds: () => boolean): Promise<void> {
  if (holds()) return;
  await new Promise<void>((resolve) => {
    const listener = downloads.onDidChange(() => {
      if (!holds()) return;
      listener.dispose();
      resolve();
    });
  });
}

describe('downloads', () => {
  let test: HubTest;
  let downloads: Downloads;
  let q4: DownloadRecord;
  let fp32: DownloadRecord;
  const open = (options: Partial<DownloadsOptions> = {}) =>
    new Downloads({ store: test.store, connect: () => test.connection(), delays: [1, 1], ...options });

  beforeEach(async () => {
    test = await HubTest.start();
    downloads = open();
    [q4, fp32] = [await test.plan('q4'), await test.plan('fp32')];
  });
  afterEach(async () => {
    for (const { id } of downloads.list) await downloads.pause(id);
    downloads.dispose();
    await test.stop();
  });

  it('tell how far they are, how fast, and for how long still', async () => {
    test.hub.pace = 100;
    const seen: Download[] = [];
    downloads.onDidChange(() => seen.push(...downloads.list.map((download) => ({ ...download }))));
    const finished: string[] = [];
    downloads.onDidFinish(({ id }) => finished.push(id));
    downloads.start(q4);
    assert.deepEqual(states(downloads), ['owner/small:q4 running']);
    await until(downloads, () => downloads.list.length === 0);
    assert.deepEqual(finished, ['owner/small:q4']);
    test.assertWhole(test.store.folderOf(q4), q4);
    const rated = seen.filter(({ bytesPerSecond }) => bytesPerSecond !== undefined);
    assert.ok(rated.length > 1);
    for (const { bytes, total, bytesPerSecond = 0, secondsLeft = 0 } of rated) {
      assert.ok(bytes > 0 && bytes <= total);
      // 16 KiB in at least 100 ms, and less on a busy machine.
      assert.ok(bytesPerSecond > 0 && bytesPerSecond < 500_000, String(bytesPerSecond));
      assert.ok(Math.abs(secondsLeft - (total - bytes) / bytesPerSecond) < 0.01);
    }
  });

  it('run a few at once; the others wait for their turn', async () => {
    downloads = open({ atOnce: 1 });
    downloads.start(q4);
    downloads.start(fp32);
    assert.deepEqual(states(downloads), ['owner/small:q4 running', 'owner/small:fp32 queued']);
    await until(downloads, () => downloads.list.length === 0);
    assert.deepEqual(
      test.store
        .whole()
        .map(({ id }) => id)
        .sort(),
      ['owner/small:fp32', 'owner/small:q4'],
    );
  });

  it('run side by side', async () => {
    test.hub.pace = 10;
    downloads.start(q4);
    downloads.start(fp32);
    assert.deepEqual(states(downloads), ['owner/small:q4 running', 'owner/small:fp32 running']);
    await until(downloads, () => downloads.list.length === 0);
    test.assertWhole(test.store.folderOf(fp32), fp32);
  });

  it('are paused, make room, and go on from there', async () => {
    downloads = open({ atOnce: 1 });
    test.hub.pace = 30;
    downloads.start(q4);
    downloads.start(fp32);
    await until(downloads, () => downloads.list[0].bytes > 80_000);
    await downloads.pause('owner/small:q4');
    assert.deepEqual(states(downloads), ['owner/small:q4 paused', 'owner/small:fp32 running']);
    await downloads.pause('owner/small:fp32');
    test.hub.pace = 0;
    test.hub.requests.length = 0;
    downloads.start(q4);
    await until(downloads, () => downloads.list.length === 1);
    assert.match(test.hub.requests[0].range ?? '', /^bytes=\d{4,}-$/);
    assert.deepEqual(states(downloads), ['owner/small:fp32 paused']);
    test.assertWhole(test.store.folderOf(q4), q4);
  });

  it('leave nothing behind when they are cancelled', async () => {
    test.hub.pace = 30;
    downloads.start(q4);
    await until(downloads, () => downloads.list[0].bytes > 80_000);
    await downloads.cancel('owner/small:q4');
    assert.deepEqual(downloads.list, []);
    assert.deepEqual(filesIn(test.store.home), []);
    assert.equal(existsSync(test.store.partOf(q4)), false);
  });

  it('are cancelled while they are queued or paused too', async () => {
    downloads = open({ atOnce: 1 });
    test.hub.pace = 30;
    downloads.start(q4);
    downloads.start(fp32);
    await downloads.cancel('owner/small:fp32');
    await until(downloads, () => downloads.list[0].bytes > 0);
    await downloads.pause('owner/small:q4');
    await downloads.cancel('owner/small:q4');
    assert.deepEqual(downloads.list, []);
    assert.deepEqual(filesIn(test.store.home), []);
  });

  it('say what went wrong, and can be tried again', async () => {
    test.hub.mishaps.set(graph, Array(3).fill({ status: 500 }));
    downloads.start(q4);
    await until(downloads, () => downloads.list[0].state === 'waiting');
    assert.equal((downloads.list[0].error as LoupeError).code, 'hubFailed');
    await until(downloads, () => downloads.list[0].state === 'failed');
    assert.equal((downloads.list[0].error as LoupeError).code, 'hubFailed');
    downloads.reload();
    assert.deepEqual(states(downloads), ['owner/small:q4 failed']);
    downloads.start(q4);
    await until(downloads, () => downloads.list.length === 0);
    test.assertWhole(test.store.folderOf(q4), q4);
  });

  it('go on with the access token that there is at each request', async () => {
    test.hub.tokens.add('first').add('second');
    let token: string | undefined = 'first';
    const connect = () => new HubConnection({ endpoint: test.hub.endpoint, token: async () => token });
    downloads = open({ connect });
    test.hub.mishaps.set(graph, [{ cutAfter: 50_000 }, { cutAfter: 50_000 }]);
    const next = ['second', undefined];
    downloads.onDidFail(({ error }) => assert.fail(String(error)));
    let before = '';
    downloads.onDidChange(() => {
      const state = downloads.list[0]?.state ?? '';
      if (state === 'waiting' && before !== state) token = next.shift();
      before = state;
    });
    downloads.start(q4);
    await until(downloads, () => downloads.list.length === 0);
    const asked = test.hub.seen(graph).filter(({ server }) => server === 'hub');
    assert.deepEqual(
      asked.map(({ authorization }) => authorization),
      ['Bearer first', 'Bearer second', undefined],
    );
  });

  it('fail in sight where there is no connection to be had', async () => {
    const connect = () => {
      throw new LoupeError('hubEndpointInvalid', 'x');
    };
    downloads = open({ connect });
    downloads.start(q4);
    await until(downloads, () => downloads.list[0].state === 'failed');
    downloads.reload();
    assert.deepEqual(states(downloads), ['owner/small:q4 failed']);
    await downloads.cancel('owner/small:q4');
    assert.deepEqual(downloads.list, []);
  });

  it('are found again by the next process, and wait for somebody to go on', async () => {
    test.hub.pace = 30;
    downloads.start(q4);
    await until(downloads, () => downloads.list[0].bytes > 80_000);
    await downloads.pause('owner/small:q4');
    const { bytes } = downloads.list[0];
    const next = open();
    assert.deepEqual(states(next), ['owner/small:q4 paused']);
    assert.deepEqual([next.list[0].bytes, next.list[0].total], [bytes, downloads.list[0].total]);
    next.start(next.list[0].record);
    await until(next, () => next.list.length === 0);
    downloads.reload();
    assert.deepEqual(downloads.list, []);
    test.assertWhole(test.store.folderOf(q4), q4);
  });

  it('of another process are seen and left to it', async () => {
    const lock = await lockFolder(await test.store.begin(q4));
    downloads.reload();
    assert.deepEqual(states(downloads), ['owner/small:q4 elsewhere']);
    downloads.start(q4);
    await until(downloads, () => downloads.list[0].state === 'elsewhere');
    await assertFails(downloads.cancel('owner/small:q4'), 'downloadElsewhere');
    // It began anew, since there is another commit.
    const newer = { ...q4, commit: 'f'.repeat(40) };
    await test.store.begin(newer);
    lock?.release();
    downloads.reload();
    assert.deepEqual(states(downloads), ['owner/small:q4 paused']);
    const [{ error, record }] = downloads.list;
    assert.deepEqual([error, record], [undefined, newer]);
  });

  it('stop when this process lets go of them, the queued ones too', async () => {
    const own = open({ atOnce: 1 });
    test.hub.pace = 30;
    own.start(q4);
    own.start(fp32);
    await until(own, () => own.list[0].bytes > 0);
    own.dispose();
    const part = test.store.partOf(q4);
    while (isFolderLocked(part)) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(
      test.store.parts().map(({ id }) => id),
      ['owner/small:q4'],
    );
    assert.equal(test.hub.seen('model.onnx').length, 0);
  });

  it('are over at once where another process has finished them', async () => {
    await test.download(q4);
    test.hub.requests.length = 0;
    downloads.start(q4);
    await until(downloads, () => downloads.list.length === 0);
    assert.deepEqual(test.hub.requests, []);
  });

  it('go on after the process that was at them was killed', async () => {
    test.hub.pace = 50;
    const child = fork(path.join(__dirname, 'downloader.ts'), [test.store.home, test.hub.endpoint], {
      execArgv: ['--import=tsx'],
    });
    await once(child, 'message');
    downloads.reload();
    assert.deepEqual(states(downloads), ['owner/small:q4 elsewhere']);
    child.kill('SIGKILL');
    await once(child, 'exit');
    test.hub.pace = 0;
    test.hub.requests.length = 0;
    downloads.reload();
    assert.deepEqual(states(downloads), ['owner/small:q4 paused']);
    downloads.start(downloads.list[0].record);
    await until(downloads, () => downloads.list.length === 0);
    assert.match(test.hub.requests[0].range ?? '', /^bytes=\d{4,}-$/);
    test.assertWhole(test.store.folderOf(q4), q4);
  });
});

describe('the folder of downloads', () => {
  const odd: [what: string, make: (store: ModelStore) => void][] = [
    ['files where folders should be', ({ models }) => writeFileSync(models, '')],
    [
      'a folder for a record',
      ({ downloads }) => mkdirSync(path.join(downloads, 'a--b--q4', recordFile), { recursive: true }),
    ],
    [
      'a file beside the models',
      ({ models }) => {
        mkdirSync(models);
        writeFileSync(path.join(models, 'notes.txt'), '');
      },
    ],
    [
      'a record under another name',
      ({ models }) => {
        mkdirSync(path.join(models, 'copy'), { recursive: true });
        const record = { repository: 'a/b', commit: '0'.repeat(40), variant: 'q4', files: [] };
        writeFileSync(path.join(models, 'copy', recordFile), JSON.stringify(record));
      },
    ],
  ];
  for (const [what, make] of odd) {
    it(`holds no models where there is ${what}`, () => {
      const home = mkdtempSync(path.join(tmpdir(), 'loupe-store-'));
      const store = new ModelStore(home);
      make(store);
      assert.deepEqual([store.whole(), store.parts()], [[], []]);
      rmSync(home, { recursive: true });
    });
  }

  it('is empty where there is none, and shows no folder that is not ours', async () => {
    const test = await HubTest.start();
    const record = await test.plan();
    assert.deepEqual([test.store.whole(), test.store.parts()], [[], []]);
    await test.download(record);
    const other = new ModelStore(test.store.models);
    assert.deepEqual(other.whole(), []);
    await test.stop();
  });
});
