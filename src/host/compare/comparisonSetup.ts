import type { ComparisonModel, ComparisonPrompt, ComparisonSetup } from '../../protocol/compareApi';
import { promptLimits } from '../../protocol/compareResults';

/** What a new panel starts with: two empty prompts, greedy so that differences come from the prompts. */
export const defaultSetup: ComparisonSetup = {
  prompts: [
    { label: '', text: '' },
    { label: '', text: '' },
  ],
  models: [],
  chat: true,
  thinking: true,
  sampling: { temperature: 0, topK: 0, topP: 1 },
  seed: 1,
  repeats: 1,
  maxTokens: 128,
};

/** The setup with `added` in place of its blank prompts and after the others. What does not fit is counted in `left`. */
export function withPrompts(
  setup: ComparisonSetup,
  added: readonly ComparisonPrompt[],
): { setup: ComparisonSetup; left: number } {
  const filled = setup.prompts.filter(({ text }) => text.trim() !== '');
  const prompts = [...filled, ...added].slice(0, promptLimits.max);
  const left = filled.length + added.length - prompts.length;
  while (prompts.length < promptLimits.min) prompts.push({ label: '', text: '' });
  return { setup: { ...setup, prompts }, left };
}

/** The setup with only models that are there; the first one if none is left. */
export function withKnownModels(setup: ComparisonSetup, models: readonly ComparisonModel[]): ComparisonSetup {
  const known = setup.models.filter((id) => models.some((model) => model.id === id));
  return { ...setup, models: known.length > 0 ? known : models.slice(0, 1).map(({ id }) => id) };
}
