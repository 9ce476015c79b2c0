import { plural } from '../../protocol/plural';
import type { DistributionRow } from '../../protocol/runs';
import { command, unattended } from '../command';
import { requiredText, specialReading, wholeNumber } from '../options';
import { table } from '../table';
import { readable } from '../tokenText';

/** As the model has it: nothing is reshaped. */
const raw = { temperature: 1, topK: 0, topP: 1 };

export const next = command({
  usage: 'next --model M [--top K] [--find TEXT] [--special text|parse] FILE',
  summary: 'what a model expects after the text',
  options: {
    model: { type: 'string' },
    top: { type: 'string' },
    find: { type: 'string', literal: true },
    special: { type: 'string' },
  },
  help: [
    '--top K           how many of the most probable tokens (default 10)',
    '--find TEXT       rank of the tokens of TEXT, taken literally: a leading space counts',
  ],
  parse: (values) => ({
    model: requiredText(values, 'model'),
    top: wholeNumber(values, 'top', 10),
    find: values.find === undefined ? undefined : String(values.find),
    special: specialReading(values),
  }),
  async run({ options, input, runtime }) {
    const { model, special, top: count, find } = options;
    const params = { model, special, text: input.text, runId: 'next', topK: 0 };
    const reading = await runtime.read({ ...params, captureAttention: false, beyondContext: 'refuse' }, unattended);
    const { rows, rest, found } = await runtime.distribution({ runId: 'next', sampling: raw, count, find }, unattended);
    return {
      json: {
        model: reading.model,
        top: rows.map(({ id, bytes, logit, logprob, rank }) => ({ id, bytes, logit, logprob, rank })),
        rest: { count: rest.count, probability: rest.probability },
        find: found.map(({ id, bytes, rank, logprob }) => ({ id, bytes, rank, logprob })),
      },
      *table() {
        yield* distributionTable(rows);
        yield `\n${rest.count} other ${plural(rest.count, 'token', 'tokens')}: probability ${rest.probability.toFixed(4)}\n`;
        if (found.length === 0) return;
        yield '\nFound\n';
        yield* distributionTable(found);
      },
    };
  },
});

function distributionTable(rows: readonly DistributionRow[]): Iterable<string> {
  return table(['rank', 'id', 'logit', 'logprob', 'probability', 'token'], () =>
    rows.map(({ rank, id, logit, logprob, bytes }) => [rank, id, logit, logprob, Math.exp(logprob), readable(bytes)]),
  );
}
