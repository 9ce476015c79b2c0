import assert from 'node:assert/strict';
import type { Lens } from '../../src/protocol/lens';
import type { GeneratedToken, Reading } from '../../src/protocol/runs';
import { heatSteps } from '../../webview/drawing/scales';
import { type LensColor, legendTicks, lensStep } from '../../webview/inspector/layers/lensColors';
import { lensCurves, lensPlots } from '../../webview/inspector/layers/lensPlots';
import { columnsInSight, columnWidth, scrollTo } from '../../webview/inspector/layers/lensSpan';
import { blockSize, type LensCell, LensTable, type LensToken } from '../../webview/inspector/layers/lensTable';
import { nameStep, pathOf } from '../../webview/inspector/layers/lineScale';

const token = (probability: number, rank: number): LensToken => ({ id: rank, label: `t${rank}`, probability, rank });
const cell = (probability: number, entropy: number, answerRank: number, followedRank?: number): LensCell => ({
  top: [token(probability, 1)],
  entropy,
  answer: token(0.1, answerRank),
  followed: followedRank === undefined ? null : token(0.01, followedRank),
  firstLeads: 1,
});

describe('colours of the lens', () => {
  const full = heatSteps - 1;
  const rows: { color: LensColor; cell: LensCell; step: number | null; why: string }[] = [
    { color: 'probability', cell: cell(1, 0, 1), step: full, why: 'certain' },
    { color: 'probability', cell: cell(0.2, 0, 1), step: Math.round(0.2 * full), why: 'a fifth' },
    { color: 'probability', cell: { ...cell(1, 0, 1), top: [] }, step: null, why: 'no figure' },
    { color: 'entropy', cell: cell(1, Math.log(1000), 1), step: full, why: 'all alike' },
    { color: 'entropy', cell: cell(1, Math.log(1000) / 2, 1), step: Math.round(full / 2), why: 'half of that' },
    { color: 'entropy', cell: cell(1, Number.NaN, 1), step: null, why: 'no figure' },
    { color: 'rank', cell: cell(1, 0, 1), step: full, why: 'the answer’s, where none is followed' },
    { color: 'rank', cell: cell(1, 0, 1000), step: 0, why: 'the last of 1,000' },
    { color: 'rank', cell: cell(1, 0, 1, 10), step: Math.round((full * 2) / 3), why: 'the followed token’s' },
    { color: 'rank', cell: cell(1, 0, 0), step: null, why: 'no figure' },
  ];
  for (const { color, cell, step, why } of rows) {
    it(`${color}: ${why}`, () => assert.equal(lensStep(color, cell, 1000), step));
  }

  it('says what they mean', () => {
    const shown = (color: LensColor) => legendTicks(color, 1024).map(({ at, text }) => `${text} at ${at.toFixed(2)}`);
    assert.deepEqual(shown('probability'), ['0% at 0.00', '25% at 0.25', '50% at 0.50', '75% at 0.75', '100% at 1.00']);
    assert.deepEqual(shown('entropy'), ['0 at 0.00', '2.5 at 0.25', '5.0 at 0.50', '7.5 at 0.75', '10.0 at 1.00']);
    assert.deepEqual(shown('rank'), ['1,000 at 0.00', '100 at 0.34', '10 at 0.67', '1 at 1.00']);
  });
});

describe('curves through the layers', () => {
  const cells = [cell(0.5, 1, 100, 1000), cell(0.5, 1, 10, 1), cell(0.5, 1, 1, 10)];

  it('are of the final answer, and of the token that is followed at every layer', () => {
    assert.deepEqual(
      lensCurves(cells).map(({ kind }) => kind),
      ['answer', 'followed'],
    );
    assert.equal(lensCurves([...cells, cell(1, 1, 1)]).length, 1);
  });

  it('rise to the next round probability and the first rank', () => {
    const [probability, rank] = lensPlots(lensCurves(cells), 1000);
    assert.deepEqual(
      probability.ticks.map(({ value }) => value),
      [0, 0.05, 0.1],
    );
    const shown = (heights: number[][]) => heights.map((curve) => curve.map((height) => height.toFixed(3)));
    assert.deepEqual(shown(probability.heights), [Array(3).fill('1.000'), Array(3).fill('0.100')]);
    assert.deepEqual(shown(rank.heights), [
      ['0.333', '0.667', '1.000'],
      ['0.000', '1.000', '0.667'],
    ]);
  });

  it('are drawn in pieces around what has no figure', () => {
    const place = { left: 10, top: 5, width: 30, height: 20 };
    assert.equal(pathOf(place, [0, 0.5, Number.NaN, 1]), 'M10.0 25.0L20.0 15.0M40.0 5.0');
  });

  it('name as many layers as there is room for', () => {
    assert.deepEqual([nameStep(700, 7), nameStep(230, 7), nameStep(700, 81)], [1, 2, 4]);
  });
});

describe('columns of the lens', () => {
  const columns = { width: 50, names: 80, count: 100 };
  const rows = [
    { left: 0, width: 580, span: { first: 0, end: 13 } },
    { left: 1000, width: 580, span: { first: 17, end: 33 } },
    { left: 4500, width: 580, span: { first: 87, end: 100 } },
    { left: 9999, width: 580, span: { first: 99, end: 100 } },
  ];
  for (const { left, width, span } of rows) {
    it(`at ${left}: ${span.first} to ${span.end}`, () => {
      assert.deepEqual(columnsInSight(columns, { left, width }), span);
    });
  }

  it('fill the room within limits', () => {
    assert.deepEqual(
      [columnWidth(900, 10), columnWidth(900, 2), columnWidth(900, 500), columnWidth(300, 50)],
      [90, 120, 72, 58],
    );
  });

  it('scroll just so far that one is in sight', () => {
    const to = (column: number) => scrollTo(columns, { left: 1000, width: 580 }, column);
    assert.deepEqual([to(25), to(10), to(40)], [1000, 500, 1550]);
  });
});

describe('the lens as it comes', () => {
  const reading = {
    runId: 'r',
    tokens: { ids: new Int32Array(40) },
    residuals: { available: true, layers: 1 },
  } as unknown as Reading;
  const block: Lens = {
    first: blockSize,
    positions: 2,
    states: 2,
    top: { count: 1, ids: Int32Array.of(4, 5, 6, 5), logprobs: Float32Array.of(0, -1, -2, -3) },
    entropies: Float32Array.of(0.5, 1, 1.5, 2),
    answer: { ids: Int32Array.of(6, 5), logprobs: Float32Array.of(-4, -1, -2, -3), ranks: Int32Array.of(3, 1, 1, 1) },
    followed: { ids: Int32Array.of(4, -1), logprobs: Float32Array.of(0, 9, -5, 9), ranks: Int32Array.of(1, 0, 2, 0) },
    firstLeads: Int32Array.of(1, 0),
    named: [],
    texts: { ids: Int32Array.of(4, 5, 6), bytes: { bytes: Buffer.from('abc'), offsets: Int32Array.of(0, 1, 2, 3) } },
  };

  it('gives the cells of the blocks that came, each with its own figures', () => {
    const table = new LensTable(reading, 'next');
    assert.equal(table.cell({ state: 0, position: blockSize }), null);
    table.add(1, block);
    assert.equal(table.cell({ state: 0, position: 0 }), null);
    assert.equal(table.cell({ state: 0, position: blockSize + 2 }), null);
    const token = (id: number, label: string, logprob: number, rank: number) => {
      return { id, label, probability: Math.exp(logprob), rank };
    };
    assert.deepEqual(table.column(blockSize), [
      {
        top: [token(4, 'a', 0, 1)],
        entropy: 0.5,
        answer: token(6, 'c', -4, 3),
        followed: token(4, 'a', 0, 1),
        firstLeads: 1,
      },
      {
        top: [token(6, 'c', -2, 1)],
        entropy: 1.5,
        answer: token(6, 'c', -2, 1),
        followed: token(4, 'a', -5, 2),
        firstLeads: 1,
      },
    ]);
    assert.equal(table.cell({ state: 1, position: blockSize + 1 })?.followed, null);
  });

  const generated = (...ids: number[]) => ids.map((id) => ({ id })) as GeneratedToken[];
  /** 63 positions before what is appended: two blocks but for one position. */
  const nearlyTwoBlocks = { ...reading, tokens: { ids: new Int32Array(2 * blockSize - 1) } } as unknown as Reading;
  const kept: { before: number[]; after: number[]; blocks: [boolean, boolean]; why: string }[] = [
    { before: [], after: [7], blocks: [true, false], why: 'the second block has a position more' },
    { before: [7], after: [7, 8], blocks: [true, false], why: 'what comes after its last position is new' },
    { before: [7, 8], after: [7, 8, 9], blocks: [true, true], why: 'nothing of it is new' },
    { before: [7, 8], after: [7, 9], blocks: [true, false], why: 'its last position is followed by another' },
    { before: [7, 8, 9], after: [7, 8], blocks: [true, true], why: 'nothing of it was taken back' },
    { before: [7, 8], after: [6, 8], blocks: [true, false], why: 'its last token is another' },
  ];
  for (const { before, after, blocks, why } of kept) {
    it(`with [${after}] appended in place of [${before}]: ${why}`, () => {
      const table = new LensTable(nearlyTwoBlocks, 'next', generated(...before));
      table.add(0, { ...block, first: 0 });
      table.add(1, block);
      const next = table.withAppended(generated(...after));
      assert.ok(next.endsWith(generated(...after)) && !next.endsWith(generated(...before)));
      assert.equal(next.positions, 63 + after.length);
      assert.deepEqual([next.has(0), next.has(1)], blocks);
    });
  }

  it('is of one reading and one token to follow', () => {
    const table = new LensTable(reading, { text: ' a' });
    assert.ok(table.isOf({ ...reading }, { text: ' a' }));
    assert.ok(!table.isOf({ ...reading, runId: 's' }, { text: ' a' }));
    assert.ok(!table.isOf(reading, { text: 'a' }) && !table.isOf(reading, undefined));
  });
});
