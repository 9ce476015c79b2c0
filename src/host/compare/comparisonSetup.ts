import { randomUUID } from 'node:crypto';
import type { ComparisonPrompt, ComparisonSetup, PromptContent } from '../../protocol/compareApi';
import { promptLimits } from '../../protocol/compareResults';
import { shippedModelId } from '../../protocol/installedModels';
import type { ModelChoice } from '../../protocol/models';

/** What a new panel starts with: two empty prompts, greedy so that differences come from the prompts. */
export const defaultSetup: ComparisonSetup = {
  prompts: [
    { id: 'first', label: '', text: '' },
    { id: 'second', label: '', text: '' },
  ],
  models: [],
  chat: true,
  thinking: true,
  sampling: { temperature: 0, topK: 0, topP: 1 },
  seed: 1,
  repeats: 1,
  maxTokens: 128,
};

/** How many prompts can be added: blank ones give way. */
export function freePlaces({ prompts }: ComparisonSetup): number {
  return promptLimits.max - prompts.filter(isFilled).length;
}

/** The setup with `added` in place of its blank prompts and after the others, as far as they fit. */
export function withPrompts(setup: ComparisonSetup, added: readonly PromptContent[]): ComparisonSetup {
  const fitting = added.slice(0, freePlaces(setup));
  const prompts = [...setup.prompts.filter(isFilled), ...fitting.map(newPrompt)];
  while (prompts.length < promptLimits.min) prompts.push(newPrompt({ label: '', text: '' }));
  return { ...setup, prompts };
}

/** The setup with only models that are there; the default one if none is left. The same setup where nothing changes. */
export function withKnownModels(setup: ComparisonSetup, models: readonly ModelChoice[]): ComparisonSetup {
  const known = setup.models.filter((id) => models.some((model) => model.id === id));
  if (known.length > 0 && known.length === setup.models.length) return setup;
  return { ...setup, models: known.length > 0 ? known : [shippedModelId] };
}

const isFilled = ({ text }: PromptContent) => text.trim() !== '';

const newPrompt = (content: PromptContent): ComparisonPrompt => ({ id: randomUUID(), ...content });
