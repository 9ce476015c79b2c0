import assert from 'node:assert/strict';
import { attentionFigure, sliceFigure } from '../../webview/inspector/attention/attentionFigure';
import { figureCsv } from '../../webview/inspector/export/figureData';

const labels = Array.from({ length: 12 }, (_, i) => `t${i}`);
const view = { combine: null, dropSink: false, zoom: null, pooling: 'max' } as const;
const look = { labels, name: 'L0 H0', source: ['pocket · story.md'], view };

/** [query, key] cells of a figure that are cells. */
const seen = (values: Float32Array, columns: number) =>
  Array.from({ length: values.length / columns }, (_, row) =>
    values
      .subarray(row * columns, (row + 1) * columns)
      .reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0),
  );

describe('a figure of attention', () => {
  it('colours by the square root, and has no cell for what comes after a query', () => {
    const values = Float32Array.of(1, 0, 0, 0.25, 0.75, 0, 0, 0, 1);
    const figure = attentionFigure({ tokens: 3, values }, { ...look, labels: labels.slice(0, 3) });
    assert.deepEqual(seen(figure.values, 3), [1, 2, 3]);
    assert.deepEqual([...figure.levels], [255, 0, 0, 128, 221, 0, 0, 0, 255]);
    assert.deepEqual(figure.rows, { name: 'query', labels: ['t0', 't1', 't2'], numbers: [0, 1, 2] });
    assert.deepEqual(figure.window, { row: 0, column: 0, rows: 3, columns: 3 });
  });

  it('colours a difference around the middle of its scale', () => {
    const values = Float32Array.of(0, 0, 0, -1, 0.25, 0, 1, -0.25, 0);
    const figure = attentionFigure({ tokens: 3, values }, { ...look, labels: labels.slice(0, 3), isDifference: true });
    assert.deepEqual([...figure.levels], [128, 0, 0, 1, 192, 0, 255, 65, 128]);
    assert.deepEqual([figure.scale, figure.valueName], ['difference', 'difference of weights']);
  });

  /** Queries 4 … 11 and keys 1 … 8 in blocks of 3. */
  const slice = {
    ...{ queries: { first: 4, end: 12 }, keys: { first: 1, end: 9 }, block: 3, rows: 3, columns: 3 },
    values: new Float32Array(9).fill(0.5),
  };

  it('names the blocks of a reduced part after their first tokens, and says what they show', () => {
    const figure = sliceFigure(slice, look);
    assert.deepEqual(
      [figure.rows.numbers, figure.columns.numbers],
      [
        [4, 7, 10],
        [1, 4, 7],
      ],
    );
    assert.deepEqual(figure.rows.labels, ['t4', 't7', 't10']);
    // Query 6, the last of the first block, sees keys 1 … 6.
    assert.deepEqual(seen(figure.values, 3), [2, 3, 3]);
    assert.match(figure.details.join(' '), /stands for 3 × 3 weights and shows the largest/);
    assert.match(
      sliceFigure(slice, { ...look, view: { ...view, pooling: 'mean' } }).details.join(' '),
      /shows their mean/,
    );
    assert.match(figureCsv(figure), /^"query \\ key","1 t1","4 t4","7 t7"\r\n"4 t4",0.5,0.5,\r\n/);
  });

  it('has no cell that the last queries do not see, fewer as they are', () => {
    const part = { ...slice, queries: { first: 0, end: 8 }, keys: { first: 2, end: 10 } };
    // Query 7, the last, sees keys 2 … 7: two blocks of three.
    assert.deepEqual(seen(sliceFigure(part, look).values, 3), [1, 2, 2]);
  });

  for (const [zoom, window, why] of [
    [{ row: 7, column: 4, span: 3 }, { row: 1, column: 1, rows: 2, columns: 2 }, 'no nearer than a map goes'],
    [{ row: 6, column: 2, span: 4 }, { row: 0, column: 0, rows: 2, columns: 2 }, 'all blocks that it touches'],
    [
      { row: 0, column: 0, span: 2 },
      { row: 0, column: 0, rows: 1, columns: 1 },
      'one that is there where it is elsewhere',
    ],
    [{ row: 0, column: 0, span: 12 }, { row: 0, column: 0, rows: 3, columns: 3 }, 'all of them where it shows more'],
  ] as const) {
    it(`shows the part that is zoomed to: ${why}`, () =>
      assert.deepEqual(sliceFigure(slice, { ...look, view: { ...view, zoom } }).window, window));
  }
});
