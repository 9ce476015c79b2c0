import { packedAt, parseHex } from '../../protocol/bytes';
import type { VocabularyFilter, VocabularyKind, VocabularyOrder, VocabularyPage } from '../../protocol/vocabulary';
import { type OptionValues, plainCommand, unattended } from '../command';
import { UsageError, wholeNumber } from '../options';
import { openRuntime } from '../runtime';
import { table } from '../table';
import { tokenizerHelp, tokenizerOption, tokenizerOptions } from '../tokenizerOption';
import { readable } from '../tokenText';

const kinds: readonly VocabularyKind[] = ['all', 'special', 'byte', 'partial'];
const orders: readonly VocabularyOrder[] = ['id', 'longest', 'shortest'];

export const vocabulary = plainCommand({
  usage:
    'vocabulary [--tokenizer T | --model M] [--text TEXT | --bytes HEX] [--ids A-B] [--kind K] [--order O] [--count N]',
  summary: 'the tokens that a tokenizer has',
  options: {
    ...tokenizerOptions,
    text: { type: 'string', literal: true },
    bytes: { type: 'string' },
    ids: { type: 'string' },
    kind: { type: 'string' },
    order: { type: 'string' },
    count: { type: 'string' },
  },
  help: [
    ...tokenizerHelp,
    '--text TEXT       tokens that hold this, as it is written; with --bytes HEX, these bytes',
    '--ids A-B         of these ids',
    '--kind K          “special”, “byte” (of one byte), “partial” (not whole UTF-8 characters), or “all” (default)',
    '--order O         by “id” (default), “longest” or “shortest” first',
    '--count N         at most so many (default 100)',
  ],
  parse(values, positionals) {
    if (positionals.length > 0) throw new UsageError('It takes no file.');
    const filter: VocabularyFilter = {
      kind: oneOf(values, 'kind', kinds),
      holds: heldBytes(values),
      ids: idRange(values),
    };
    const order = oneOf(values, 'order', orders);
    return {
      tokenizer: tokenizerOption(values),
      ...filter,
      order,
      first: 0,
      count: wholeNumber(values, 'count', 100, 1),
    };
  },
  async run(params, root) {
    const runtime = openRuntime(root);
    try {
      const page = await runtime.vocabulary(params, unattended);
      const { total, vocabularySize } = page;
      return {
        json: { vocabularySize, total, tokens: rows(page) },
        *table() {
          yield `${total} of a vocabulary of ${vocabularySize}${total > page.ids.length ? `, of which the first ${page.ids.length}` : ''}\n\n`;
          yield* table(['id', 'special', 'token'], function* () {
            for (const { id, special, bytes } of rows(page)) yield [id, special ? 'yes' : '', readable(bytes)];
          });
        },
      };
    } finally {
      runtime.dispose();
    }
  },
});

function* rows({ ids, bytes, special }: VocabularyPage) {
  for (let i = 0; i < ids.length; i++) yield { id: ids[i], bytes: packedAt(bytes, i), special: special[i] === 1 };
}

/** The first of them where nothing is said. */
function oneOf<T extends string>(values: OptionValues, name: string, choices: readonly T[]): T {
  const value = values[name] ?? choices[0];
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new UsageError(`--${name} takes one of ${choices.join(', ')}, not “${value}”.`);
  return found;
}

function heldBytes({ text, bytes }: OptionValues): Uint8Array {
  if (text !== undefined && bytes !== undefined) throw new UsageError('Give --text or --bytes, not both.');
  if (bytes === undefined) return new Uint8Array(Buffer.from(String(text ?? '')));
  const held = parseHex(String(bytes));
  if (!held) throw new UsageError(`--bytes takes hexadecimal digits, two a byte, not “${bytes}”.`);
  return held;
}

function idRange({ ids }: OptionValues): VocabularyFilter['ids'] {
  if (ids === undefined) return null;
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(String(ids)) ?? [];
  if (first === undefined) throw new UsageError(`--ids takes an id or a range, such as 100-200, not “${ids}”.`);
  if (Number(last) < Number(first)) throw new UsageError(`--ids ${ids} ends before it begins.`);
  return { first: Number(first), last: Number(last) };
}
