import assert from 'node:assert/strict';
import { exportJson } from '../../../src/host/compare/exportJson';
import { escapeInline, exportMarkdown, fenced } from '../../../src/host/compare/exportMarkdown';
import type { ComparisonResults } from '../../../src/protocol/compareApi';
import { fillTemplate } from '../../../src/protocol/errors';

const t = (text: string, ...args: (string | number)[]) => fillTemplate(text, args.map(String));
const models = [
  { id: 'pocket', name: 'pocket', chat: true, thinking: true },
  { id: 'other', name: 'a|b', chat: true, thinking: false },
  { id: 'unused', name: 'unused', chat: false, thinking: false },
];
const nasty = 'a | b\n```\n<b>&amp;</b> `x` [y](z)\n';
const token = {
  id: 7,
  bytes: Uint8Array.of(0xe4, 0xbd),
  special: false,
  end: false,
  logprob: -0.5,
  rank: 1,
  entropy: 0.25,
};
const results: ComparisonResults = {
  setup: {
    prompts: [
      { id: 'a', label: '', text: nasty },
      { id: 'b', label: 'b|*.md:3', text: 'two', thinking: false, temperature: 0.7 },
    ],
    models: ['pocket', 'other'],
    chat: true,
    thinking: true,
    sampling: { temperature: 0, topK: 0, topP: 1 },
    seed: 3,
    repeats: 2,
    maxTokens: 8,
  },
  cells: [
    {
      prompt: 0,
      model: 'pocket',
      repeat: 1,
      promptTokens: 12,
      tokens: [token],
      text: nasty,
      stop: 'eos',
      perplexity: Math.exp(0.5),
    },
  ],
  failures: [{ prompt: 1, model: 'other', repeat: 0, message: 'No chat | template\nat all', tokens: [token] }],
  current: null,
  running: false,
};

describe('exportJson', () => {
  const read = JSON.parse(exportJson(results, models));

  it('says what it is and in which version', () => {
    assert.equal(read.format, 'model-loupe-comparison');
    assert.equal(read.version, 1);
  });

  it('holds the whole setup and the models that were asked', () => {
    const prompts = results.setup.prompts.map(({ id: _, ...content }) => content);
    assert.deepEqual(read.setup, { ...results.setup, prompts });
    assert.deepEqual(read.models, models.slice(0, 2));
  });

  it('holds every cell with its tokens: ids, bytes in hexadecimal, raw figures', () => {
    const exported = { id: 7, bytes: 'e4bd', special: false, end: false, logprob: -0.5, rank: 1, entropy: 0.25 };
    assert.deepEqual(read.cells, [{ ...results.cells[0], tokens: [exported] }]);
    assert.deepEqual(read.failures, [{ ...results.failures[0], tokens: [exported] }]);
  });
});

describe('exportMarkdown', () => {
  const lines = exportMarkdown(results, models, t).split('\n');

  it('has one table row a cell, failed ones with their reason', () => {
    const rows = lines.filter((line) => line.startsWith('|'));
    assert.deepEqual(rows.slice(2), [
      '| Prompt 1 | pocket | repeat 2 | 12 | 1 | 1.649 | ended by itself |',
      '| b\\|\\*.md:3 | a\\|b | repeat 1 | – | 1 | – | No chat \\| template at all |',
    ]);
    const cells = (row: string) => row.replace(/\\\|/g, '').split('|').length;
    assert.equal(new Set(rows.map(cells)).size, 1, 'rows differ in their number of cells');
  });

  it('quotes prompts and outputs word for word', () => {
    const blocks = lines.join('\n').split('````');
    assert.equal(blocks[1], `text\n${nasty}`);
    assert.equal(blocks[3], `text\n${nasty}`);
  });

  it('names the settings that a prompt has of its own', () => {
    assert.ok(lines.includes('### b\\|\\*.md:3 · without thinking · temperature 0.7'));
  });
});

describe('Markdown escapes', () => {
  const rows: [string, string][] = [
    ['a*b_c`d', 'a\\*b\\_c\\`d'],
    ['x | y\n\nz', 'x \\| y z'],
    ['<b>&amp;', '\\<b\\>\\&amp;'],
    ['\\|', '\\\\\\|'],
  ];
  for (const [text, escaped] of rows) it(JSON.stringify(text), () => assert.equal(escapeInline(text), escaped));

  it('fences are longer than any run of backticks within', () => {
    assert.equal(fenced('a ```` b'), '`````text\na ```` b\n`````');
    assert.equal(fenced('plain\n'), '```text\nplain\n```');
  });
});
