import assert from 'node:assert/strict';
import type { ForwardChunk, LanguageModel } from '../../../src/runtime/model/languageModel';
import { largestDifference } from '../modelReference';
import type { Reference } from './fixtures';

/** Largest absolute differences from the reference; null for what the model refuses. */
export interface Figures {
  logits: number;
  attention: number | null;
  residuals: number | null;
  lens: number | null;
}

/** Reads the reference's text in `parts` that end at those positions, the later ones behind a cache. */
export async function measure(model: LanguageModel, reference: Reference, ends: readonly number[]): Promise<Figures> {
  const figures: Figures = { logits: 0, attention: null, residuals: null, lens: null };
  const note = (name: keyof Figures, difference: number) => {
    figures[name] = Math.max(figures[name] ?? 0, difference);
  };
  const { attention, residuals } = model.capabilities;
  const wanted = { logits: 'all', attention: attention.available, residuals: residuals.available } as const;
  const cache = model.createCache();
  const chunks: ForwardChunk[] = [];
  for (const end of ends) {
    const ids = reference.ids.slice(cache.length, end);
    await model.forward(ids, cache, { ...wanted, onChunk: (chunk) => chunks.push(chunk) });
  }
  assert.equal(cache.length, reference.ids.length);
  for (const chunk of chunks) {
    note('logits', largestDifference(chunk.logits, rowsOf(reference.logits, model.vocabularySize, chunk)));
    if (attention.available) note('attention', attentionDifference(chunk, reference));
    if (residuals.available) note('residuals', residualDifference(chunk, reference));
  }
  if (residuals.available) note('lens', await lensDifference(model, chunks, reference));
  return figures;
}

function attentionDifference({ first, rows, attention = [] }: ForwardChunk, reference: Reference): number {
  assert.equal(attention.length, reference.attention.length);
  const tokens = reference.ids.length;
  return Math.max(
    ...attention.map((weights, layer) => {
      const expected = reference.attention[layer];
      const heads = expected.length / tokens ** 2;
      // Positions after the chunk, which it cannot see, have no weight in the reference.
      const padded = new Float32Array(heads * rows * tokens);
      for (let row = 0; row < heads * rows; row++) {
        padded.set(weights.subarray(row * (first + rows), (row + 1) * (first + rows)), row * tokens);
      }
      assert.equal(weights.length, heads * rows * (first + rows));
      const differences = Array.from({ length: heads }, (_, head) =>
        largestDifference(
          padded.subarray(head * rows * tokens, (head + 1) * rows * tokens),
          expected.subarray((head * tokens + first) * tokens, (head * tokens + first + rows) * tokens),
        ),
      );
      return Math.max(...differences);
    }),
  );
}

function residualDifference(chunk: ForwardChunk, reference: Reference): number {
  const { residuals = [] } = chunk;
  assert.equal(residuals.length, reference.residuals.length);
  const width = reference.residuals[0].length / reference.ids.length;
  return Math.max(
    ...residuals.map((states, i) => largestDifference(states, rowsOf(reference.residuals[i], width, chunk))),
  );
}

/** Of what the model's own states lead to. */
async function lensDifference(
  model: LanguageModel,
  chunks: readonly ForwardChunk[],
  { ids, lens, lensRows, residuals }: Reference,
): Promise<number> {
  const width = residuals[0].length / ids.length;
  let largest = 0;
  for (const [block, expected] of lens.entries()) {
    const states = new Float32Array(lensRows.length * width);
    for (const [i, row] of lensRows.entries()) {
      const chunk = chunks.find(({ first, rows }) => row >= first && row < first + rows);
      const start = (row - (chunk?.first ?? 0)) * width;
      states.set(chunk?.residuals?.[block].subarray(start, start + width) ?? [], i * width);
    }
    largest = Math.max(largest, largestDifference(await model.unembed(states), expected));
  }
  return largest;
}

function rowsOf(values: Float32Array, width: number, { first, rows }: { first: number; rows: number }): Float32Array {
  return values.subarray(first * width, (first + rows) * width);
}
