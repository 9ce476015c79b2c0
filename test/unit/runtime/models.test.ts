import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TokenFlag } from '../../../src/protocol/tokens';
import { createRuntimeService } from '../../../src/runtime/service';
import { callIn, pocketConfiguration, readParams } from './pocket';

const [shipped] = pocketConfiguration.models;
const modelTokenizer = (model: string) =>
  ({ text: 'one two', tokenizer: { kind: 'model', model }, special: 'text' }) as const;

describe('models', function () {
  this.timeout(60_000);
  const service = createRuntimeService({ configuration: pocketConfiguration });
  const call = callIn(service);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'loupe-model-'));
    await cp(shipped.folder, folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));
  after(() => service.dispose());

  it('are found by id or by folder, a link to a folder too', async () => {
    const link = `${folder}-link`;
    await symlink(folder, link);
    for (const [reference, name] of [
      ['pocket', 'Pocket'],
      [folder, path.basename(folder)],
      [link, path.basename(link)],
    ]) {
      const description = await call('describeModel', { model: reference });
      assert.deepEqual([description.id, description.name, description.layers], [reference, name, 6]);
    }
    await unlink(link);
  });

  for (const missing of ['', 'no-such-model', './no/such/folder', __filename]) {
    it(`are missed by the name “${path.basename(missing)}”`, async () => {
      for (const method of ['describeModel', 'openModel', 'closeModel'] as const) {
        await assert.rejects(call(method, { model: missing }), { code: 'modelMissing', args: [missing] });
      }
      await assert.rejects(call('tokenize', modelTokenizer(missing)), { code: 'modelMissing' });
    });
  }

  const damages: { file: string; write: string | null; code: string; counts: boolean }[] = [
    { file: 'config.json', write: null, code: 'modelConfigMissing', counts: true },
    { file: 'config.json', write: '{"hidden', code: 'modelConfigBroken', counts: true },
    { file: 'model.onnx', write: null, code: 'modelGraphMissing', counts: true },
    { file: 'model.onnx', write: 'not a graph', code: 'modelGraphBroken', counts: true },
    { file: 'tokenizer.json', write: null, code: 'tokenizerMissing', counts: false },
    { file: 'tokenizer.json', write: '{"model": 1', code: 'tokenizerBroken', counts: false },
  ];
  for (const { file, write, code, counts } of damages) {
    it(`say so when ${file} is ${write === null ? 'missing' : 'broken'}, and open once it is mended`, async () => {
      const target = path.join(folder, file);
      const whole = await readFile(target);
      await (write === null ? unlink(target) : writeFile(target, write));
      await assert.rejects(call('openModel', { model: folder }), { code });
      const counting = call('count', modelTokenizer(folder));
      await (counts ? counting : assert.rejects(counting, { code }));
      await writeFile(target, whole);
      await call('closeModel', { model: folder });
      assert.equal((await call('openModel', { model: folder })).id, folder);
      await call('closeModel', { model: folder });
    });
  }

  it('condition an empty text on the start token of their configuration, and list it', async () => {
    const config = path.join(folder, 'config.json');
    await writeFile(config, JSON.stringify({ ...JSON.parse(await readFile(config, 'utf8')), bos_token_id: 1 }));
    const { tokens, totals, used } = await call('read', readParams('', { model: folder }));
    assert.deepEqual([...tokens.ids], [1]);
    assert.deepEqual([tokens.starts[0], tokens.ends[0], tokens.bytes.bytes.length], [0, 0, 0]);
    assert.equal(tokens.flags[0], TokenFlag.special | TokenFlag.added);
    assert.deepEqual([totals.tokens, totals.scored, used], [1, 0, { start: 0, end: 0 }]);
    const { rows } = await call('distribution', {
      ...{ runId: 'run', count: 1, sampling: { temperature: 1, topK: 0, topP: 1 } },
    });
    assert.equal(rows[0].rank, 1);
    await call('closeModel', { model: folder });
  });

  it('are closed when they are not installed any more, or are to run on other threads', async () => {
    const installed = { id: 'copy', name: 'Copy', folder, source: 'folder' } as const;
    const both = { ...pocketConfiguration, models: [shipped, installed] };
    await call('configure', both);
    for (const next of [pocketConfiguration, { ...both, threads: 2 }]) {
      await call('configure', both);
      await call('read', readParams('a b', { model: 'copy' }));
      await call('append', { runId: 'run', choice: { tokenId: 5 } });
      await call('configure', next);
      await assert.rejects(call('append', { runId: 'run', choice: { tokenId: 5 } }), { code: 'modelNotOpen' });
    }
    await call('configure', pocketConfiguration);
  });
});
