import { LoupeError } from '../../protocol/errors';
import type { AttentionMap, HeadStatistics } from '../../protocol/runs';
import { command, unattended } from '../command';
import { requiredText, specialReading, UsageError, wholeNumber } from '../options';
import { table } from '../table';

const statisticNames = ['previousToken', 'duplicateToken', 'induction', 'entropy', 'distance', 'sink'] as const;

export const attention = command({
  usage: 'attention --model M [--layer L --head H] [--special text|parse] FILE',
  summary: 'where each token of the text looks',
  options: {
    model: { type: 'string' },
    layer: { type: 'string' },
    head: { type: 'string' },
    special: { type: 'string' },
  },
  help: ['--layer L --head H  one head’s weights, counted from 0; without them, scores of all heads'],
  parse(values) {
    if ((values.layer === undefined) !== (values.head === undefined)) {
      throw new UsageError('Give --layer and --head together, or neither.');
    }
    const one =
      values.layer === undefined
        ? null
        : { layer: wholeNumber(values, 'layer', 0), head: wholeNumber(values, 'head', 0) };
    return { model: requiredText(values, 'model'), special: specialReading(values), one };
  },
  async run({ options, input, runtime }) {
    const { one, ...params } = options;
    const reading = await runtime.read(
      { ...params, runId: 'attention', text: input.text, topK: 0, captureAttention: true, beyondContext: 'refuse' },
      unattended,
    );
    if (!reading.attention.available)
      throw new LoupeError('attentionUnavailable', reading.model, reading.attention.reason);
    const { layers, heads } = reading.attention;
    const shape = { model: reading.model, layers, heads, tokens: reading.tokens.ids.length };
    if (one) {
      const map = await runtime.attentionHead({ runId: 'attention', ...one, dropSink: false }, unattended);
      return { json: { ...shape, ...one, values: queryRows(map) }, table: () => weightsTable(map) };
    }
    const overview = { runId: 'attention', size: 1, dropSink: false };
    const { statistics } = await runtime.attentionOverview(overview, unattended);
    return {
      json: { ...shape, statistics: statisticItems(statistics, heads) },
      table: () =>
        table(['layer', 'head', ...statisticNames], function* () {
          for (const item of statisticItems(statistics, heads)) {
            yield [item.layer, item.head, ...statisticNames.map((name) => item[name])];
          }
        }),
    };
  },
});

function* statisticItems(statistics: HeadStatistics, heads: number) {
  for (let i = 0; i < statistics.entropy.length; i++) {
    const scores = Object.fromEntries(statisticNames.map((name) => [name, statistics[name][i]]));
    yield { layer: Math.floor(i / heads), head: i % heads, ...scores } as Record<string, number>;
  }
}

function* queryRows({ tokens, values }: AttentionMap) {
  for (let query = 0; query < tokens; query++) yield values.subarray(query * tokens, (query + 1) * tokens);
}

/** One line a query; the upper triangle is empty, since no token looks ahead. */
function weightsTable(map: AttentionMap): Iterable<string> {
  const keys = Array.from({ length: map.tokens }, (_, key) => String(key));
  return table(['query', ...keys], () =>
    Array.from(queryRows(map), (row, query) => [
      query,
      ...Array.from(row, (weight, key) => (key <= query ? weight : '')),
    ]),
  );
}
