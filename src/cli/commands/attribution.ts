import { packedAt } from '../../protocol/bytes';
import { LoupeError } from '../../protocol/errors';
import type { Attribution } from '../../protocol/lens';
import { command, unattended } from '../command';
import { requiredText, specialReading, UsageError, wholeNumber } from '../options';
import { table } from '../table';
import { readable } from '../tokenText';

export const attribution = command({
  usage: 'attribution --model M [--position N] [--find TEXT] [--special text|parse] FILE',
  summary: 'what each layer gives directly to a next token’s logit (direct logit attribution)',
  options: {
    model: { type: 'string' },
    position: { type: 'string' },
    find: { type: 'string', literal: true },
    special: { type: 'string' },
  },
  help: [
    '--position N      after which token, counted from 0 (default the last)',
    '--find TEXT       the first token of TEXT, taken literally; without it, the one that the model expects most',
  ],
  parse: (values) => ({
    model: requiredText(values, 'model'),
    position: values.position === undefined ? null : wholeNumber(values, 'position', 0),
    find: values.find === undefined ? undefined : String(values.find),
    special: specialReading(values),
  }),
  async run({ options, input, runtime }) {
    const { model, special, find } = options;
    const runId = 'attribution';
    const reading = await runtime.read(
      { model, special, text: input.text, runId, topK: 0, captureAttention: false, beyondContext: 'refuse' },
      unattended,
    );
    const last = reading.tokens.ids.length - 1;
    const position = options.position ?? last;
    if (position > last) throw new UsageError(`--position ${position} is beyond the last token, ${last}.`);
    if (!reading.residuals.available) {
      throw new LoupeError('residualsUnavailable', reading.model, reading.residuals.reason);
    }
    const follow = find === undefined ? undefined : { text: find };
    const lens = await runtime.lens({ runId, first: position, end: position + 1, topK: 1, follow }, unattended);
    const [tokenId] = (lens.followed ?? lens.answer).ids;
    const { logit, constant, parts } = await runtime.attribution({ runId, position, tokenId }, unattended);
    const bytes = packedAt(lens.texts.bytes, lens.texts.ids.indexOf(tokenId));
    return {
      json: { model: reading.model, position, token: { id: tokenId, bytes }, logit, constant, parts },
      *table() {
        yield* table(['layer', 'logit', 'part'], () => rowsOf({ constant, parts }));
        yield `\n${reading.model}: ${readable(bytes)} after token ${position}, logit ${logit.toFixed(4)}\n`;
      },
    };
  },
});

function rowsOf({ constant, parts }: Pick<Attribution, 'constant' | 'parts'>) {
  return [...parts.map(({ kind, layer, logit }) => [layer, logit, kind]), [null, constant, 'constant']];
}
