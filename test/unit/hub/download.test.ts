import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { recordFile } from '../../../src/hub/downloadRecord';
import { isFolderLocked, lockFolder } from '../../../src/hub/folderLock';
import type { Mishap, SeenRequest } from './fakeHub';
import { assertFails, filesIn, HubTest, id } from './hubTest';

const graph = 'onnx/model_q4.onnx';

const startOf = ({ range }: SeenRequest) => Number(/^bytes=(\d+)-$/.exec(range ?? 'bytes=0-')?.[1]);

describe('a download', () => {
  let test: HubTest;
  beforeEach(async () => {
    test = await HubTest.start();
  });
  afterEach(() => test.stop());

  const variants: [name: string, files: string[]][] = [
    ['q4', [graph]],
    ['fp32', ['onnx/model.onnx', 'onnx/model.onnx_data']],
  ];
  for (const [variant, graphs] of variants) {
    it(`${variant}: its graph, its weights and the small files, and nothing else`, async () => {
      const record = await test.plan(variant);
      const seen: number[] = [];
      const folder = await test.download(record, { onBytes: (bytes) => seen.push(bytes) });
      test.assertWhole(folder, record);
      const small = ['README.md', 'config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json'];
      assert.deepEqual(record.files.map((file) => file.path).sort(), [...small, ...graphs].sort());
      assert.equal(
        Math.max(...seen),
        [...small, ...graphs].reduce((sum, file) => sum + test.model.files[file].length, 0),
      );
      assert.deepEqual(
        seen,
        [...seen].sort((a, b) => a - b),
      );
      const downloadedAt = statSync(path.join(folder, recordFile)).mtimeMs;
      assert.deepEqual(test.store.whole(), [
        { id: `owner/small:${variant}`, name: `small ${variant}`, folder, record, downloadedAt },
      ]);
    });
  }

  const passing: { what: string; of?: string; mishaps: Mishap[]; from: number[] }[] = [
    { what: 'a connection that breaks', mishaps: [{ cutAfter: 70_000 }], from: [0, 70000] },
    {
      what: 'a connection that breaks again and again',
      mishaps: [{ cutAfter: 50_000 }, { cutAfter: 50_000 }, { cutAfter: 50_000 }],
      from: [0, 50000, 100000, 150000],
    },
    { what: 'a body that ends too early', mishaps: [{ endAfter: 9999 }], from: [0, 9999] },
    { what: 'an answer that never begins', mishaps: [{ stallAfter: -1 }], from: [0, 0] },
    { what: 'a body that stalls', mishaps: [{ stallAfter: 16_384 }], from: [0, 16384] },
    {
      what: 'a server that ignores ranges',
      mishaps: [{ cutAfter: 70_000 }, { ignoreRange: true }],
      from: [0, 70000],
    },
    {
      what: 'a server that sends another range',
      mishaps: [{ cutAfter: 70_000 }, { wrongRange: true }],
      from: [0, 70000, 0],
    },
    { what: 'a bit that flips on the way', mishaps: [{ corrupt: true }], from: [0, 0] },
    {
      what: 'a bit that flips before a break',
      mishaps: [{ cutAfter: 70_000 }, { corrupt: true }],
      from: [0, 70000, 0],
    },
    { what: 'a body that is too long', mishaps: [{ more: 1 }], from: [0, 0] },
    {
      what: 'a wrong checksum of a small file',
      of: 'config.json',
      mishaps: [{ corrupt: true }],
      from: [0, 0],
    },
    { what: 'status 500', mishaps: [{ status: 500 }], from: [0, 0] },
    {
      what: 'status 503 after a break',
      mishaps: [{ cutAfter: 5 }, { status: 503 }],
      from: [0, 5, 5],
    },
    { what: 'status 408', mishaps: [{ status: 408 }], from: [0, 0] },
    {
      what: 'status 416 for what is there',
      mishaps: [{ cutAfter: 5 }, { status: 416 }],
      from: [0, 5, 0],
    },
  ];
  for (const { what, of = graph, mishaps, from } of passing) {
    it(`gets over ${what}`, async () => {
      const record = await test.plan();
      test.hub.mishaps.set(of, [...mishaps]);
      const folder = await test.download(record, { hub: test.connection(undefined, 300) });
      test.assertWhole(folder, record);
      const server = of === graph ? 'cdn' : 'hub';
      const starts = test.hub.seen(of).flatMap((request) => (request.server === server ? startOf(request) : []));
      assert.equal(starts.length, from.length, String(starts));
      // What came last before a break may be lost with it.
      for (const [i, most] of from.entries())
        assert.ok(most === 0 ? starts[i] === 0 : starts[i] > 0 && starts[i] <= most);
      assert.deepEqual(test.hub.mishaps.get(of), []);
    });
  }

  const failures: {
    what: string;
    mishap: Mishap;
    code: Parameters<typeof assertFails>[1];
    text: RegExp;
    tries: number;
  }[] = [
    { what: 'status 500', mishap: { status: 500 }, code: 'hubFailed', text: /status 500/, tries: 5 },
    { what: 'a break', mishap: { cutAfter: 0 }, code: 'hubUnreachable', text: /cannot be reached/, tries: 5 },
    { what: 'a stall', mishap: { stallAfter: 0 }, code: 'hubUnreachable', text: /no data for 0.1 s/, tries: 5 },
    {
      what: 'wrong content',
      mishap: { corrupt: true },
      code: 'hubChecksum',
      text: /model_q4\.onnx of owner\/small/,
      tries: 2,
    },
    {
      what: 'a file that is too long',
      mishap: { more: 3 },
      code: 'hubAnswerOdd',
      text: /larger than listed/,
      tries: 5,
    },
    { what: 'a status nobody knows', mishap: { status: 418 }, code: 'hubRefused', text: /418/, tries: 1 },
    {
      what: 'a redirect that is not encrypted',
      mishap: { redirect: 'http://example.com/model' },
      code: 'hubRedirect',
      text: /http:\/\/example\.com/,
      tries: 1,
    },
    {
      what: 'a redirect to a file',
      mishap: { redirect: 'file:///etc/passwd' },
      code: 'hubRedirect',
      text: /redirects/,
      tries: 1,
    },
    {
      what: 'an entry that went away',
      mishap: { status: 404, headers: { 'x-error-code': 'EntryNotFound' } },
      code: 'hubFileMissing',
      text: /not on the Hub any more/,
      tries: 1,
    },
  ];
  for (const { what, mishap, code, text, tries } of failures) {
    it(`gives up on ${what} that stays, and keeps what came before`, async () => {
      const record = await test.plan();
      test.hub.mishaps.set(graph, Array(20).fill(mishap));
      await assertFails(test.download(record, { hub: test.connection(undefined, 100) }), code, text);
      assert.equal(test.hub.seen(graph).filter(({ server }) => server === 'cdn').length, tries);
      assert.deepEqual(test.store.whole(), []);
      const [part] = test.store.parts();
      assert.equal(part.id, `${id}:q4`);
      assert.ok(filesIn(part.folder).includes('tokenizer.json'));
      assert.ok(!existsSync(path.join(part.folder, graph)));
      assert.equal(isFolderLocked(part.folder), false);
    });
  }

  it('does not count a connection that brought a megabyte as a failure', async () => {
    const big = Buffer.alloc(7 * 2 ** 20, 1);
    test.model.files[graph] = big;
    const record = await test.plan();
    test.hub.mishaps.set(graph, Array(4).fill({ cutAfter: 1.5 * 2 ** 20 }));
    test.assertWhole(await test.download(record, { delays: [1] }), record);
  });

  it('waits as long as status 429 asks', async () => {
    const record = await test.plan();
    test.hub.mishaps.set(graph, [{ status: 429, headers: { 'retry-after': '1' } }]);
    const waits: number[] = [];
    const began = Date.now();
    await test.download(record, {
      onWait: ({ code }, delay) => {
        assert.equal(code, 'hubBusy');
        waits.push(delay);
      },
    });
    assert.deepEqual(waits, [1000]);
    assert.ok(Date.now() - began >= 1000);
  });

  it('waits until the date that status 429 names', async () => {
    const record = await test.plan();
    const date = new Date(Date.now() + 2000).toUTCString();
    test.hub.mishaps.set(graph, [{ status: 429, headers: { 'retry-after': date } }]);
    const waits: number[] = [];
    await test.download(record, { onWait: (_, delay) => waits.push(delay) });
    assert.ok(waits.length === 1 && waits[0] > 0 && waits[0] <= 2000, String(waits));
  });

  it('does not wait for an hour', async () => {
    const record = await test.plan();
    test.hub.mishaps.set(graph, [{ status: 429, headers: { 'retry-after': '3600' } }]);
    await assertFails(test.download(record), 'hubBusy', /wait 3600 seconds/);
  });

  it('goes on after a restart, from the last byte that came', async () => {
    const record = await test.plan();
    test.hub.mishaps.set(graph, [{ cutAfter: 120_000 }]);
    await assertFails(test.download(record, { delays: [] }), 'hubUnreachable');
    test.hub.requests.length = 0;
    // Another process finds it on the disk.
    const [part] = test.store.parts();
    assert.deepEqual(part.record, record);
    const there = statSync(path.join(part.folder, `${graph}.part`)).size;
    assert.ok(there > 0);
    const seen: number[] = [];
    const folder = await test.download(part.record, { onBytes: (bytes) => seen.push(bytes) });
    test.assertWhole(folder, record);
    assert.equal(seen[0], Math.max(...seen) - (200_000 - there));
    assert.deepEqual(
      test.hub.requests.map(({ server, range }) => [server, range]),
      [
        ['hub', `bytes=${there}-`],
        ['cdn', `bytes=${there}-`],
      ],
    );
  });

  it('begins anew where the repository has another commit by now', async () => {
    const old = await test.plan();
    test.hub.mishaps.set(graph, [{ status: 418 }]);
    await assertFails(test.download(old), 'hubRefused');
    // As long as before, so that its size does not tell.
    test.model.files['config.json'] = Buffer.from(String(test.model.files['config.json']).replace('Llama', 'Other'));
    const record = { ...(await test.plan()), commit: 'f'.repeat(40) };
    test.assertWhole(await test.download(record), record);
  });

  const damages: [what: string, damage: (part: string) => void][] = [
    ['has another byte', (part) => writeFileSync(part, Buffer.alloc(120_000))],
    ['is longer than the file', (part) => truncateSync(part, 900_000)],
    ['is as long as the file but wrong', (part) => truncateSync(part, 200_000)],
    ['was cut', (part) => truncateSync(part, 7)],
    ['was added to', (part) => appendFileSync(part, 'x')],
  ];
  for (const [what, damage] of damages) {
    it(`is right in the end where its part ${what}`, async () => {
      const record = await test.plan();
      test.hub.mishaps.set(graph, [{ cutAfter: 120_000 }]);
      await assertFails(test.download(record, { delays: [] }), 'hubUnreachable');
      damage(path.join(test.store.partOf(record), `${graph}.part`));
      test.assertWhole(await test.download(record), record);
    });
  }

  it('stops at once when it is cancelled, and is not among the models', async () => {
    const record = await test.plan();
    test.hub.pace = 20;
    const controller = new AbortController();
    let got = 0;
    const onBytes = (bytes: number) => {
      got = bytes;
      if (bytes > 100_000) controller.abort();
    };
    await assertFails(test.download(record, { signal: controller.signal, onBytes }), 'cancelled');
    const all = record.files.reduce((sum, file) => sum + file.bytes, 0);
    assert.ok(got < all / 2, `${got} of ${all} bytes came`);
    assert.deepEqual(test.store.whole(), []);
    assert.equal(test.store.parts().length, 1);
  });

  it('stops while it reads again what came before, which stays', async () => {
    const record = await test.plan();
    test.hub.mishaps.set(graph, [{ cutAfter: 120_000 }]);
    await assertFails(test.download(record, { delays: [] }), 'hubUnreachable');
    const part = path.join(test.store.partOf(record), `${graph}.part`);
    const { size } = statSync(part);
    test.hub.requests.length = 0;
    const controller = new AbortController();
    // Told before anything is read.
    const onBytes = () => controller.abort();
    await assertFails(test.download(record, { signal: controller.signal, onBytes }), 'cancelled');
    assert.deepEqual([statSync(part).size, test.hub.requests.length], [size, 0]);
    test.assertWhole(await test.download(record), record);
  });

  it('stops at once while it waits to try again', async () => {
    const record = await test.plan();
    test.hub.mishaps.set(graph, [{ status: 500 }]);
    const controller = new AbortController();
    const onWait = () => controller.abort();
    await assertFails(test.download(record, { signal: controller.signal, onWait, delays: [60_000] }), 'cancelled');
  });

  it('does not begin where space is short', async () => {
    const record = await test.plan();
    const freeSpace = async () => 64 * 2 ** 20;
    await assertFails(
      test.download(record, { freeSpace }),
      'downloadSpace',
      /owner\/small:q4: it needs 68 MB, and 68 MB/,
    );
    assert.equal(test.hub.seen('config.json').length, 0);
  });

  it('needs no space for what is there', async () => {
    const record = await test.plan();
    test.hub.mishaps.set(graph, [{ cutAfter: 199_990 }]);
    await assertFails(test.download(record, { delays: [] }), 'hubUnreachable');
    test.assertWhole(await test.download(record, { freeSpace: async () => 64 * 2 ** 20 + 10 }), record);
  });

  // A device that is full whatever is written to it; Linux has one.
  const onLinux = existsSync('/dev/full') ? it : () => {};
  onLinux('says that the disk is full', async () => {
    const record = await test.plan();
    const part = path.join(await test.store.begin(record), `${graph}.part`);
    mkdirSync(path.dirname(part), { recursive: true });
    symlinkSync('/dev/full', part);
    await assertFails(test.download(record), 'downloadDiskFull', /full/);
    assert.ok(filesIn(test.store.partOf(record)).includes('tokenizer.json'));
  });

  onLinux('keeps what came where the disk has no room for its record', async () => {
    const record = await test.plan();
    test.hub.mishaps.set(graph, [{ cutAfter: 120_000 }]);
    await assertFails(test.download(record, { delays: [] }), 'hubUnreachable');
    const [part] = test.store.parts();
    const beside = path.join(part.folder, `${recordFile}.new`);
    symlinkSync('/dev/full', beside);
    await assertFails(test.download(record), 'downloadDiskFull');
    assert.deepEqual(test.store.parts(), [part]);
    rmSync(beside);
    test.assertWhole(await test.download(record), record);
  });

  it('is right where the system takes less at once than it is given', async () => {
    const record = await test.plan();
    const handle = await open(__filename);
    const prototype = Object.getPrototypeOf(handle) as FileHandle;
    await handle.close();
    const { write } = prototype;
    prototype.write = function (this: FileHandle, chunk: Uint8Array, offset: number, length: number, position: number) {
      return Reflect.apply(write, this, [chunk, offset, Math.min(length, 5000), position]);
    } as typeof write;
    try {
      test.assertWhole(await test.download(record), record);
    } finally {
      prototype.write = write;
    }
  });

  it('says that a folder cannot be written', async () => {
    const record = await test.plan();
    writeFileSync(test.store.downloads, 'a file where a folder should be');
    await assertFails(test.download(record), 'downloadUnwritable');
  });

  it('is left to the process that is at it', async () => {
    const record = await test.plan();
    const lock = await lockFolder(test.store.partOf(record));
    await assertFails(test.download(record), 'downloadElsewhere', /owner\/small:q4/);
    lock?.release();
    test.assertWhole(await test.download(record), record);
  });

  it('replaces what is left of a model that was removed', async () => {
    const record = await test.plan();
    mkdirSync(path.join(test.store.folderOf(record), 'onnx'), { recursive: true });
    writeFileSync(path.join(test.store.folderOf(record), graph), 'left');
    test.assertWhole(await test.download(record), record);
  });

  it('has nothing to do for a model that is there', async () => {
    const record = await test.plan();
    const folder = await test.download(record);
    test.hub.requests.length = 0;
    assert.equal(await test.download(record), folder);
    assert.deepEqual(test.hub.requests, []);
  });
});
