import type { GeneratedToken, Sampling } from './runs';
import type { SpecialReading } from './tokens';

export type StopReason = 'eos' | 'length' | 'context';

export interface GenerateParams {
  model: string;
  text: string;
  /** Wrap the text as a user message in the model's chat template. */
  chat: boolean;
  /** With `chat`: a system message before it; absent, null or blank: none. */
  system?: string | null;
  thinking: boolean;
  special: SpecialReading;
  sampling: Sampling;
  seed: number;
  maxTokens: number;
}

export interface Generation {
  model: string;
  promptTokens: number;
  tokens: GeneratedToken[];
  text: string;
  stop: StopReason;
  /** exp(mean surprisal) of the tokens, before temperature; null for none. */
  perplexity: number | null;
}

export interface TraceParams {
  model: string;
  /** The user's message, or a transcript that holds `<think>…</think>`. */
  text: string;
  source: 'question' | 'transcript';
  thinking: boolean;
  sampling: Sampling;
  seed: number;
  samples: number;
  maxTokens: number;
}

export type TracePart = 'reasoning' | 'answer';

export interface TraceProgress {
  sample: number;
  part: TracePart;
  token: GeneratedToken;
}

/** One step of the reasoning. */
export interface TraceStep {
  text: string;
  /** Index of its first token among the reasoning's tokens, and their number. */
  firstToken: number;
  tokens: number;
  /** Mean surprisal, nats per token. */
  surprisal: number;
  /** Mean entropy, nats. */
  entropy: number;
  /** Index among the reasoning's tokens of the one with the highest entropy. */
  mostUncertain: number;
}

/** A reasoning and its answer. Log-probabilities are sums in nats; null where that part is absent. */
export interface TraceSample {
  /** Range of the question, reasoning and answer in a transcript's text; absent for generated ones. */
  ranges?: { question: TextRange; reasoning: TextRange; answer: TextRange };
  reasoningTokens: GeneratedToken[];
  answerTokens: GeneratedToken[];
  steps: TraceStep[];
  reasoning: string;
  answer: string;
  logprobReasoning: number | null;
  /** log P(answer | question, thoughts) */
  logprobAnswer: number | null;
  /** log P(answer | question), by the same template with the empty think block */
  logprobAnswerDirect: number | null;
  /** The text between question and answer for `logprobAnswerDirect`; null for a model without thinking. */
  directPrefix: string | null;
  /** Null for a transcript: nothing was generated. */
  stop: StopReason | null;
}

export interface TextRange {
  start: number;
  end: number;
}

export interface Trace {
  model: string;
  samples: TraceSample[];
}
