import type { StopReason, TraceSample, TraceStep } from '../../protocol/generation';
import type { GeneratedToken } from '../../protocol/runs';
import type { ModelTokenizer } from '../tokenizer/huggingFace';
import { totalLogprob } from './score';
import { splitSteps } from './steps';

export interface TraceParts {
  reasoning: GeneratedToken[];
  answer: GeneratedToken[];
  logprobAnswerDirect: number | null;
  stop: StopReason | null;
}

/** A reasoning and its answer, measured. The tokens carry the log-probabilities that they had where they stood. */
export function traceSample(tokenizer: ModelTokenizer, parts: TraceParts): TraceSample {
  const { reasoning, answer, logprobAnswerDirect, stop } = parts;
  return {
    reasoningTokens: reasoning,
    answerTokens: answer,
    steps: traceSteps(tokenizer, reasoning),
    reasoning: textOf(tokenizer, reasoning),
    answer: textOf(tokenizer, answer),
    logprobReasoning: reasoning.length === 0 ? null : totalLogprob(reasoning),
    logprobAnswer: answer.length === 0 ? null : totalLogprob(answer),
    logprobAnswerDirect,
    directPrefix: tokenizer.chatTemplate?.directPrefix ?? null,
    stop,
  };
}

function traceSteps(tokenizer: ModelTokenizer, reasoning: readonly GeneratedToken[]): TraceStep[] {
  return splitSteps(reasoning.map(({ bytes }) => bytes)).map(({ start, end }) => {
    const tokens = reasoning.slice(start, end);
    let mostUncertain = start;
    for (let i = start + 1; i < end; i++) {
      if (reasoning[i].entropy > reasoning[mostUncertain].entropy) mostUncertain = i;
    }
    return {
      text: textOf(tokenizer, tokens),
      firstToken: start,
      tokens: tokens.length,
      surprisal: -totalLogprob(tokens) / tokens.length,
      entropy: tokens.reduce((sum, { entropy }) => sum + entropy, 0) / tokens.length,
      mostUncertain,
    };
  });
}

function textOf(tokenizer: ModelTokenizer, tokens: readonly GeneratedToken[]): string {
  return tokenizer.decode(tokens.map(({ id }) => id));
}
