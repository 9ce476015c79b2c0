import type { ComparisonSetup, PromptContent } from '../../src/protocol/compareApi';
import { isChat } from '../../src/protocol/compareResults';
import type { ModelChoice } from '../../src/protocol/models';
import type { GeneratedToken } from '../../src/protocol/runs';

/** An output told apart; both are the output's tokens in order, the markers with the reasoning. */
export interface OutputParts {
  reasoning: readonly GeneratedToken[];
  answer: readonly GeneratedToken[];
}

/**
 * Whether an output begins with reasoning, as `chatPrompt` in `src/runtime/generate/prompt.ts` sees to it; null where that is
 * not known before `</think>` comes: without a chat template, or with one that has no switch for thinking.
 */
export function beginsWithReasoning(
  setup: ComparisonSetup,
  prompt: PromptContent,
  model: ModelChoice | undefined,
): boolean | null {
  if (!isChat(setup, prompt)) return null;
  if (!(prompt.thinking ?? setup.thinking)) return false;
  return model?.thinking ? true : null;
}

/** Reasoning is what stands up to the first `</think>`, unless the output is known to begin with the answer. */
export function outputParts(tokens: readonly GeneratedToken[], begins: boolean | null): OutputParts {
  const reasons = begins ?? tokens.some(isMarker('</think>'));
  if (!reasons && !tokens.slice(0, 1).some(isMarker('<think>'))) return { reasoning: [], answer: tokens };
  const close = tokens.findIndex(isMarker('</think>'));
  const end = close < 0 ? tokens.length : close + 1;
  return { reasoning: tokens.slice(0, end), answer: tokens.slice(end) };
}

/** The text of a part, without the markers. */
export function partText(tokens: readonly GeneratedToken[]): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const written = tokens.filter((token) => !isMarker('<think>')(token) && !isMarker('</think>')(token));
  return written.map(({ bytes }) => decoder.decode(bytes, { stream: true })).join('') + decoder.decode();
}

const ascii = new TextDecoder('latin1');

const isMarker = (marker: string) => (token: GeneratedToken) =>
  token.special && token.bytes.length === marker.length && ascii.decode(token.bytes) === marker;
