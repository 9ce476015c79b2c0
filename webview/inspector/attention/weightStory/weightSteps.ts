import { html, type TemplateResult } from 'lit';
import type { AttentionWeight, AttentionWeightParams } from '../../../../src/protocol/attentionWeight';
import { decimal, integer, percent } from '../../../ui/format';
import { t } from '../../../ui/l10n';

/** Keys in the list of the largest. */
const listedKeys = 6;

/**
 * From the product to the weight.
 *
 * @param withoutSink the map shows rows without the first token, scaled to 1 again
 */
export function scoreSteps(
  story: AttentionWeight,
  { key }: AttentionWeightParams,
  withoutSink: boolean,
): TemplateResult {
  const { product, scale, scores, weights, weight, query } = story;
  const isUsual = Math.abs(scale * Math.sqrt(query.length) - 1) < 1e-6;
  const by = isUsual ? t('{0} = 1 / √{1}', decimal(scale, 4), integer(query.length)) : decimal(scale, 4);
  const own = decimal(weight, 4);
  return html`<li>${step('q · k', decimal(product, 3))}</li>
    <li>${step(t('× scale ({0}) = score', by), decimal(scores[key], 3))}</li>
    <li>
      ${step(t('softmax over {0} keys = weight', integer(seen(scores))), decimal(weights[key], 4))}
      <span class="faint"
        >${withoutSink ? t('the model’s own: {0}; the map leaves out the first token', own) : t('the model’s own, as in the map: {0}', own)}</span>
    </li>`;
}

/** The row's largest weights with their scores, and the chosen one where it is not among them. */
export function keyList(
  { scores, weights }: AttentionWeight,
  { key }: AttentionWeightParams,
  label: (token: number) => string,
): TemplateResult {
  const order = Array.from(weights, (_, token) => token).sort((a, b) => weights[b] - weights[a] || a - b);
  const listed = order.slice(0, listedKeys);
  if (!listed.includes(key)) listed.push(key);
  return html`<share-list
    label=${t('The largest weights of the row')}
    .rows=${listed.map((token) => ({
      note: String(token),
      label: label(token),
      share: weights[token],
      value: t('score {0}, {1}', decimal(scores[token], 2), percent(weights[token])),
      actual: token === key,
    }))}
  ></share-list>`;
}

/** The value's length, and how much of what the head gives here is this token's. */
export function valueSteps({ value, output, weight }: AttentionWeight): TemplateResult {
  const brought = Float32Array.from(value, (number) => number * weight);
  const square = dot(output, output);
  const row = (name: string, figure: string) => html`<dt>${name}</dt>
    <dd class="number">${figure}</dd>`;
  return html`<dl>
    ${row(t('Length of the value vector v'), decimal(norm(value), 3))}
    ${row(t('Length of weight × v'), decimal(norm(brought), 3))}
    ${row(t('Length of the head’s output, the sum over all keys'), decimal(Math.sqrt(square), 3))}
    ${row(t('Share of that output, along its direction'), square > 0 ? percent(dot(brought, output) / square) : '–')}
  </dl>`;
}

const step = (name: string, figure: string) => html`<span>${name}</span> <b class="number">${figure}</b>`;

/** Keys that take part; those out of a layer's window do not. */
const seen = (scores: Float32Array) => scores.filter(Number.isFinite).length;

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const norm = (vector: Float32Array) => Math.sqrt(dot(vector, vector));
