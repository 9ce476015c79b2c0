import assert from 'node:assert/strict';
import { defaultSetup } from '../../../src/host/compare/comparisonSetup';
import type { GeneratedToken } from '../../../src/protocol/runs';
import { beginsWithReasoning, outputParts, partText } from '../../../webview/compare/outputParts';

const token = (bytes: Uint8Array, special: boolean): GeneratedToken => ({
  id: 0,
  bytes,
  special,
  logprob: -1,
  rank: 1,
  entropy: 0,
  end: false,
});
const text = (written: string) => token(Buffer.from(written), false);
const mark = (written: string) => token(Buffer.from(written), true);
const [open, close] = [mark('<think>'), mark('</think>')];
const [a, b, c] = ['a', 'b', 'c'].map(text);

describe('outputParts', () => {
  const rows: [title: string, tokens: GeneratedToken[], begins: boolean | null, reasoning: GeneratedToken[]][] = [
    ['splits at the marker, which goes with the reasoning', [a, b, close, c], true, [a, b, close]],
    ['is all reasoning before the marker came', [a, b], true, [a, b]],
    ['knows nothing of reasoning before the marker came', [a, b], null, []],
    ['learns of the reasoning from the marker', [a, close, c], null, [a, close]],
    ['takes a block that the model opens itself', [open, a, close, c], false, [open, a, close]],
    ['takes an open block that the model opened itself', [open, a], null, [open, a]],
    ['splits at the first marker only', [a, close, b, close], true, [a, close]],
    ['leaves a stray marker in an answer', [a, close, b], false, []],
    ['has a block without thoughts', [close, a], true, [close]],
    ['has an output without an answer', [a, close], true, [a, close]],
    ['takes the marker spelled out in text for text', [text('</think>'), a], null, []],
    ['has nothing for nothing', [], true, []],
  ];
  for (const [title, tokens, begins, reasoning] of rows) {
    it(title, () => {
      const answer = tokens.slice(reasoning.length);
      assert.deepEqual(outputParts(tokens, begins), { reasoning, answer });
    });
  }
});

describe('beginsWithReasoning', () => {
  const model = (thinking: boolean) => ({ id: 'x', name: 'x', chat: true, thinking });
  const prompt = { label: '', text: 'x' };
  const rows: [title: string, setup: object, own: object, switches: boolean | undefined, begins: boolean | null][] = [
    ['asked with thinking', {}, {}, true, true],
    ['asked without', { thinking: false }, {}, true, false],
    ['the prompt’s own setting on', { thinking: false }, { thinking: true }, true, true],
    ['the prompt’s own setting off', {}, { thinking: false }, true, false],
    ['a template without a switch', {}, {}, false, null],
    ['a model that is gone', {}, {}, undefined, null],
    ['a text to continue', { chat: false }, {}, true, null],
  ];
  for (const [title, setup, own, switches, begins] of rows) {
    it(title, () => {
      const found = switches === undefined ? undefined : model(switches);
      assert.equal(beginsWithReasoning({ ...defaultSetup, ...setup }, { ...prompt, ...own }, found), begins);
    });
  }
});

describe('partText', () => {
  it('is without markers, and whole where tokens share a character', () => {
    const halves = [[0xe4, 0xbd], [0xa0]].map((bytes) => token(Uint8Array.from(bytes), false));
    assert.equal(partText([open, a, ...halves, close]), 'a你');
  });

  it('says so where a character is cut at the end', () => {
    assert.equal(partText([a, token(Uint8Array.of(0xe4), false)]), 'a\ufffd');
  });
});
