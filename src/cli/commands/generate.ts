import { plural } from '../../protocol/plural';
import { command, unattended } from '../command';
import { requiredText, sampling, specialReading, wholeNumber } from '../options';
import { table } from '../table';
import { readable, readableText } from '../tokenText';

export const generate = command({
  usage:
    'generate --model M [--max-tokens N] [--temperature T] [--top-k K] [--top-p P] [--seed S] [--chat] [--system TEXT] [--no-think] [--special text|parse] FILE',
  summary: 'what a model writes after the text, or answers to it',
  options: {
    model: { type: 'string' },
    'max-tokens': { type: 'string' },
    temperature: { type: 'string' },
    'top-k': { type: 'string' },
    'top-p': { type: 'string' },
    seed: { type: 'string' },
    chat: { type: 'boolean' },
    system: { type: 'string' },
    'no-think': { type: 'boolean' },
    special: { type: 'string' },
  },
  help: [
    '--max-tokens N    at most this many tokens (default 64)',
    '--temperature T   0 always takes the most probable token (default)',
    '--top-k K         draw among the K most probable tokens; 0 for all (default)',
    '--top-p P         draw among the most probable tokens that together have probability P (default 1)',
    '--seed S          the same seed gives the same text (default 0)',
    '--chat            the text is a user’s message, put into the model’s chat template',
    '--system TEXT     with --chat: a system message before it',
    '--no-think        with --chat: answer without reasoning',
  ],
  parse: (values) => ({
    model: requiredText(values, 'model'),
    maxTokens: wholeNumber(values, 'max-tokens', 64, 1),
    sampling: sampling(values),
    seed: wholeNumber(values, 'seed', 0),
    chat: values.chat === true,
    system: typeof values.system === 'string' ? values.system : null,
    thinking: values['no-think'] !== true,
    special: specialReading(values),
  }),
  async run({ options, input, runtime }) {
    const { model, promptTokens, tokens, text, stop } = await runtime.generate(
      { ...options, text: input.text },
      unattended,
    );
    return {
      json: {
        model,
        prompt: { tokens: promptTokens },
        tokens: tokens.map(({ id, bytes, logprob, rank, entropy }) => ({ id, bytes, logprob, rank, entropy })),
        text,
        stop,
      },
      *table() {
        yield `${readableText(text)}\n\n`;
        yield* table(['index', 'id', 'logprob', 'rank', 'entropy', 'token'], () =>
          tokens.map(({ id, logprob, rank, entropy, bytes }, i) => [i, id, logprob, rank, entropy, readable(bytes)]),
        );
        yield `\n${model}: ${promptTokens} ${plural(promptTokens, 'token', 'tokens')} read, ${tokens.length} written, stopped by ${stop}\n`;
      },
    };
  },
});
