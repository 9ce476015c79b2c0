import { setImmediate as nextTurn } from 'node:timers/promises';
import { LoupeError } from '../../protocol/errors';
import type { HandlerContext } from '../../protocol/rpc';
import type { Reading, ReadParams } from '../../protocol/runs';
import type { RuntimeApi } from '../../protocol/runtimeApi';
import { readingTotals } from '../measure/totals';
import type { OpenedModel } from '../models';
import { prepareAttention } from './attentionMaps';
import { ReadingMeasures } from './readingMeasures';
import { Run } from './run';
import { usedPart } from './usedPart';

/**
 * One teacher-forced pass over a text, and the run that it leaves. Reports each chunk. Attention is captured on the way where all of
 * it fits the memory budget, and else when it is looked at. Throws `LoupeError` `tooLong`, `nothingToConditionOn`, and `cancelled` between chunks, when nothing is
 * left of it.
 */
export async function readText(
  opened: OpenedModel,
  params: ReadParams,
  memoryBudgetBytes: number,
  { signal, progress }: HandlerContext<RuntimeApi['read']['progress']>,
): Promise<{ run: Run; reading: Reading }> {
  const { model, tokenizer } = opened;
  const tokenization = await tokenizer.encode(params.text, params.special, signal);
  if (signal.aborted) throw new LoupeError('cancelled');
  const { tokens, used } = usedPart(model, tokenization.tokens, params);
  const { ids } = tokens;
  const total = ids.length;
  const { residuals } = model.capabilities;

  const measures = new ReadingMeasures(ids, Math.min(params.topK, model.vocabularySize));
  const kept = { ids: [...ids], cache: model.createCache() };
  const attention = prepareAttention(model, kept, params.captureAttention, memoryBudgetBytes);
  let last: Float32Array = new Float32Array(0);
  await model.forward(ids, kept.cache, {
    logits: 'all',
    attention: attention.available && attention.fits(total),
    signal,
    onChunk: (chunk) => {
      if (attention.available) attention.add(chunk);
      for (let row = 0; row < chunk.rows; row++) {
        const logits = chunk.logits.subarray(row * model.vocabularySize, (row + 1) * model.vocabularySize);
        const next = chunk.first + row + 1;
        if (next < total) measures.add(next, logits);
        else last = logits.slice();
      }
      progress({ done: chunk.first + chunk.rows, total });
    },
  });
  // A cancel that came during the last chunk is heard now: what nobody waits for must not be kept.
  await nextTurn();
  if (signal.aborted) throw new LoupeError('cancelled');
  const measured = measures.result(tokenizer);
  return {
    run: new Run(params.runId, opened, kept.ids, kept.cache, [last], attention),
    reading: {
      runId: params.runId,
      model: model.description.id,
      vocabularySize: model.vocabularySize,
      lossless: tokenization.lossless,
      tokens,
      used,
      totalTokens: Math.max(total, tokenization.tokens.ids.length),
      context: model.context,
      ...measured,
      totals: readingTotals(measured.logprobs, tokens.bytes.offsets[total] - tokens.bytes.offsets[1]),
      attention: attention.available ? { available: true, layers: model.layers, heads: model.heads } : attention,
      residuals: residuals.available ? { available: true, layers: model.layers } : residuals,
    },
  };
}
