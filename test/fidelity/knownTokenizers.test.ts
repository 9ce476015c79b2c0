import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ChatMessage } from '../../src/protocol/chat';
import { tokenBytes } from '../../src/protocol/tokenLookup';
import { chatTokens } from '../../src/runtime/tokenizer/chat/chatTokens';
import { type ModelTokenizer, openTokenizerFile } from '../../src/runtime/tokenizer/huggingFace';
import { ensureKnownTokenizers, knownTokenizer } from '../support/knownTokenizers';
import { inRepository } from '../support/paths';
import { sha256Of } from './tokenizerCorpus';

/** What `known_tokenizers.py` froze. */
interface KnownReference {
  texts: string[];
  tokenizers: Record<string, TokenizerReference>;
}

interface TokenizerReference {
  sha256: string;
  /** By text; `text` where it differs from `parse`. */
  readings: { parse: number[]; text?: number[] }[];
  chats: ({ messages: ChatMessage[]; tools?: unknown[] } & ({ text: string; ids: number[] } | { refusal: string }))[];
}

const fixtures = inRepository('test/fixtures/tokenizer');
const { texts, tokenizers }: KnownReference = JSON.parse(readFileSync(path.join(fixtures, 'known.json'), 'utf8'));
/** Trained by the script: kinds that no package ships. */
const trained = ['wordpiece', 'unigram'];

describe('fidelity: tokenizers of known models against Hugging Face', function () {
  this.timeout(300_000);
  before(ensureKnownTokenizers);

  for (const [name, reference] of Object.entries(tokenizers)) {
    describe(name, () => {
      const folder = trained.includes(name) ? path.join(fixtures, name) : knownTokenizer(name);
      let tokenizer: ModelTokenizer;
      before(async () => {
        tokenizer = await openTokenizerFile(folder);
      });

      it('is the one that the references were made from', () => {
        const file = readFileSync(path.join(folder, 'tokenizer.json'));
        assert.equal(sha256Of(file), reference.sha256, 'Run test/fidelity/known_tokenizers.py.');
      });

      if (!trained.includes(name)) it('counts a text by its edits', () => assert.ok(tokenizer.cuts));

      for (const [i, { parse, text = parse }] of reference.readings.entries()) {
        it(`has the ids of ${JSON.stringify(texts[i].slice(0, 40))}, and bytes that rebuild it`, async () => {
          for (const [special, ids] of [
            ['parse', parse],
            ['text', text],
          ] as const) {
            const { tokens, lossless } = await tokenizer.encode(texts[i], special);
            assert.deepEqual([...tokens.ids], ids, special);
            if (lossless) assert.equal(Buffer.from(tokens.bytes.bytes).toString(), texts[i]);
            assert.equal(tokens.starts.length, ids.length);
          }
        });
      }

      for (const { messages, tools = null, ...expected } of reference.chats) {
        const what = `a chat of ${messages.length}${tools ? ' with tools' : ''}`;
        const write = () =>
          chatTokens(tokenizer, { messages, addGenerationPrompt: true, thinking: true, tools, special: 'parse' });
        if ('refusal' in expected) {
          it(`refuses ${what}: ${expected.refusal}`, () =>
            assert.rejects(write(), { code: 'chatTemplateBroken', message: new RegExp(expected.refusal) }));
          continue;
        }
        const { text, ids } = expected;
        it(`writes ${what}, and tells whose each token is`, async () => {
          const chat = await write();
          assert.equal(chat.text, text);
          assert.deepEqual([...chat.tokenization.tokens.ids], ids);
          const { tokens } = chat.tokenization;
          for (const [index, { content }] of messages.entries()) {
            if (content === null) continue;
            assert.ok(
              ['whole', 'trimmed'].includes(chat.messages[index].placement),
              JSON.stringify(chat.messages[index]),
            );
            const own = Array.from(ids, (_, i) => (chat.owners[i] === index ? tokenBytes(tokens, i) : Buffer.alloc(0)));
            const held = Buffer.concat(own).toString();
            assert.ok(held.includes(content.trim()), `${JSON.stringify(held)} holds ${JSON.stringify(content)}`);
          }
        });
      }
    });
  }
});
