import { packedAt } from '../../protocol/bytes';
import type { MergeOrigin, NoOrigin, TokenOrigin, UnigramOrigin, WordPieceOrigin } from '../../protocol/tokenOrigin';
import type { CommandResult } from '../command';
import { table } from '../table';
import { readable } from '../tokenText';

/** How a token came to be. */
export function originResult({ tokenizer, index, word, bounds, how }: TokenOrigin): CommandResult {
  return {
    json: { tokenizer, index, word, bounds, ...json(how) },
    *table() {
      yield `${tokenizer}: token ${index}, of the word of tokens ${word.first} to ${word.end - 1}\n`;
      if (bounds === 'whiteSpace')
        yield 'This tokenizer does not split the text into words; what follows is the part between white space.\n';
      if (bounds === 'nearby') yield 'Its word is longer; what follows is the part around the token.\n';
      yield '\n';
      yield* rows(how);
    },
  };
}

function rows(how: TokenOrigin['how']): Iterable<string> {
  switch (how.kind) {
    case 'merges':
      return mergeRows(how);
    case 'unigram':
      return segmentationRows(how);
    case 'wordPiece':
      return wordPieceRows(how);
    case 'none':
      return [`${reasons[how.reason]}\n`];
  }
}

const reasons: Readonly<Record<NoOrigin['reason'], string>> = {
  added: 'The tokenizer adds it by itself to every text.',
  matched: 'The tokenizer looks for this token in the text as it is, before it splits or merges anything.',
  wordLevel: 'This tokenizer knows whole words only: it looks each up in its vocabulary.',
  unknown: 'The vocabulary has no token for what the text has here.',
  dropout: 'This tokenizer leaves out merges at random (dropout).',
  differs: 'The steps that we find do not lead to the tokens that the tokenizer gave; they are not shown.',
};

const taken = {
  same: 'The word is in the vocabulary as it is, and was taken without merging. Merging leads to the same token:\n\n',
  otherwise:
    'The word is in the vocabulary as it is, and was taken without merging. Merging would have led elsewhere:\n\n',
};

function* mergeRows(how: MergeOrigin): Generator<string> {
  const { steps } = how;
  if (how.taken) yield taken[how.taken];
  if (steps.length === 0) yield 'Nothing merges.\n';
  else
    yield* table(['merge', 'rank', 'id', 'joined'], () =>
      steps.map(({ start, middle, end, rank, id }, i) => [
        i + 1,
        rank,
        id,
        `${readable(symbolBytes(how, start, middle))} + ${readable(symbolBytes(how, middle, end))}`,
      ]),
    );
}

function* segmentationRows({ segmentations }: UnigramOrigin): Generator<string> {
  yield* table(['score', 'behind', 'pieces'], () =>
    segmentations.map(({ ids, bytes, total }) => [
      total.toFixed(4),
      (segmentations[0].total - total).toFixed(4),
      Array.from(ids, (_, i) => readable(packedAt(bytes, i))).join(' '),
    ]),
  );
}

function* wordPieceRows({ steps, failure }: WordPieceOrigin): Generator<string> {
  if (failure === 'tooLong')
    yield 'The word is longer than this tokenizer cuts into pieces: all of it is the unknown token.\n';
  if (failure === 'noPiece')
    yield 'At some place no piece of the vocabulary fits: the whole word is the unknown token.\n\n';
  const quoted = (text: string | null) => (text === null ? '–' : readable(Buffer.from(text)));
  yield* table(['longer tried', 'id', 'piece, and what was left of the word'], () =>
    steps.map(({ longer, id, piece, rest }) => [longer, id, `${quoted(piece)} of ${quoted(rest)}`]),
  );
}

function symbolBytes({ symbols: { bytes } }: MergeOrigin, start: number, end: number): Uint8Array {
  return bytes.bytes.subarray(bytes.offsets[start], bytes.offsets[end]);
}

/** Bytes as scripts read them: those of each symbol and piece apart. */
function json(how: TokenOrigin['how']): Record<string, unknown> {
  switch (how.kind) {
    case 'merges': {
      const { kind, rank, symbols, steps, taken } = how;
      const list = Array.from(symbols.ids, (id, i) => ({ id, bytes: packedAt(symbols.bytes, i) }));
      const joined = steps.map(({ start, end, ...step }) => ({
        start,
        ...step,
        end,
        bytes: symbolBytes(how, start, end),
      }));
      return { kind, rankIs: rank, taken, symbols: list, steps: joined };
    }
    case 'unigram':
      return {
        kind: how.kind,
        segmentations: how.segmentations.map(({ ids, bytes, scores, total }) => ({
          total,
          pieces: Array.from(ids, (id, i) => ({ id, bytes: packedAt(bytes, i), score: scores[i] })),
        })),
      };
    case 'wordPiece':
    case 'none':
      return { ...how };
  }
}
