import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AddedTokenizers } from '../../../src/host/tokenizers/addedTokenizers';
import { HubConnection } from '../../../src/hub/hubConnection';
import { TokenizerStore } from '../../../src/hub/tokenizerStore';
import { isCancelled } from '../../../src/protocol/errors';
import { createRuntimeService, type RuntimeService } from '../../../src/runtime/service';
import { folderWith, removeFolders, tokenizerJson } from '../tokenizer/modelFolder';
import { FakeHub, fakeModel } from './fakeHub';
import { assertFails, unaborted } from './hubTest';

describe('tokenizers without a model', () => {
  const words = (...vocabulary: string[]) =>
    tokenizerJson({
      pre_tokenizer: { type: 'WhitespaceSplit' },
      model: { type: 'WordLevel', unk_token: 'a', vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])) },
    });
  const config = { chat_template: '{{ messages[0].content }}' };
  const none = { signal: unaborted, progress: () => {} };
  const options = { signal: unaborted, delays: [1, 1] };
  let home: string;
  let runtime: RuntimeService;
  let added: AddedTokenizers;
  let hub: FakeHub;

  // The runtime itself, in place of the client of its process.
  const tokenizersHere = () =>
    new AddedTokenizers(home, { request: (_: string, params: never) => runtime.count(params, none) } as never);
  const idsBy = async (folder: string, text: string) =>
    Array.from(
      (await runtime.tokenize({ text, tokenizer: { kind: 'file', path: folder }, special: 'text' }, none)).tokens.ids,
    );
  const connection = () => new HubConnection({ endpoint: hub.endpoint });

  beforeEach(async () => {
    home = mkdtempSync(path.join(tmpdir(), 'loupe-tokenizers-'));
    runtime = createRuntimeService({ configuration: { models: [], memoryBudgetBytes: 0, threads: 1 } });
    added = tokenizersHere();
    hub = await FakeHub.start();
  });
  afterEach(async () => {
    rmSync(home, { recursive: true });
    runtime.dispose();
    await hub.stop();
  });
  after(removeFolders);

  it('are copied from a file with what belongs to them, and are there after a restart', async () => {
    const source = folderWith({ 'mine.json': words('a', 'b'), 'tokenizer_config.json': config, 'other.txt': 'no' });
    const { name, folder } = await added.addFile(path.join(source, 'mine.json'));
    assert.equal(name, 'mine');
    assert.deepEqual(readdirSync(folder).sort(), ['tokenizer.json', 'tokenizer_config.json']);
    for (const file of readdirSync(source)) rmSync(path.join(source, file));
    assert.deepEqual(await idsBy(folder, 'b a b'), [1, 0, 1]);
    assert.deepEqual(tokenizersHere().list, [{ name, folder }]);
  });

  it('bear the name of their folder where the file has the name that all have', async () => {
    const source = folderWith({ 'tokenizer.json': words('a') });
    assert.equal((await added.addFile(path.join(source, 'tokenizer.json'))).name, path.basename(source));
  });

  it('replace an earlier one of the same name, and are removed with their files', async () => {
    const source = folderWith({ 'mine.json': words('a', 'b') });
    let told = 0;
    added.onDidChange(() => told++);
    await added.addFile(path.join(source, 'mine.json'));
    writeFileSync(path.join(source, 'mine.json'), JSON.stringify(words('b', 'a', 'longer')));
    const again = await added.addFile(path.join(source, 'mine.json'));
    assert.deepEqual(await idsBy(again.folder, 'b a'), [0, 1]);
    assert.deepEqual([told, added.list.length], [2, 1]);
    await added.remove(again);
    assert.deepEqual([told, added.list, readdirSync(path.join(home, 'tokenizers'))], [3, [], []]);
  });

  it('stay where they may not be replaced', async () => {
    const source = folderWith({ 'mine.json': words('a', 'b') });
    const first = await added.addFile(path.join(source, 'mine.json'), () => assert.fail('there is none yet'));
    writeFileSync(path.join(source, 'mine.json'), JSON.stringify(words('b', 'a', 'longer')));
    let told = 0;
    added.onDidChange(() => told++);
    const asked: unknown[] = [];
    const refused = added.addFile(path.join(source, 'mine.json'), async (earlier) => {
      asked.push(earlier);
      return false;
    });
    await assert.rejects(refused, isCancelled);
    assert.deepEqual([asked, told], [[first], 0]);
    assert.deepEqual(await idsBy(first.folder, 'b a'), [1, 0]);
    assert.deepEqual(readdirSync(path.join(home, 'tokenizers')), ['mine']);
  });

  const bad: [what: string, files: Record<string, unknown>, code: 'tokenizerBroken' | 'tokenizerFileMissing'][] = [
    ['is not there', {}, 'tokenizerFileMissing'],
    ['is no JSON', { 'mine.json': 'no' }, 'tokenizerBroken'],
    ['has no vocabulary', { 'mine.json': {} }, 'tokenizerBroken'],
    [
      'has a broken configuration beside it',
      { 'mine.json': words('a'), 'tokenizer_config.json': '[' },
      'tokenizerBroken',
    ],
  ];
  for (const [what, files, code] of bad) {
    it(`say what is wrong with a file that ${what}, and keep nothing of it`, async () => {
      const file = path.join(folderWith(files), 'mine.json');
      await assertFails(added.addFile(file), code, new RegExp(path.dirname(file)));
      assert.deepEqual(tokenizersHere().list, []);
    });
  }

  it('stay where a new one cannot take their place', async () => {
    const store = new TokenizerStore(home);
    const fill = async (folder: string) => {
      writeFileSync(path.join(folder, 'tokenizer.json'), '{}');
      return 'mine';
    };
    const { folder } = await store.add(fill, async () => {});
    const gone = store.add(fill, async (begun) => rmSync(begun, { recursive: true }));
    await assertFails(gone, 'tokenizersUnwritable', /ENOENT/);
    assert.deepEqual(store.list(), [{ name: 'mine', folder }]);
    assert.deepEqual(readdirSync(path.join(home, 'tokenizers')), ['mine']);
  });

  it('are added at the same time, the last of a name stays', async () => {
    const source = folderWith({ 'mine.json': words('a', 'b') });
    await Promise.all(Array.from({ length: 4 }, () => added.addFile(path.join(source, 'mine.json'))));
    assert.deepEqual(readdirSync(path.join(home, 'tokenizers')), ['mine']);
  });

  it('leave nothing of a process that ended while it added', async () => {
    const [old, young] = ['.adding-old', '.adding-young'].map((name) => path.join(home, 'tokenizers', name));
    for (const folder of [old, young]) mkdirSync(folder, { recursive: true });
    utimesSync(old, 0, 0);
    const source = folderWith({ 'mine.json': words('a') });
    await added.addFile(path.join(source, 'mine.json'));
    assert.deepEqual([existsSync(old), existsSync(young)], [false, true]);
  });

  it('are refused where they are too large, before they are copied or downloaded', async () => {
    const file = path.join(folderWith({ 'mine.json': '' }), 'mine.json');
    truncateSync(file, 65e6);
    await assertFails(added.addFile(file), 'tokenizerTooLarge', /65 MB; at most 64/);
    const model = fakeModel();
    model.files['tokenizer.json'] = Buffer.alloc(65e6);
    hub.repositories.set('owner/large', model);
    await assertFails(added.addFromHub(connection(), 'owner/large', options), 'tokenizerTooLarge', /owner\/large/);
    assert.ok(!hub.requests.some(({ path: file }) => file.endsWith('tokenizer.json')));
  });

  it('are not added when the download is cancelled while they are checked', async () => {
    const model = fakeModel();
    model.files['tokenizer.json'] = Buffer.from(JSON.stringify(words('a', 'b')));
    hub.repositories.set('owner/small', model);
    const stop = new AbortController();
    const stopped = new AddedTokenizers(home, {
      request: (_: string, params: never) => {
        stop.abort();
        return runtime.count(params, none);
      },
    } as never);
    await assertFails(
      stopped.addFromHub(connection(), 'owner/small', { ...options, signal: stop.signal }),
      'cancelled',
    );
    assert.deepEqual(stopped.list, []);
  });

  it('come from the Hub: their files alone, verified', async () => {
    const model = fakeModel();
    model.files['tokenizer.json'] = Buffer.from(JSON.stringify(words('a', 'b')));
    hub.repositories.set('owner/small', model);
    hub.mishaps.set('tokenizer.json', [{ corrupt: true }]);
    const { name, folder } = await added.addFromHub(connection(), 'owner/small', options);
    assert.equal(name, 'owner/small');
    assert.deepEqual(await idsBy(folder, 'a b'), [0, 1]);
    const files = new Set(hub.requests.map(({ path: file }) => file.split('/').pop()));
    assert.deepEqual([...files].sort(), ['small', 'tokenizer.json', 'tokenizer_config.json']);
    assert.ok(readFileSync(path.join(folder, 'tokenizer.json')).equals(model.files['tokenizer.json']));
  });

  it('fail where the repository has none, has a bad one, or sends another than it lists', async () => {
    const without = fakeModel();
    delete without.files['tokenizer.json'];
    hub.repositories.set('owner/without', without);
    hub.repositories.set('owner/random', fakeModel());
    await assertFails(added.addFromHub(connection(), 'owner/without', options), 'hubNoTokenizer', /owner\/without/);
    await assertFails(added.addFromHub(connection(), 'owner/random', options), 'tokenizerBroken', /in owner\/random/);
    hub.mishaps.set('tokenizer.json', [{ corrupt: true }, { corrupt: true }, { corrupt: true }]);
    await assertFails(added.addFromHub(connection(), 'owner/random', options), 'hubChecksum');
    await assertFails(added.addFromHub(connection(), 'owner/nobody', options), 'hubRepositoryMissing');
    assert.deepEqual(readdirSync(path.join(home, 'tokenizers')), []);
  });
});
