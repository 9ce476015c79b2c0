import { packedAt } from '../../protocol/bytes';
import { LoupeError } from '../../protocol/errors';
import type { Attribution } from '../../protocol/lens';
import { command, unattended } from '../command';
import { requiredText, specialReading, wholeNumber } from '../options';
import { readWhole, tokenAt } from '../readWhole';
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
  async run(context) {
    const { options, runtime } = context;
    const { find } = options;
    const runId = 'attribution';
    const reading = await readWhole(context, runId);
    const position = tokenAt('position', options.position, reading);
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
