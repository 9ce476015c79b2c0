import { plural } from '../../protocol/plural';
import { tokenItems } from '../../protocol/tokenItems';
import { command, unattended } from '../command';
import { specialReading, UsageError, wholeNumber } from '../options';
import { table } from '../table';
import { tokenizerHelp, tokenizerOption, tokenizerOptions } from '../tokenizerOption';
import { readable } from '../tokenText';
import { chatResult, parseChat } from './chatTokens';
import { originResult } from './tokenOrigin';

export const tokens = command({
  usage: 'tokens [--tokenizer T | --model M] [--special text|parse] [--origin INDEX | --chat] FILE',
  summary: 'how a tokenizer splits the text',
  options: {
    ...tokenizerOptions,
    special: { type: 'string' },
    origin: { type: 'string' },
    chat: { type: 'boolean' },
    'no-think': { type: 'boolean' },
    'no-generation-prompt': { type: 'boolean' },
  },
  help: [
    ...tokenizerHelp,
    '--special WAY     markup such as <|im_start|> read as “text” (default) or “parse”d as special tokens',
    '--origin INDEX    how that token came to be: merges with ranks, the best segmentation and its rivals, or longest pieces',
    '--chat            FILE is a JSON list of messages: what the chat template makes of them, and which tokens are whose',
    '--no-think, --no-generation-prompt   with --chat: without thinking, without the start of the answer',
  ],
  parse(values) {
    const origin = values.origin === undefined ? null : wholeNumber(values, 'origin', 0);
    const chat = values.chat === true && {
      thinking: values['no-think'] !== true,
      addGenerationPrompt: values['no-generation-prompt'] !== true,
    };
    if (!chat && (values['no-think'] || values['no-generation-prompt']))
      throw new UsageError('--no-think and --no-generation-prompt go with --chat.');
    if (chat && origin !== null) throw new UsageError('Give --origin or --chat, not both.');
    return { tokenizer: tokenizerOption(values), special: specialReading(values), origin, chat };
  },
  async run({ options, input, runtime }) {
    const { origin: index, chat, ...how } = options;
    if (chat) {
      const parsed = parseChat(input.text);
      const roles = parsed.messages.map(({ role }) => role);
      return chatResult(await runtime.chatTokens({ ...how, ...chat, ...parsed }, unattended), roles);
    }
    const params = { ...how, text: input.text };
    const found = await runtime.tokenize(params, unattended);
    const { tokenizer, vocabularySize, tokens: list } = found;
    if (index !== null) {
      if (index >= list.ids.length)
        throw new UsageError(`There is no token ${index}: the text has ${list.ids.length}.`);
      return originResult(await runtime.tokenOrigin({ ...params, index }, unattended));
    }
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
