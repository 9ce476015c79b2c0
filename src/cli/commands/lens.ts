import { packedAt } from '../../protocol/bytes';
import { LoupeError } from '../../protocol/errors';
import type { FollowedToken, Lens } from '../../protocol/lens';
import type { TokenTable } from '../../protocol/tokens';
import { command, unattended } from '../command';
import { requiredText, specialReading, wholeNumber } from '../options';
import { readWhole } from '../readWhole';
import { table } from '../table';
import { readable } from '../tokenText';

export const lens = command({
  usage: 'lens --model M [--top K] [--find TEXT] [--special text|parse] FILE',
  summary: 'what each layer would already predict after each token of the text (logit lens)',
  options: {
    model: { type: 'string' },
    top: { type: 'string' },
    find: { type: 'string', literal: true },
    special: { type: 'string' },
  },
  help: [
    '--top K           tokens for each layer and position (default 5)',
    '--find TEXT       follow the first token of TEXT, taken literally: a leading space counts',
  ],
  parse: (values) => ({
    model: requiredText(values, 'model'),
    topK: wholeNumber(values, 'top', 5, 1),
    find: values.find === undefined ? undefined : String(values.find),
    special: specialReading(values),
  }),
  async run(context) {
    const { options, runtime } = context;
    const { topK, find } = options;
    const reading = await readWhole(context, 'lens');
    const { residuals, tokens } = reading;
    if (!residuals.available) throw new LoupeError('residualsUnavailable', reading.model, residuals.reason);
    const follow = find === undefined ? undefined : { text: find };
    const params = { runId: 'lens', first: 0, end: tokens.ids.length, topK, follow };
    const result = await runtime.lens(params, unattended);
    return {
      json: {
        model: reading.model,
        states: Array.from({ length: result.states }, (_, state) => stateName(state)),
        find: result.named.map(({ id, bytes }) => ({ id, bytes })),
        positions: positionItems(result, tokens),
      },
      table: () =>
        table(['index', 'after', 'probability', 'entropy', 'answer rank', 'find rank', 'token'], function* () {
          for (const { index, states } of positionItems(result, tokens)) {
            for (const [state, { top, entropy, answer, find }] of states.entries()) {
              const [{ logprob, bytes }] = top;
              const ranks = [answer.rank, find?.rank ?? null];
              yield [index, stateName(state), Math.exp(logprob), entropy, ...ranks, readable(bytes)];
            }
          }
        }),
    };
  },
});

/** Layers are counted from 0, as heads are. */
const stateName = (state: number) => (state === 0 ? 'embedding' : state - 1);

function* positionItems(lens: Lens, tokens: TokenTable) {
  const { states, positions, top, entropies, answer, followed, firstLeads, texts } = lens;
  const places = new Map(Array.from(texts.ids, (id, place) => [id, place]));
  const bytesOf = (id: number) => packedAt(texts.bytes, places.get(id) ?? 0);
  for (let index = 0; index < positions; index++) {
    yield {
      index,
      id: tokens.ids[index],
      bytes: packedAt(tokens.bytes, index),
      answer: { id: answer.ids[index], bytes: bytesOf(answer.ids[index]) },
      firstLeads: stateName(firstLeads[index]),
      states: Array.from({ length: states }, (_, state) => {
        const cell = state * positions + index;
        const best = top.ids.subarray(cell * top.count, (cell + 1) * top.count);
        return {
          entropy: entropies[cell],
          top: Array.from(best, (id, i) => ({ id, bytes: bytesOf(id), logprob: top.logprobs[cell * top.count + i] })),
          answer: figuresOf(answer, cell),
          find: followed && figuresOf(followed, cell),
        };
      }),
    };
  }
}

function figuresOf({ logprobs, ranks }: FollowedToken, cell: number) {
  return { logprob: logprobs[cell], rank: ranks[cell] };
}
