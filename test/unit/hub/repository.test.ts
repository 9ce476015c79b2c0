import assert from 'node:assert/strict';
import { readRepository } from '../../../src/hub/repository';
import type { ErrorCode } from '../../../src/protocol/errors';
import { commit, type Mishap } from './fakeHub';
import { assertFails, HubTest, id, unaborted } from './hubTest';

describe('what the Hub says of a model', () => {
  let test: HubTest;
  beforeEach(async () => {
    test = await HubTest.start();
    test.hub.tokens.add('mine').add('granted');
  });
  afterEach(() => test.stop());

  const read = (token?: string, of = id) => readRepository(test.connection(token, 500), of, unaborted, [1, 1]);

  it('is its commit, licence, architecture, and files with sizes and checksums', async () => {
    const { files, ...facts } = await read();
    assert.deepEqual(facts, { id, commit, gated: false, license: 'apache-2.0', architecture: 'LlamaForCausalLM' });
    assert.deepEqual(
      files.map(({ path, bytes }) => [path, bytes]),
      Object.entries(test.model.files).map(([path, content]) => [path, content.length]),
    );
    // git hash-object says so of this text.
    assert.deepEqual(files.find(({ path }) => path === 'generation_config.json')?.checksum, {
      algorithm: 'git-sha1',
      hex: '0967ef424bce6791893e9a57bb952f80fd536e93',
    });
    assert.equal(files.find(({ path }) => path === 'onnx/model.onnx')?.checksum.algorithm, 'sha256');
  });

  const licenses: [card: unknown, license: string | undefined][] = [
    [{ license: 'mit' }, 'mit'],
    [{ license: 'other', license_name: 'qwen-research' }, 'qwen-research'],
    [{ license: 'other' }, 'other'],
    [{ license: 'a\u001b[31mb' }, undefined],
    [{ license: ['llama3.2', 'mit'] }, 'llama3.2, mit'],
    [{ license: { id: 'mit' } }, undefined],
    [null, undefined],
  ];
  for (const [cardData, license] of licenses) {
    it(`has the licence of the card ${JSON.stringify(cardData)}`, async () => {
      test.hub.mishaps.set('api', [{ body: JSON.stringify({ id, sha: commit, siblings: [], cardData }) }]);
      assert.equal((await read()).license, license);
    });
  }

  it('goes by the name that it has now', async () => {
    test.hub.renamed.set('small', id);
    assert.equal((await read(undefined, 'small')).id, id);
  });

  it('is asked for again after a failure that passes', async () => {
    test.hub.mishaps.set('api', [{ status: 502 }, { status: 429, headers: { 'retry-after': '0' } }]);
    assert.equal((await read()).id, id);
  });

  const failures: { what: string; of?: string; token?: string; mishap?: Mishap; code: ErrorCode; text: RegExp }[] = [
    { what: 'an id that leads elsewhere', of: '../datasets/x', code: 'hubIdInvalid', text: /has the id/ },
    { what: 'a missing one', of: 'owner/none', code: 'hubRepositoryMissing', text: /no model owner\/none at 127/ },
    {
      what: 'a missing one, with a token',
      of: 'owner/none',
      token: 'mine',
      code: 'hubRepositoryMissing',
      text: /private/,
    },
    { what: 'a wrong token', token: 'old', code: 'hubTokenRefused', text: /access token/ },
    { what: 'status 503', mishap: { status: 503 }, code: 'hubFailed', text: /503/ },
    {
      what: 'status 429',
      mishap: { status: 429, headers: { 'retry-after': '999' } },
      code: 'hubBusy',
      text: /999 seconds/,
    },
    {
      what: 'a redirect without end',
      mishap: { redirect: '/api/models/owner/small' },
      code: 'hubRedirect',
      text: /no end/,
    },
    {
      what: 'a redirect elsewhere',
      mishap: { redirect: 'http://192.0.2.1/' },
      code: 'hubRedirect',
      text: /192\.0\.2\.1/,
    },
    { what: 'a redirect to nowhere', mishap: { redirect: 'http://' }, code: 'hubRedirect', text: /redirects/ },
  ];
  for (const { what, of, token, mishap, code, text } of failures) {
    it(`says what is wrong: ${what}`, async () => {
      if (mishap) test.hub.mishaps.set('api', Array(20).fill(mishap));
      await assertFails(read(token, of), code, text);
    });
  }

  it('says that nobody is there', async () => {
    const connection = test.connection();
    await test.hub.stop();
    await assertFails(readRepository(connection, id, unaborted, [1]), 'hubUnreachable', /ECONNREFUSED/);
  });

  it('says that a model is gated once its files are asked for', async () => {
    Object.assign(test.model, { gated: true, grants: ['granted'] });
    const record = await test.plan();
    assert.equal((await read()).gated, true);
    for (const token of [undefined, 'mine'])
      await assertFails(
        test.download(record, { hub: test.connection(token) }),
        'hubGated',
        /Accept them at http.*small/,
      );
    test.assertWhole(await test.download(record, { hub: test.connection('granted') }), record);
  });

  it('gives the token to the endpoint alone', async () => {
    const record = await test.plan();
    await test.download(record, { hub: test.connection('mine') });
    const sent = (server: string) => test.hub.requests.filter((request) => request.server === server);
    assert.ok(sent('cdn').length > 0);
    assert.ok(sent('cdn').every(({ authorization }) => authorization === undefined));
    assert.ok(
      sent('hub')
        .slice(1)
        .every(({ authorization }) => authorization === 'Bearer mine'),
    );
  });

  const odd: [what: string, body: string, text?: RegExp][] = [
    ['no JSON', '<html>Sign in to the hotel’s network</html>'],
    ['a list', '[]'],
    ['no id', `{"sha":"${commit}","siblings":[]}`],
    ['an id that leaves', `{"id":"../..","sha":"${commit}","siblings":[]}`],
    ['a branch for a commit', '{"id":"a/b","sha":"main","siblings":[]}'],
    ['no files', `{"id":"a/b","sha":"${commit}"}`],
    ['17 MB', ' '.repeat(17 * 2 ** 20), /too long/],
  ];
  for (const [what, body, text = /no listing/] of odd) {
    it(`is not believed where it is ${what}`, async () => {
      test.hub.mishaps.set('api', [{ body }]);
      await assertFails(read(), 'hubAnswerOdd', text);
    });
  }

  it('leaves out files without a size or a checksum', async () => {
    const lfs = { sha256: 'a'.repeat(64), size: 5 };
    const siblings = [
      { rfilename: 'none' },
      { rfilename: 'negative', size: -1, blobId: 'a'.repeat(40) },
      { rfilename: 'text', size: '5', blobId: 'a'.repeat(40) },
      { rfilename: 'short', size: 5, blobId: 'abc' },
      { rfilename: 'upper', lfs: { ...lfs, sha256: 'A'.repeat(64) } },
      { rfilename: 7, lfs },
      null,
      'x',
      { rfilename: 'good', lfs },
    ];
    test.hub.mishaps.set('api', [{ body: JSON.stringify({ id, sha: commit, siblings }) }]);
    assert.deepEqual(
      (await read()).files.map(({ path }) => path),
      ['good'],
    );
  });
});
