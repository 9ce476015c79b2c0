import assert from 'node:assert/strict';
import { cellAt, cellSize, clampZoom, mapGeometry, zoomAt, zoomTo } from '../../webview/drawing/mapGeometry';
import { differenceSlices } from '../../webview/inspector/attention/long/differenceSlices';
import { largestWeights, weightsOf } from '../../webview/inspector/attention/readings';

const labels = { left: 90, top: 70 };
const room = { width: 690, height: 670 };

describe('the geometry of an attention map', () => {
  it('fits the room, and limits the size of few cells', () => {
    assert.equal(mapGeometry(room, 500, null, labels).edge, 600);
    assert.equal(cellSize(mapGeometry(room, 5, null, labels)), 34);
    assert.equal(mapGeometry({ width: 100, height: 100 }, 500, null, labels).edge, 120);
  });

  it('finds the cell under a point, and none outside', () => {
    const geometry = mapGeometry(room, 100, { row: 40, column: 10, span: 20 }, labels);
    const size = cellSize(geometry);
    assert.deepEqual(cellAt(geometry, 90, 70), { query: 40, key: 10 });
    assert.deepEqual(cellAt(geometry, 90 + 3.5 * size, 70 + 19.5 * size), { query: 59, key: 13 });
    for (const [x, y] of [
      [89, 100],
      [100, 69],
      [90 + geometry.edge, 100],
      [100, 70 + geometry.edge],
    ]) {
      assert.equal(cellAt(geometry, x, y), null);
    }
  });

  it('keeps a zoom within the map', () => {
    assert.deepEqual(clampZoom({ row: 95, column: -3, span: 20 }, 100), { row: 80, column: 0, span: 20 });
    assert.deepEqual(clampZoom({ row: 0, column: 0, span: 1 }, 100), { row: 0, column: 0, span: 4 });
    assert.deepEqual(clampZoom({ row: 0, column: 0, span: 9 }, 3), { row: 0, column: 0, span: 3 });
  });

  it('zooms around a cell that stays where it is', () => {
    const whole = { row: 0, column: 0, span: 100 };
    const zoom = zoomAt(whole, { query: 60, key: 20 }, 2, 100);
    assert.equal(zoom.span, 50);
    const share = (first: number, span: number, cell: number) => (cell + 0.5 - first) / span;
    assert.ok(Math.abs(share(zoom.row, zoom.span, 60) - share(0, 100, 60)) < 0.02);
    assert.ok(Math.abs(share(zoom.column, zoom.span, 20) - share(0, 100, 20)) < 0.02);
    assert.deepEqual(zoomAt(zoom, { query: 60, key: 20 }, 0.5, 100), whole);
  });

  it('follows a cell by the shortest way', () => {
    const zoom = { row: 10, column: 10, span: 10 };
    assert.deepEqual(zoomTo(zoom, { query: 15, key: 15 }), zoom);
    assert.deepEqual(zoomTo(zoom, { query: 25, key: 3 }), { row: 16, column: 3, span: 10 });
  });
});

describe('differences of slices', () => {
  const whole = { queries: { first: 0, end: 4 }, keys: { first: 0, end: 4 }, block: 2, rows: 2, columns: 2 };
  const own = [{ ...whole, values: Float32Array.of(1, 0, 0.5, 0.5) }];
  const other = [{ ...whole, values: Float32Array.of(0.75, 0, 1, 0.25) }];

  it('are those of the same parts, the same objects for the same slices', () => {
    const [difference] = differenceSlices(own, other);
    assert.deepEqual([...difference.values], [0.25, 0, -0.5, 0.25]);
    assert.equal(differenceSlices(own, other)[0], difference);
    assert.notEqual(differenceSlices(own, [...other])[0], difference);
  });

  it('are none of parts of which one is not there, or is another', () => {
    const part = { ...own[0], queries: { first: 0, end: 2 }, block: 1 };
    assert.equal(differenceSlices([own[0], part], other).length, 1);
    assert.deepEqual(differenceSlices([part], other), []);
  });
});

describe('rows and columns of a map', () => {
  const map = { tokens: 3, values: Float32Array.from([1, 0, 0, 0.25, 0.75, 0, 0.5, 0.25, 0.25]) };
  it('ranks what a token looks at', () => {
    assert.deepEqual(largestWeights(weightsOf(map, 2).row, 2), [
      { token: 0, weight: 0.5 },
      { token: 1, weight: 0.25 },
    ]);
    assert.deepEqual(largestWeights(weightsOf(map, 0).row, 9), [{ token: 0, weight: 1 }]);
  });
  it('ranks who looks at a token', () => {
    assert.deepEqual(largestWeights(weightsOf(map, 1).column, 9), [
      { token: 1, weight: 0.75 },
      { token: 2, weight: 0.25 },
    ]);
  });
});
