/**
 * Ids of the `count` largest of `logits` [vocabulary], largest first; of equal ones the lower id comes first, and NaN never.
 * A heap of `count` candidates: vocabulary × log(count) comparisons at worst, one each in the common case.
 */
export function topK(logits: Float32Array, count: number): Int32Array {
  const heap = new Int32Array(Math.min(Math.max(0, count), logits.length));
  let size = 0;
  // Whether id a ranks below id b.
  const below = (a: number, b: number) => logits[a] < logits[b] || (logits[a] === logits[b] && a > b);
  const sink = (start: number, id: number, end: number) => {
    let hole = start;
    for (let child = 2 * hole + 1; child < end; child = 2 * hole + 1) {
      if (child + 1 < end && below(heap[child + 1], heap[child])) child++;
      if (!below(heap[child], id)) break;
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = id;
  };
  for (let id = 0; id < logits.length; id++) {
    if (Number.isNaN(logits[id])) continue;
    if (size < heap.length) {
      heap[size++] = id;
      if (size === heap.length) for (let i = (size >> 1) - 1; i >= 0; i--) sink(i, heap[i], size);
    } else if (size > 0 && below(heap[0], id)) {
      sink(0, id, size);
    }
  }
  return heap.slice(0, size).sort((a, b) => (below(a, b) ? 1 : -1));
}
