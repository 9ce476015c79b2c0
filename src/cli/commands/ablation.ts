import type { AblatedPart, Ablation } from '../../protocol/ablation';
import { command, type OptionValues, unattended } from '../command';
import { requiredText, specialReading, UsageError, wholeNumber } from '../options';
import { readWhole, tokenAt } from '../readWhole';
import { table } from '../table';
import { readable } from '../tokenText';

export const ablation = command({
  usage:
    'ablation --model M --layer L (--head H | --part attention|feed-forward) [--kind zero|mean] [--position N] [--top K] [--special text|parse] FILE',
  summary: 'the next-token distribution before and after a part of a layer is ablated',
  options: {
    model: { type: 'string' },
    layer: { type: 'string' },
    head: { type: 'string' },
    part: { type: 'string' },
    kind: { type: 'string' },
    position: { type: 'string' },
    top: { type: 'string' },
    special: { type: 'string' },
  },
  help: [
    '--layer L         counted from 0',
    '--head H          what this head gives to the output projection, counted from 0',
    '--part P          attention or feed-forward: what it adds to the residual stream',
    '--kind K          in place of that, at every position: zero (default), or its mean over all positions of the text',
    '--position N      after which token the distribution is, counted from 0 (default the last)',
    '--top K           best tokens, of before and of after (default 10)',
  ],
  parse(values) {
    if (values.layer === undefined) throw new UsageError('--layer is missing.');
    return {
      model: requiredText(values, 'model'),
      layer: wholeNumber(values, 'layer', 0),
      part: partOf(values),
      kind: kindOf(values),
      position: values.position === undefined ? null : wholeNumber(values, 'position', 0),
      count: wholeNumber(values, 'top', 10, 1),
      special: specialReading(values),
    };
  },
  async run(context) {
    const { options, runtime } = context;
    const { layer, part, kind, count } = options;
    const runId = 'ablation';
    const reading = await readWhole(context, runId);
    const position = tokenAt('position', options.position, reading);
    const result = await runtime.ablation({ runId, position, layer, part, kind, count }, unattended);
    return {
      json: { model: reading.model, position, layer, part, kind, ...result },
      *table() {
        const columns = ['rank', 'rank after', 'probability', 'probability after', 'token'];
        yield* table(columns, () => rowsOf(result));
        yield `\n${reading.model}: ${kind} ablation of ${nameOf(part)} of layer ${layer}, after token ${position}\n`;
        yield `KL divergence D(before ‖ after) ${bits(result.divergence)} bits; `;
        yield `entropy ${bits(result.entropy.before)} bits, then ${bits(result.entropy.after)} bits\n`;
      },
    };
  },
});

function partOf(values: OptionValues): AblatedPart {
  const { head, part } = values;
  if ((head === undefined) === (part === undefined)) throw new UsageError('Give one of --head and --part.');
  if (head !== undefined) return { head: wholeNumber(values, 'head', 0) };
  if (part === 'attention') return part;
  if (part === 'feed-forward') return 'feedForward';
  throw new UsageError(`--part takes “attention” or “feed-forward”, not “${part}”.`);
}

function kindOf({ kind = 'zero' }: OptionValues): 'zero' | 'mean' {
  if (kind === 'zero' || kind === 'mean') return kind;
  throw new UsageError(`--kind takes “zero” or “mean”, not “${kind}”.`);
}

function nameOf(part: AblatedPart): string {
  if (typeof part === 'object') return `head ${part.head}`;
  return part === 'attention' ? 'attention' : 'feed-forward';
}

function* rowsOf({ rows, rest }: Ablation) {
  for (const { rank, logprob, bytes } of rows) {
    yield [rank.before, rank.after, Math.exp(logprob.before), Math.exp(logprob.after), readable(bytes)];
  }
  const { before, after } = rest.probability;
  yield [null, null, before, after, `${rest.count} other tokens`];
}

const bits = (nats: number) => (nats / Math.LN2).toFixed(4);
