import { LoupeError } from '../../protocol/errors';
import type { Trace, TraceParams, TraceProgress, TraceSample } from '../../protocol/generation';
import type { HandlerContext } from '../../protocol/rpc';
import type { GeneratedToken } from '../../protocol/runs';
import type { OpenedModel } from '../models';
import { readOn } from './continuation';
import { decode } from './decode';
import { DirectAnswer } from './directAnswer';
import { chatPrompt, refuseTooLong } from './prompt';
import { endsInThoughts, thinkMarkers, thoughtSplitter } from './thoughts';
import { traceSample } from './traceSample';
import { readTranscript } from './transcript';

/** How a model comes to its answer: sampled chains of thought on a question, or one that a transcript holds. */
export async function trace(
  opened: OpenedModel,
  params: TraceParams,
  context: HandlerContext<TraceProgress>,
): Promise<Trace> {
  await refuseTooLong(opened, params.text, context.signal);
  const samples =
    params.source === 'transcript'
      ? [await readTranscript(opened, params.text, context.signal)]
      : await askQuestion(opened, params, context);
  return { model: opened.model.description.id, samples };
}

/** Sample i uses seed + i. Reasoning and answer are told apart by the ids that were generated, never tokenized anew. */
async function askQuestion(
  opened: OpenedModel,
  { text, thinking, sampling, seed, samples: count, maxTokens }: TraceParams,
  { signal, progress }: HandlerContext<TraceProgress>,
): Promise<TraceSample[]> {
  const { model, tokenizer } = opened;
  const prompt = await chatPrompt(opened, text, { thinking });
  const start = await readOn(model, prompt, model.createCache(), signal);
  const direct = tokenizer.chatTemplate?.thinking
    ? await DirectAnswer.read(opened, await chatPrompt(opened, text, { thinking: false }), signal)
    : null;
  const markers = thinkMarkers(tokenizer);
  const open = markers !== null && endsInThoughts(prompt, markers, tokenizer);
  const samples: TraceSample[] = [];
  for (let sample = 0; sample < count; sample++) {
    if (signal.aborted) throw new LoupeError('cancelled');
    const parts = { reasoning: [] as GeneratedToken[], answer: [] as GeneratedToken[] };
    const partOf = thoughtSplitter(markers, open);
    const decoding = decode(
      opened,
      { cache: start.cache.fork(), logits: start.logits },
      { sampling, seed: seed + sample, maxTokens, signal },
    );
    let next = await decoding.next();
    for (; !next.done; next = await decoding.next()) {
      const token = next.value;
      const part = partOf(token.id);
      if (part === null) continue;
      parts[part].push(token);
      progress({ sample, part, token });
    }
    const logprobAnswerDirect = direct && (await direct.logprob(parts.answer, signal));
    samples.push(traceSample(tokenizer, { ...parts, logprobAnswerDirect, stop: next.value }));
  }
  return samples;
}
