import { LoupeError } from '../../protocol/errors';
import type { AttentionMap, Combination, HeadParams, HeadStatistics, LayerRange } from '../../protocol/runs';
import { command, type OptionValues, unattended } from '../command';
import { requiredText, specialReading, UsageError, wholeNumber } from '../options';
import { table } from '../table';

const statisticNames = ['previousToken', 'duplicateToken', 'induction', 'entropy', 'distance', 'sink'] as const;

export const attention = command({
  usage: 'attention --model M [--layer L --head H | --combine HOW] [--probe] [--special text|parse] FILE',
  summary: 'where each token of the text looks, and what each head does',
  options: {
    model: { type: 'string' },
    layer: { type: 'string' },
    head: { type: 'string' },
    combine: { type: 'string' },
    layers: { type: 'string' },
    'without-first': { type: 'boolean' },
    probe: { type: 'boolean' },
    special: { type: 'string' },
  },
  help: [
    '--layer L --head H  one head’s weights, counted from 0; without them, scores of all heads',
    '--combine HOW       one map of several heads: their mean, max or rollout (for decoders an approximation)',
    '--layers A-B        of these layers only; with --head H, of that head of each, but for rollout',
    '--without-first     takes the first token out of the map, and scales each row to 1 again',
    '--probe             scores also on random tokens that are repeated, as in the search for induction heads',
  ],
  parse(values) {
    const map = mapChoice(values);
    const probe = values.probe === true;
    if (map && probe) throw new UsageError('--probe gives scores of all heads, not one map.');
    if (!map && values['without-first'])
      throw new UsageError('--without-first needs a map: --layer and --head, or --combine.');
    return { model: requiredText(values, 'model'), special: specialReading(values), map, probe };
  },
  async run({ options, input, runtime }) {
    const { map: choice, probe, ...params } = options;
    const reading = await runtime.read(
      { ...params, runId: 'attention', text: input.text, topK: 0, captureAttention: true, beyondContext: 'refuse' },
      unattended,
    );
    if (!reading.attention.available)
      throw new LoupeError('attentionUnavailable', reading.model, reading.attention.reason);
    const { layers, heads } = reading.attention;
    const shape = { model: reading.model, layers, heads, tokens: reading.tokens.ids.length };
    if (choice) {
      const map = await runtime.attentionHead({ runId: 'attention', ...choice }, unattended);
      return { json: { ...shape, ...choice, values: queryRows(map) }, table: () => weightsTable(map) };
    }
    const overview = { runId: 'attention', size: 1, dropSink: false };
    const { statistics } = await runtime.attentionOverview(overview, unattended);
    const probed = probe ? await runtime.probeHeads({ model: params.model }, unattended) : null;
    return {
      json: {
        ...shape,
        statistics: statisticItems(statistics, heads),
        ...(probed && {
          probe: { length: probed.length, ids: Array.from(probed.ids) },
          probeStatistics: statisticItems(probed.statistics, heads),
        }),
      },
      *table() {
        yield* statisticsTable(statistics, heads);
        if (!probed) return;
        yield `\nOn ${probed.length} random tokens, read twice:\n`;
        yield* statisticsTable(probed.statistics, heads);
      },
    };
  },
});

const combinations = ['mean', 'max', 'rollout'] as const satisfies readonly Combination[];

/** Which map is wanted; null for none. */
function mapChoice(values: OptionValues): Omit<HeadParams, 'runId'> | null {
  const dropSink = values['without-first'] === true;
  if (values.combine === undefined) {
    if (values.layers !== undefined) throw new UsageError('--layers needs --combine.');
    if ((values.layer === undefined) !== (values.head === undefined)) {
      throw new UsageError('Give --layer and --head together, or neither.');
    }
    if (values.layer === undefined) return null;
    return { layer: wholeNumber(values, 'layer', 0), head: wholeNumber(values, 'head', 0), dropSink };
  }
  const combine = combinations.find((name) => name === values.combine);
  if (!combine) throw new UsageError(`--combine takes “mean”, “max” or “rollout”, not “${values.combine}”.`);
  if (values.layer !== undefined) throw new UsageError('With --combine, give --layers in place of --layer.');
  if (combine === 'rollout' && values.head !== undefined) throw new UsageError('A rollout is over all heads.');
  const head = values.head === undefined ? 'all' : wholeNumber(values, 'head', 0);
  return { combine, layer: layerRange(values), head, dropSink };
}

function layerRange({ layers }: OptionValues): LayerRange | 'all' {
  if (layers === undefined) return 'all';
  const [, first, last] = /^(\d+)-(\d+)$/.exec(String(layers)) ?? [];
  if (first === undefined || Number(first) > Number(last)) {
    throw new UsageError(`--layers takes two layers such as 0-3, not “${layers}”.`);
  }
  return { first: Number(first), last: Number(last) };
}

function statisticsTable(statistics: HeadStatistics, heads: number): Iterable<string> {
  return table(['layer', 'head', ...statisticNames], function* () {
    for (const item of statisticItems(statistics, heads)) {
      yield [item.layer, item.head, ...statisticNames.map((name) => item[name])];
    }
  });
}

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
