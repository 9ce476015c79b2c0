import { packedAt } from '../../protocol/bytes';
import { shippedModelId } from '../../protocol/installedModels';
import { plural } from '../../protocol/plural';
import { TokenFlag, type TokenizerRef, type TokenTable } from '../../protocol/tokens';
import { command, unattended } from '../command';
import { specialReading, UsageError } from '../options';
import { table } from '../table';
import { readable } from '../tokenText';

export const tokens = command({
  usage: 'tokens [--tokenizer NAME | --model M] [--special text|parse] FILE',
  summary: 'how a tokenizer splits the text',
  options: { tokenizer: { type: 'string' }, model: { type: 'string' }, special: { type: 'string' } },
  help: [
    '--tokenizer NAME  an OpenAI encoding, such as o200k_base',
    '--model M         the tokenizer of a model; without either, that of the shipped one',
    '--special WAY     markup such as <|im_start|> read as “text” (default) or “parse”d as special tokens',
  ],
  parse(values) {
    const { tokenizer: name, model = shippedModelId } = values;
    if (name !== undefined && values.model !== undefined)
      throw new UsageError('Give --tokenizer or --model, not both.');
    const tokenizer: TokenizerRef =
      name !== undefined ? { kind: 'encoding', name: String(name) } : { kind: 'model', model: String(model) };
    return { tokenizer, special: specialReading(values) };
  },
  async run({ options, input, runtime }) {
    const found = await runtime.tokenize({ ...options, text: input.text }, unattended);
    const { tokenizer, vocabularySize, tokens: list } = found;
    // Tokens cannot rebuild a file whose bytes were not text.
    const lossless = found.lossless && input.valid;
    return {
      json: { tokenizer, vocabularySize, lossless, tokens: tokenItems(list) },
      *table() {
        const count = list.ids.length;
        yield `${tokenizer}: ${count} ${plural(count, 'token', 'tokens')} of a vocabulary of ${vocabularySize}${lossless ? '' : ', not lossless'}\n\n`;
        yield* table(['index', 'id', 'start', 'end', 'special', 'token'], function* () {
          for (const { index, id, start, end, special, bytes } of tokenItems(list)) {
            yield [index, id, start, end, special ? 'yes' : '', readable(bytes)];
          }
        });
      },
    };
  },
});

function* tokenItems({ ids, bytes, starts, ends, flags }: TokenTable) {
  for (let index = 0; index < ids.length; index++) {
    yield {
      index,
      id: ids[index],
      bytes: packedAt(bytes, index),
      start: starts[index],
      end: ends[index],
      special: (flags[index] & TokenFlag.special) !== 0,
    };
  }
}
