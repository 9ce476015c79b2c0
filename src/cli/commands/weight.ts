import { packedAt } from '../../protocol/bytes';
import { command, unattended } from '../command';
import { requiredText, specialReading, UsageError, wholeNumber } from '../options';
import { readWhole, tokenAt } from '../readWhole';
import { table } from '../table';
import { readable } from '../tokenText';

export const weight = command({
  usage: 'weight --model M --layer L --head H [--query Q] [--key K] [--special text|parse] FILE',
  summary: 'how one weight of attention comes about: q and k, their product, the scaled score, and the value it brings',
  options: {
    model: { type: 'string' },
    layer: { type: 'string' },
    head: { type: 'string' },
    query: { type: 'string' },
    key: { type: 'string' },
    special: { type: 'string' },
  },
  help: [
    '--layer L --head H  counted from 0',
    '--query Q           position of the token that looks, counted from 0 (default the last)',
    '--key K             position of the token that is looked at (default the same)',
  ],
  parse(values) {
    for (const name of ['layer', 'head']) if (values[name] === undefined) throw new UsageError(`--${name} is missing.`);
    return {
      model: requiredText(values, 'model'),
      layer: wholeNumber(values, 'layer', 0),
      head: wholeNumber(values, 'head', 0),
      query: values.query === undefined ? null : wholeNumber(values, 'query', 0),
      key: values.key === undefined ? null : wholeNumber(values, 'key', 0),
      special: specialReading(values),
    };
  },
  async run(context) {
    const { options, runtime } = context;
    const { layer, head } = options;
    const runId = 'weight';
    const reading = await readWhole(context, runId);
    const { bytes } = reading.tokens;
    const query = tokenAt('query', options.query, reading);
    const key = options.key ?? query;
    if (key > query) throw new UsageError(`--key ${key} comes after --query ${query}: no token looks ahead.`);
    const result = await runtime.attentionWeight({ runId, layer, head, query, key }, unattended);
    const { query: q, key: k, value, ...numbers } = result;
    return {
      json: { model: reading.model, layer, head, query, key, q, k, v: value, ...numbers },
      *table() {
        yield* table(['dimension', 'q', 'k', 'q × k', 'v', 'head output'], () =>
          Array.from(q, (number, i) => [i, number, k[i], number * k[i], value[i], result.output[i]]),
        );
        const { product, scale, scores, weight } = result;
        yield `\n${reading.model}: layer ${layer}, head ${head}, `;
        yield `${readable(packedAt(bytes, query))} (${query}) looks at ${readable(packedAt(bytes, key))} (${key})\n`;
        yield `q · k ${product.toFixed(4)}, × ${scale.toPrecision(6)} = score ${scores[key].toFixed(4)}, `;
        yield `softmax over ${query + 1} keys = weight ${weight.toFixed(6)}\n`;
      },
    };
  },
});
