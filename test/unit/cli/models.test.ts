import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { catalogue } from '../../../src/hub/catalogue';
import { FakeHub, fakeModel } from '../hub/fakeHub';
import { filesIn } from '../hub/hubTest';
import { cli, loupe, root, temporaryFile, temporaryPath } from './loupe';

const tiny = path.join(root, 'test/fixtures/model/tiny-gqa');
let homes = 0;

describe('loupe models', function () {
  this.timeout(30_000);
  let hub: FakeHub;
  let home: string;
  let env: Record<string, string>;

  beforeEach(async () => {
    hub = await FakeHub.start();
    hub.tokens.add('mine');
    hub.repositories.set('owner/small', fakeModel());
    home = temporaryPath(`home-${homes++}`);
    env = {
      LOUPE_HOME: home,
      HF_HOME: path.join(home, 'hf'),
      HF_ENDPOINT: hub.endpoint,
      HF_TOKEN: '',
      LOUPE_MODELS: '',
    };
  });
  afterEach(() => hub.stop());

  const run = (args: string) => loupe(['models', ...args.split(' ').filter(Boolean)], '', env);
  const json = async (args: string) => {
    const { exit, stdout, stderr } = await run(`${args} --json`);
    assert.equal(exit, 0, stderr);
    return JSON.parse(stdout);
  };

  it('adds, lists and removes', async () => {
    const added = await run('add owner/small --variant q4 --json');
    assert.equal(added.exit, 0, added.stderr);
    assert.match(
      added.stderr,
      /^owner\/small:q4: 0 %, 0 B of \d+ kB\n(?:owner\/small:q4: .*\n)*owner\/small:q4: 100 %.*\n$/,
    );
    const { id, folder, license, bytes } = JSON.parse(added.stdout);
    assert.deepEqual([id, license], ['owner/small:q4', 'apache-2.0']);
    assert.ok(bytes > 250_000);
    assert.ok(filesIn(folder).includes('onnx/model_q4.onnx'));
    const { installed, downloads } = await json('');
    assert.deepEqual(downloads, []);
    assert.deepEqual(installed.at(-1), { id, source: 'downloaded', folder });
    assert.deepEqual(await json('remove owner/small'), { id, folder });
    assert.deepEqual(filesIn(home), []);
  });

  it('gives tables for people', async () => {
    assert.match(
      (await run('add owner/small:fp32')).stdout,
      /^owner\/small:fp32 is in .*\nUse it as --model owner\/small:fp32\n$/,
    );
    assert.match(
      (await run('list')).stdout,
      /^ +model +from +folder\n.*pocket +shipped .*owner\/small:fp32 +downloaded /s,
    );
    assert.match((await run('remove owner/small:fp32')).stdout, /was deleted/);
  });

  it('reads with what it downloaded', async () => {
    const files = Object.fromEntries(filesIn(tiny).map((file) => [file, readFileSync(path.join(tiny, file))]));
    hub.repositories.set('owner/tiny', { files, large: ['onnx/model.onnx'] });
    await json('add owner/tiny');
    const hello = temporaryFile('hello-models.txt', 'Hello');
    const next = async (model: string) =>
      JSON.parse((await loupe(['next', '--model', model, '--json', hello], '', env)).stdout);
    const { model, top } = await next('owner/tiny:fp32');
    assert.equal(model, 'owner/tiny:fp32');
    assert.deepEqual(top, (await next(tiny)).top);
  });

  it('stops when it is interrupted, and goes on', async () => {
    hub.pace = 50;
    const args = [cli, 'models', 'add', 'owner/small:q4'];
    const child = spawn(process.execPath, args, { env: { ...process.env, ...env } });
    const said = text(child.stderr);
    while (hub.seen('model_q4.onnx').length < 2) await once(hub.changes, 'request');
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill('SIGINT');
    const [exit] = await once(child, 'close');
    assert.equal(exit, 1);
    assert.match(await said, /loupe: stopped; what came is kept.*\nloupe: Cancelled\.\n$/);
    const { downloads } = await json('list');
    assert.deepEqual([downloads.length, downloads[0].id, downloads[0].running], [1, 'owner/small:q4', false]);
    assert.ok(downloads[0].bytes > 60_000 && downloads[0].bytes < downloads[0].total);
    hub.pace = 0;
    hub.requests.length = 0;
    assert.equal((await json('add owner/small')).id, 'owner/small:q4');
    assert.match(hub.requests[0].range ?? '', /^bytes=\d{4,}-$/);
  });

  it('removes what an interrupted download left', async () => {
    hub.mishaps.set('onnx/model_q4.onnx', [{ status: 418 }]);
    assert.equal((await run('add owner/small:q4')).exit, 1);
    assert.equal((await json('remove owner/small:q4')).id, 'owner/small:q4');
    assert.deepEqual(filesIn(home), []);
    assert.deepEqual(readdirSync(path.join(home, 'downloads')), []);
  });

  it('shows models of the Hugging Face cache', async () => {
    const folder = path.join(home, 'hf/hub/models--owner--cached/snapshots/abc');
    mkdirSync(folder, { recursive: true });
    cpSync(tiny, folder, { recursive: true });
    assert.deepEqual((await json('list')).found, [{ repository: 'owner/cached', folder, variants: ['fp32'] }]);
  });

  it('explains itself', async () => {
    const { exit, stdout } = await run('--help');
    assert.equal(exit, 0);
    for (const word of ['list', 'catalogue', 'add ID', 'remove ID', '--variant', 'LOUPE_HOME'])
      assert.ok(stdout.includes(word));
  });

  it('has a catalogue', async () => {
    assert.deepEqual(await json('catalogue'), { catalogue });
    const { stdout } = await run('catalogue');
    for (const { id, license } of catalogue) assert.match(stdout, new RegExp(`${id} +${license} `));
  });

  it('sends the token of the environment', async () => {
    env.HF_TOKEN = 'mine';
    await json('add owner/small:q4');
    assert.equal(hub.requests[0].authorization, 'Bearer mine');
  });

  const wrong: { args: string; exit: 1 | 2; message: RegExp }[] = [
    { args: 'fetch', exit: 2, message: /no “fetch”/ },
    { args: 'add', exit: 2, message: /Which model/ },
    { args: 'remove', exit: 2, message: /Which model/ },
    { args: 'list owner/small', exit: 2, message: /too much/ },
    { args: 'add owner/small other', exit: 2, message: /too much/ },
    { args: 'list --variant q4', exit: 2, message: /--variant/ },
    {
      args: 'add owner/small',
      exit: 2,
      message: /Choose one with --variant\. owner\/small has: q4 \(200 kB\), fp32 \(320 kB\)\./,
    },
    { args: 'add ../small', exit: 1, message: /has the id/ },
    { args: 'add owner/none', exit: 1, message: /no model owner\/none/ },
    { args: 'add owner/small:int8', exit: 1, message: /no variant int8\. It has: q4, fp32/ },
    { args: 'remove owner/small', exit: 1, message: /no downloaded model owner\/small/ },
    { args: 'remove ../..', exit: 1, message: /has the id/ },
  ];
  for (const { args, exit, message } of wrong) {
    it(`exits with ${exit} for “loupe models ${args}”`, async () => {
      const outcome = await run(args);
      assert.deepEqual([outcome.exit, outcome.stdout], [exit, '']);
      assert.match(outcome.stderr, message);
      assert.deepEqual(readdirSync(path.dirname(home)).includes(path.basename(home)) ? filesIn(home) : [], []);
    });
  }
});
