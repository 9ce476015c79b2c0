import assert from 'node:assert/strict';
import type { RuntimeApi } from '../../../src/protocol/runtimeApi';
import { createRuntimeService, type RuntimeService } from '../../../src/runtime/service';
import { callIn, pocketConfiguration } from './pocket';

const wanted = { tokenizer: { kind: 'encoding', name: 'o200k_base' }, special: 'text' } as const;
const text = 'The fox went to the market.\n'.repeat(1000);

describe('a followed text', () => {
  let service: RuntimeService;
  let call: ReturnType<typeof callIn>;

  beforeEach(() => {
    service = createRuntimeService({ configuration: pocketConfiguration });
    call = callIn(service);
  });
  afterEach(() => service.dispose());

  const whole = async (text: string) => (await call('count', { ...wanted, text })).tokens;
  const counted = (length: number, range: RuntimeApi['countFollowed']['params']['range'] = null, id = 1) =>
    call('countFollowed', { id, length, range });

  it('is counted after each edit, with what was asked before it', async () => {
    // Nobody waits for the tokenizer to be opened: edits and counts come right behind.
    const following = call('followText', { id: 1, text, ...wanted });
    const editing = call('editFollowed', {
      id: 1,
      edits: [
        { start: 20_000, end: 20_010, text: '' },
        { start: 4, end: 7, text: 'old keeper' },
      ],
    });
    const shortened = text.slice(0, 20_000) + text.slice(20_010);
    const edited = `The old keeper${shortened.slice(7)}`;
    const count = counted(edited.length);
    await Promise.all([following, editing]);
    assert.deepEqual(await count, { tokens: await whole(edited), exact: true });
    const range = { start: 3000, end: 24_500 };
    const tokens = await whole(edited.slice(range.start, range.end));
    assert.deepEqual(await counted(edited.length, range), { tokens, exact: true });
  });

  for (const kind of ['unigram', 'wordpiece']) {
    it(`is counted by a tokenizer from a file (${kind})`, async () => {
      const tokenizer = { kind: 'file', path: `test/fixtures/tokenizer/${kind}` } as const;
      await call('followText', { id: 1, text, special: 'text', tokenizer });
      await call('editFollowed', { id: 1, edits: [{ start: 14_002, end: 14_010, text: 'old keeper' }] });
      const edited = `${text.slice(0, 14_002)}old keeper${text.slice(14_010)}`;
      const { tokens } = await call('count', { tokenizer, special: 'text', text: edited });
      assert.deepEqual(await counted(edited.length), { tokens, exact: true });
    });
  }

  it('is asked for again where the copy is another one', async () => {
    assert.equal(await counted(text.length), null, 'never followed');
    await call('followText', { id: 1, text, ...wanted });
    assert.equal(await counted(text.length + 1), null, 'an edit is missing');
    await call('followText', { id: 2, text: 'other', ...wanted });
    assert.equal(await counted(text.length), null, 'another text took its place');
    await call('editFollowed', { id: 1, edits: [{ start: 9000, end: 9001, text: '' }] });
    assert.deepEqual(await counted(5, null, 2), { tokens: 1, exact: true });
    await call('unfollowText', undefined);
    assert.equal(await counted(5, null, 2), null, 'closed');
  });

  it('is estimated where it has no place to be cut and is too long to be read whole', async function () {
    this.timeout(60_000);
    const letters = 'a'.repeat(3_000_000);
    await call('followText', { id: 1, text: letters, ...wanted });
    // Eight of them are a token.
    assert.deepEqual(await counted(letters.length), { tokens: letters.length / 8, exact: false });
    assert.deepEqual(await counted(letters.length, { start: 100, end: 900 }), { tokens: 100, exact: true });
  });

  it('tells why its tokenizer cannot be opened', async () => {
    await call('followText', { id: 1, text, ...wanted, tokenizer: { kind: 'encoding', name: 'none' } });
    await call('editFollowed', { id: 1, edits: [{ start: 0, end: 0, text: 'a' }] });
    await assert.rejects(counted(text.length + 1), { code: 'tokenizerUnknown' });
  });

  it('is counted no further once another takes its place', async () => {
    await call('followText', { id: 1, text: 'a b '.repeat(1_000_000), ...wanted });
    const count = counted(4_000_000);
    // Opened by then, and counting.
    setTimeout(() => void call('followText', { id: 2, text: 'a', ...wanted }), 100);
    await assert.rejects(count, { code: 'cancelled' });
  });
});
