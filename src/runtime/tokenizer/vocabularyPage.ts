import { isUtf8 } from 'node:buffer';
import { packedAt } from '../../protocol/bytes';
import type {
  VocabularyFilter,
  VocabularyKind,
  VocabularyOrder,
  VocabularyPage,
  VocabularyParams,
} from '../../protocol/vocabulary';
import { pickBytes } from './utf8';
import type { Vocabulary } from './vocabulary';

type Question = VocabularyFilter & { order: VocabularyOrder };

/** The last answer for each vocabulary: pages of one list are asked for one after the other. */
const answers = new WeakMap<Vocabulary, { key: string; ids: Int32Array }>();

/** A page of the tokens that a filter lets through. A list of 260,000 takes some ten milliseconds, its further pages none. */
export function vocabularyPage(vocabulary: Vocabulary, params: Omit<VocabularyParams, 'tokenizer'>): VocabularyPage {
  const { first, count, ...question } = params;
  const key = JSON.stringify({ ...question, holds: Array.from(question.holds) });
  const known = answers.get(vocabulary);
  const all = known?.key === key ? known.ids : matchingIds(vocabulary, question);
  answers.set(vocabulary, { key, ids: all });
  const ids = all.slice(first, first + count);
  return {
    total: all.length,
    vocabularySize: vocabulary.size,
    ids,
    bytes: pickBytes(vocabulary.bytes, ids),
    special: Uint8Array.from(ids, (id) => (vocabulary.isSpecial(id) ? 1 : 0)),
  };
}

function matchingIds(vocabulary: Vocabulary, { kind, holds, ids, order }: Question): Int32Array {
  const { offsets } = vocabulary.bytes;
  const length = (id: number) => offsets[id + 1] - offsets[id];
  const is = kindTest(vocabulary, kind);
  const from = Math.max(0, ids?.first ?? 0);
  const to = Math.min(vocabulary.size - 1, ids?.last ?? vocabulary.size - 1);
  const found: number[] = [];
  for (const id of holds.length > 0 ? holders(vocabulary, holds) : range(0, vocabulary.size)) {
    if (id >= from && id <= to && length(id) > 0 && is(id)) found.push(id);
  }
  if (order !== 'id')
    found.sort((a, b) => (order === 'longest' ? length(b) - length(a) : length(a) - length(b)) || a - b);
  return Int32Array.from(found);
}

function kindTest(vocabulary: Vocabulary, kind: VocabularyKind): (id: number) => boolean {
  const bytesOf = (id: number) => packedAt(vocabulary.bytes, id);
  switch (kind) {
    case 'all':
      return () => true;
    case 'special':
      return (id) => vocabulary.isSpecial(id);
    case 'byte':
      return (id) => bytesOf(id).length === 1;
    case 'partial':
      return (id) => !isUtf8(bytesOf(id));
  }
}

/** Ids of the tokens that hold these bytes, in order: finds in all bytes end to end that lie within one token. */
function* holders({ bytes: { bytes, offsets } }: Vocabulary, holds: Uint8Array): Generator<number> {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let id = 0;
  for (let at = all.indexOf(holds); at >= 0; ) {
    while (offsets[id + 1] <= at) id++;
    const within = at + holds.length <= offsets[id + 1];
    if (within) yield id;
    // Each token counts once.
    at = all.indexOf(holds, within ? offsets[id + 1] : at + 1);
  }
}

function* range(from: number, to: number): Generator<number> {
  for (let i = from; i < to; i++) yield i;
}
