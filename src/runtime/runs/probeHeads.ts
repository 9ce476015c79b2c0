import { LoupeError } from '../../protocol/errors';
import type { HeadProbe } from '../../protocol/runs';
import { leadingAdded } from '../../protocol/tokenLookup';
import { allHeadStatistics } from '../attention/allHeadStatistics';
import { uniformAt } from '../generate/random';
import type { OpenedModel } from '../models';
import { prepareAttention } from './attentionMaps';

/** Tokens of the random part, as in TransformerLens; fewer where the model's context or vocabulary has not as many. */
const partLength = 50;
/** Always the same, so that numbers of two machines can be compared. */
const seed = 0;

const probes = new WeakMap<OpenedModel, Promise<HeadProbe>>();

/**
 * Scores of a model's heads on the standard probe: L ordinary tokens in random order, each once, read twice, behind what the
 * tokenizer puts in front of any text. Since none comes twice within a copy, the induction score is here the mean of A[q, q − (L − 1)]
 * over the second copy. A model is probed once. Throws `LoupeError('attentionUnavailable')`.
 * Source: Olsson et al. 2022 (2209.11895); TransformerLens demo
 */
export function probeHeads(opened: OpenedModel): Promise<HeadProbe> {
  const known = probes.get(opened);
  if (known) return known;
  const probe = run(opened);
  probes.set(opened, probe);
  // One that failed is not kept: the next may find more memory.
  probe.catch(() => probes.delete(opened));
  return probe;
}

async function run(opened: OpenedModel): Promise<HeadProbe> {
  const { model, tokenizer } = opened;
  const { tokens } = await tokenizer.encode('a', 'text');
  const start = tokens.ids.slice(0, leadingAdded(tokens));
  const room = Math.floor((model.context - start.length) / 2);
  const part = randomTokens(opened, Math.min(partLength, room));
  const ids = Int32Array.from([...start, ...part, ...part]);
  const cache = model.createCache();
  const attention = prepareAttention(model, { ids: Array.from(ids), cache }, true, Number.POSITIVE_INFINITY);
  if (!attention.available) throw new LoupeError('attentionUnavailable', model.description.name, attention.reason);
  const onChunk = attention.add.bind(attention);
  await model.forward(ids, cache, { logits: 'none', attention: true, onChunk });
  const { layers, heads } = attention;
  return { layers, heads, length: part.length, ids, statistics: await allHeadStatistics(attention, ids) };
}

/** At most `count` different ids of tokens that have a text and are not special. */
function randomTokens({ model, tokenizer }: OpenedModel, count: number): number[] {
  const chosen = new Set<number>();
  const size = Math.min(model.vocabularySize, tokenizer.vocabularySize);
  // Ends also where the vocabulary has not as many.
  for (let draw = 0; chosen.size < count && draw < 100 * count; draw++) {
    const id = Math.floor(uniformAt(seed, draw) * size);
    const { bytes, special } = tokenizer.tokenText(id);
    if (bytes.length > 0 && !special) chosen.add(id);
  }
  return [...chosen];
}
