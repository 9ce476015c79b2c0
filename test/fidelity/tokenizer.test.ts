import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { encodeChat } from '../../src/runtime/tokenizer/chatTemplate';
import { type ModelTokenizer, openModelTokenizer } from '../../src/runtime/tokenizer/huggingFace';
import { idsHash, loadReference, modelFolder, readCorpusFile, sha256Of } from './tokenizerCorpus';

describe("fidelity: the shipped model's tokenizer against Hugging Face", function () {
  this.timeout(60_000);
  const reference = loadReference();
  let tokenizer: ModelTokenizer;

  before(async () => {
    tokenizer = await openModelTokenizer(modelFolder);
  });

  it('has references made from this very tokenizer, on 5 MB of text at least', () => {
    const file = readFileSync(path.join(modelFolder, 'tokenizer.json'));
    assert.equal(sha256Of(file), reference.tokenizerSha256, 'Run test/fidelity/tokenizer_reference.py.');
    assert.ok(reference.files.reduce((sum, { bytes }) => sum + bytes, 0) >= 5e6);
    assert.ok(
      reference.files.some(({ parse, text }) => parse !== text),
      'no file holds markup',
    );
  });

  for (const special of ['parse', 'text'] as const) {
    it(`gives its ids in the reading “${special}”, and bytes that rebuild each file`, async () => {
      for (const entry of reference.files) {
        const text = readCorpusFile(entry);
        const { tokens, lossless } = await tokenizer.encode(text, special);
        assert.equal(idsHash(tokens.ids), entry[special], `${entry.file} is read differently`);
        assert.ok(lossless, entry.file);
        assert.equal(sha256Of(tokens.bytes.bytes), entry.sha256, `${entry.file} is not rebuilt`);
      }
    });
  }

  for (const { messages, thinking, text, ids } of reference.chats) {
    const last = JSON.stringify(messages[messages.length - 1].content);
    it(`renders a chat of ${messages.length} that ends with ${last}, thinking ${thinking ? 'on' : 'off'}`, async () => {
      const template = tokenizer.chatTemplate;
      assert.ok(template);
      const options = { addGenerationPrompt: true, thinking };
      assert.equal(template.render(messages, options), text);
      assert.deepEqual([...(await encodeChat(tokenizer, template, messages, options))], ids);
    });
  }
});
