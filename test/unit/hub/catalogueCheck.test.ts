import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { catalogue } from '../../../src/hub/catalogue';
import { inRepository, repositoryRoot } from '../../support/paths';
import { FakeHub, type FakeRepository, fakeModel } from './fakeHub';

describe('npm run catalogue:check', function () {
  this.timeout(30_000);
  let hub: FakeHub;
  beforeEach(async () => {
    hub = await FakeHub.start();
    for (const { id, license, architecture } of catalogue)
      hub.repositories.set(id, fakeModel({ license, architecture }));
  });
  afterEach(() => hub.stop());

  async function check(): Promise<{ exit: number; stdout: string; stderr: string }> {
    const args = ['--import=tsx', inRepository('scripts/catalogueCheck.ts')];
    const env = { ...process.env, HF_ENDPOINT: hub.endpoint, HF_TOKEN: '' };
    const child = spawn(process.execPath, args, { env, cwd: repositoryRoot });
    const [stdout, stderr, [exit]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { exit, stdout, stderr };
  }

  it('is content with a Hub that says the same', async () => {
    const { exit, stdout, stderr } = await check();
    assert.deepEqual([exit, stderr], [0, '']);
    for (const { id } of catalogue) assert.ok(stdout.includes(`right  ${id}: q4 200 kB, fp32 320 kB\n`), stdout);
  });

  it('says what is not so', async () => {
    const [first, second, third, fourth, fifth] = catalogue;
    const change = (id: string, changes: Partial<FakeRepository>) =>
      Object.assign(hub.repositories.get(id) ?? assert.fail(id), changes);
    change(first.id, { license: 'proprietary', architecture: undefined });
    change(second.id, { architecture: 'OtherForCausalLM' });
    change(third.id, { files: { 'config.json': Buffer.from('{}') } });
    change(fourth.id, { gated: true });
    hub.repositories.delete(fifth.id);
    const { exit, stdout } = await check();
    assert.equal(exit, 1);
    assert.match(
      stdout,
      new RegExp(`WRONG  ${first.id}: the Hub names no architecture.*\n +its licence is proprietary, not`),
    );
    assert.match(stdout, new RegExp(`WRONG  ${second.id}.*\n +its architecture is OtherForCausalLM, not`));
    assert.match(
      stdout,
      new RegExp(`WRONG  ${third.id}\n +${third.id} has no config\\.json with.*\n +it has no tokenizer\\.json`),
    );
    assert.match(stdout, new RegExp(`WRONG  ${fourth.id}.*\n +it is gated`));
    assert.match(stdout, new RegExp(`WRONG  ${fifth.id}\n +There is no model`));
    assert.equal(stdout.match(/^right/gm)?.length, catalogue.length - 5);
  });

  it('says that it cannot tell where the Hub cannot be reached', async () => {
    await hub.stop();
    const { exit, stdout, stderr } = await check();
    assert.deepEqual([exit, stdout], [2, '']);
    assert.match(stderr, /^The catalogue was not checked\. 127\.0\.0\.1.* cannot be reached/);
  });
});
