import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { cli, loupe, loupeJson, temporaryFile } from './loupe';

const bytesOf = (tokens: { bytes: string }[]) => Buffer.from(tokens.map(({ bytes }) => bytes).join(''), 'hex');

describe('files for the command line', function () {
  this.timeout(60_000);

  const texts: Record<string, string> = {
    'nothing at all': '',
    'white space only': ' \t\n\n  ',
    'a byte order mark, CRLF and a final newline': '\ufeffa\r\nb\n',
    'NUL and control characters': 'a\u0000b\u001b[31m\u0007',
    'right-to-left text': 'שלום עולם \u202eabc',
    'characters over several tokens': '🧑‍🚀中文e\u0301',
    'special tokens': '<|im_start|><think><|endoftext|>',
    '50,000 equal letters': 'a'.repeat(50_000),
  };
  for (const [name, content] of Object.entries(texts)) {
    for (const tokenizer of [[], ['--tokenizer', 'cl100k_base']]) {
      it(`${name}: the tokens of ${tokenizer[1] ?? 'the shipped model'} rebuild them`, async () => {
        const { lossless, tokens } = await loupeJson(['tokens', ...tokenizer], content);
        assert.equal(bytesOf(tokens).toString(), content);
        assert.ok(lossless);
        assert.ok(tokens.every(({ special }: { special: boolean }) => !special));
        assert.equal(tokens.at(-1)?.end ?? 0, content.length);
      });
    }
  }

  it('are read with U+FFFD and a note where they are not UTF-8, and are then not lossless', async () => {
    // A lone surrogate as some programs write it, and a byte that is never valid.
    const file = temporaryFile('invalid', Buffer.from('61eda08062ff', 'hex'));
    const { exit, stdout, stderr } = await loupe(['tokens', '--json', file]);
    assert.equal(exit, 0);
    assert.match(stderr, /UTF-8/);
    const { lossless, tokens } = JSON.parse(stdout);
    assert.equal(bytesOf(tokens).toString(), 'a\ufffd\ufffd\ufffdb\ufffd');
    assert.equal(lossless, false);
  });

  it('may be pipes', async () => {
    const child = spawn('bash', ['-c', `"${process.execPath}" "${cli}" tokens --json <(printf 'Hello')`]);
    const [stdout, [exit]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    assert.equal(exit, 0);
    assert.equal(bytesOf(JSON.parse(stdout).tokens).toString(), 'Hello');
  });

  it('of 10 MB are read by both kinds of tokenizer, and a reader may stop early', async () => {
    const line = 'export const answer: number = 42; // 四十二\n';
    const file = temporaryFile('large', line.repeat(Math.ceil(1e7 / Buffer.byteLength(line))));
    for (const tokenizer of ['--model pocket', '--tokenizer o200k_base']) {
      const child = spawn('bash', [
        '-c',
        `set -o pipefail; "${process.execPath}" "${cli}" tokens ${tokenizer} --json "${file}" | head -n 3`,
      ]);
      const [stdout, stderr, [exit]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close'),
      ]);
      assert.deepEqual({ exit, stderr }, { exit: 0, stderr: '' });
      assert.match(stdout, /"vocabularySize"/);
    }
  });

  it('too long for the model are refused at once, whatever they hold', async () => {
    const { exit, stderr } = await loupe(['read', '--model', 'pocket', '-'], 'a'.repeat(50_000));
    assert.equal(exit, 1);
    assert.match(stderr, /1024/);
  });
});
