import { packedAt } from '../../protocol/bytes';
import { plural } from '../../protocol/plural';
import type { Reading } from '../../protocol/runs';
import { command, unattended } from '../command';
import { requiredText, specialReading, wholeNumber } from '../options';
import { saveChoice, saveHelp, saveOptions, saveRun } from '../saveRun';
import { table } from '../table';
import { readable } from '../tokenText';

export const read = command({
  usage: 'read --model M [--top K] [--special text|parse] [--save RUN [--keep PARTS] [--half]] FILE',
  summary: 'how expected each token was to a model, given those before it',
  options: { model: { type: 'string' }, top: { type: 'string' }, special: { type: 'string' }, ...saveOptions },
  help: ['--top K           alternatives for each token (default 5)', ...saveHelp],
  parse: (values) => ({
    model: requiredText(values, 'model'),
    topK: wholeNumber(values, 'top', 5),
    special: specialReading(values),
    save: saveChoice(values),
  }),
  async run({ options: { save, ...options }, input, runtime }) {
    const reading = await runtime.read(
      {
        ...{ ...options, runId: 'read', text: input.text, beyondContext: 'refuse' },
        captureAttention: save?.keeps.includes('attention') ?? false,
      },
      unattended,
    );
    if (save) await saveRun(runtime, reading, input, options.special, save);
    const { model, totals } = reading;
    return {
      json: { model, tokens: readItems(reading), totals },
      *table() {
        yield* table(['index', 'id', 'logprob', 'rank', 'entropy', 'token'], function* () {
          for (const { index, id, logprob, rank, entropy, bytes } of readItems(reading)) {
            yield [index, id, logprob, rank, entropy, readable(bytes)];
          }
        });
        const { tokens, scored, surprisal, perplexity, bitsPerByte } = totals;
        yield `\n${model}: ${tokens} ${plural(tokens, 'token', 'tokens')}, ${scored} scored, surprisal ${surprisal.toFixed(4)} nats, `;
        yield `perplexity ${perplexity?.toFixed(4) ?? '–'}, ${bitsPerByte?.toFixed(4) ?? '–'} bits per byte\n`;
      },
    };
  },
});

function* readItems({ tokens, logprobs, ranks, entropies, top }: Reading) {
  for (let index = 0; index < tokens.ids.length; index++) {
    const predicted = index > 0;
    yield {
      index,
      id: tokens.ids[index],
      bytes: packedAt(tokens.bytes, index),
      logprob: predicted ? logprobs[index] : null,
      rank: predicted ? ranks[index] : null,
      entropy: predicted ? entropies[index] : null,
      top: predicted ? alternatives(top, index) : null,
    };
  }
}

function alternatives({ count, ids, logprobs, bytes }: Reading['top'], index: number) {
  return Array.from({ length: count }, (_, i) => {
    const at = index * count + i;
    return { id: ids[at], bytes: packedAt(bytes, at), logprob: logprobs[at] };
  });
}
