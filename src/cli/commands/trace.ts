import type { TraceSample } from '../../protocol/generation';
import { command, unattended } from '../command';
import { requiredText, wholeNumber } from '../options';
import { table } from '../table';
import { readableText } from '../tokenText';

/** As reasoning models are usually sampled; a single answer without a seed is greedy. */
const drawn = { temperature: 0.6, topK: 0, topP: 0.95 };
const greedy = { temperature: 0, topK: 0, topP: 1 };

/** Reasoning that has not ended by then is reported as it is, stopped by “length”. */
const maxTokens = 4096;

export const trace = command({
  usage: 'trace --model M [--no-think] [--samples N] [--seed S] FILE',
  summary: 'how a model reasons its way to an answer, and what the reasoning was worth',
  options: {
    model: { type: 'string' },
    'no-think': { type: 'boolean' },
    samples: { type: 'string' },
    seed: { type: 'string' },
  },
  help: [
    '--no-think        answer without reasoning',
    '--samples N       how many answers, drawn at temperature 0.6 and top-p 0.95 (default: one, the most probable at each token)',
    '--seed S          the first one’s seed; the others count on from it (default 0)',
  ],
  parse(values) {
    const samples = wholeNumber(values, 'samples', 1, 1);
    return {
      model: requiredText(values, 'model'),
      thinking: values['no-think'] !== true,
      samples,
      seed: wholeNumber(values, 'seed', 0),
      sampling: samples > 1 || values.seed !== undefined ? drawn : greedy,
    };
  },
  async run({ options, input, runtime }) {
    const { model, samples } = await runtime.trace(
      { ...options, text: input.text, source: 'question', maxTokens },
      unattended,
    );
    return { json: { model, samples: samples.map(sampleItem) }, table: () => samples.flatMap(sampleText) };
  },
});

function sampleItem(sample: TraceSample) {
  const { steps, answer, logprobReasoning, logprobAnswer, logprobAnswerDirect, directPrefix, stop } = sample;
  const reasoning = steps.map(({ text, tokens, surprisal, entropy }) => ({ text, tokens, surprisal, entropy }));
  return { reasoning, answer, logprobReasoning, logprobAnswer, logprobAnswerDirect, directPrefix, stop };
}

function sampleText(sample: TraceSample, index: number): string[] {
  const { steps, answer, logprobReasoning, logprobAnswer, logprobAnswerDirect, directPrefix, stop } = sample;
  const number = (value: number | null) => value?.toFixed(4) ?? '–';
  return [
    `Sample ${index}, stopped by ${stop}\n`,
    ...table(['step', 'tokens', 'surprisal', 'entropy', 'text'], () =>
      steps.map(({ tokens, surprisal, entropy, text }, step) => [
        step,
        tokens,
        surprisal,
        entropy,
        readableText(text).replaceAll('\n', '\\n'),
      ]),
    ),
    `Answer: ${readableText(answer)}\n`,
    `log P(thoughts | question) ${number(logprobReasoning)}\n`,
    `log P(answer | question, thoughts) ${number(logprobAnswer)}\n`,
    `log P(answer | question) ${number(logprobAnswerDirect)}${directPrefix === null ? '' : `, after ${readableText(directPrefix)}`}\n\n`,
  ];
}
