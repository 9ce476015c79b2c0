import assert from 'node:assert/strict';
import { findThoughts } from '../../../src/runtime/generate/findThoughts';
import { type ThinkMarkers, thoughtSplitter } from '../../../src/runtime/generate/thoughts';

describe('thoughtSplitter', () => {
  const [open, close] = [5, 6];
  const markers = { open, close };
  const rows: { what: string; markers: ThinkMarkers | null; opened: boolean; ids: number[]; parts: string }[] = [
    { what: 'an opened block', markers, opened: true, ids: [10, 11, close, 12], parts: 'r r - a' },
    { what: 'a block that the model opens', markers, opened: false, ids: [open, 10, close, 12], parts: '- r - a' },
    { what: 'an answer alone', markers, opened: false, ids: [10, 11], parts: 'a a' },
    { what: 'a block that is never closed', markers, opened: true, ids: [10, 11], parts: 'r r' },
    { what: 'an empty block', markers, opened: true, ids: [close, 10], parts: '- a' },
    { what: 'markers in the answer', markers, opened: true, ids: [close, open, 10, close], parts: '- a a a' },
    { what: 'a second opening in the reasoning', markers, opened: true, ids: [open, close, 10], parts: 'r - a' },
    { what: 'a model without markers', markers: null, opened: false, ids: [open, 10, close], parts: 'a a a' },
  ];
  for (const row of rows) {
    it(`tells the parts of ${row.what}`, () => {
      const partOf = thoughtSplitter(row.markers, row.opened);
      assert.equal(row.ids.map((id) => partOf(id)?.[0] ?? '-').join(' '), row.parts);
    });
  }
});

describe('findThoughts', () => {
  const rows: { text: string; question: string; reasoning: string; answer: string }[] = [
    { text: 'Q?<think>T</think>A', question: 'Q?', reasoning: 'T', answer: 'A' },
    { text: '  Q?\n\n<think>\nT\n</think>\n\nA\n', question: 'Q?', reasoning: '\nT\n', answer: '\n\nA' },
    { text: '<think>T</think>', question: '', reasoning: 'T', answer: '' },
    { text: 'Q<think></think>A', question: 'Q', reasoning: '', answer: 'A' },
    { text: ' \n<think>T</think> \n', question: '', reasoning: 'T', answer: '' },
    { text: '</think>Q<think>T</think>A', question: '</think>Q', reasoning: 'T', answer: 'A' },
    { text: 'Q<think>T</think>A<|im_end|>\n<|im_start|>', question: 'Q', reasoning: 'T', answer: 'A' },
    { text: 'Q<think>T</think>A</s>B<|im_end|>', question: 'Q', reasoning: 'T', answer: 'A' },
    { text: 'a <think>1</think>b<think>2</think>c', question: 'a', reasoning: '1', answer: 'b<think>2</think>c' },
  ];
  for (const { text, ...parts } of rows) {
    it(`finds the parts of ${JSON.stringify(text)}`, () => {
      const ranges = findThoughts(text, ['<|im_end|>', '</s>']);
      for (const [name, part] of Object.entries(parts)) {
        const { start, end } = ranges[name as keyof typeof ranges];
        assert.equal(text.slice(start, end), part, name);
      }
    });
  }
  for (const text of ['', 'no block', '<think>open', 'closed</think>', '</think><think>']) {
    it(`finds none in ${JSON.stringify(text)}`, () => {
      assert.throws(() => findThoughts(text, []), { code: 'transcriptWithoutThoughts' });
    });
  }
});
