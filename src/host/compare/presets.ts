import type { ComparisonPreset, ComparisonPrompt, ComparisonSetup, PromptContent } from '../../protocol/compareApi';
import type { Translate } from '../../protocol/compareResults';
import { familyIds, shippedModelId } from '../../protocol/installedModels';
import { presetPrompts } from './presetPrompts';

const greedy = { temperature: 0, topK: 0, topP: 1 };
const sampled = (temperature: number) => ({ temperature, topK: 0, topP: 1 });
const rows = (contents: Omit<PromptContent, 'label'>[]): ComparisonPrompt[] =>
  contents.map((content, index) => ({ id: `preset-${index}`, label: '', ...content }));
const asked = (texts: string[]) => rows(texts.map((text) => ({ text })));

/** What every preset sets, so that none depends on what was set before. */
const ground: Omit<ComparisonSetup, 'prompts'> = {
  models: [shippedModelId],
  chat: true,
  thinking: true,
  sampling: greedy,
  seed: 1,
  repeats: 1,
  maxTokens: 160,
};

/**
 * Ready-made comparisons, each of which shows something with the shipped models: how they were made first. Those that need a model
 * that is not among the `installed` ones are left out.
 */
export function presets(t: Translate, language: string, installed: readonly string[]): ComparisonPreset[] {
  const prompts = presetPrompts(language);
  const all = [
    {
      id: 'stages',
      name: t('One prompt at five stages'),
      about: t('Untrained, early, pretrained, fine-tuned and taught to reason: what does each stage add?'),
      setup: {
        ...ground,
        models: [...familyIds],
        maxTokens: 80,
        prompts: rows([{ text: prompts.sums[0] }, { text: prompts.stories[0], thinking: false }]),
      },
    },
    {
      id: 'thinking',
      name: t('A sum, with and without thinking'),
      about: t('With thinking the small model carries digits; without it, it guesses and is just as sure.'),
      setup: {
        ...ground,
        prompts: rows(prompts.sums.flatMap((text) => [true, false].map((thinking) => ({ text, thinking })))),
      },
    },
    {
      id: 'people',
      name: t('Known and unknown people'),
      about: t('The model has learned about one of them. Does it say so where it has not, and how sure is it?'),
      setup: { ...ground, prompts: asked(prompts.people) },
    },
    {
      id: 'told',
      name: t('Told against learned'),
      about: t('The same question alone, and after a text that says otherwise: which does the model believe?'),
      setup: { ...ground, prompts: asked(prompts.told) },
    },
    {
      id: 'system',
      name: t('Who are you?'),
      about: t(
        'The same question after different system prompts: the model takes the name and the role that it is given.',
      ),
      setup: {
        ...ground,
        prompts: rows([{ text: prompts.who }, ...prompts.systems.map((system) => ({ text: prompts.who, system }))]),
      },
    },
    {
      id: 'formats',
      name: t('Chat message or plain text'),
      about: t('A base model continues text. What does it do with a question, and what does the chat format change?'),
      setup: {
        ...ground,
        models: ['pocket-base'],
        thinking: false,
        maxTokens: 60,
        prompts: rows(prompts.formats.flatMap((text) => [true, false].map((chat) => ({ text, chat })))),
      },
    },
    {
      id: 'temperature',
      name: t('One story at four temperatures'),
      about: t('The same prompt, from always the likeliest token to nearly any.'),
      setup: {
        ...ground,
        thinking: false,
        prompts: rows([0, 0.7, 1, 1.5].map((temperature) => ({ text: prompts.stories[0], temperature }))),
      },
    },
    {
      id: 'wordings',
      name: t('One sum in four wordings'),
      about: t('Does the wording change the answer, or how sure the model is of it?'),
      setup: { ...ground, prompts: asked(prompts.wordings) },
    },
    {
      id: 'longer',
      name: t('Sums that get longer'),
      about: t('Where does it begin to fail, and is it less sure there?'),
      setup: { ...ground, prompts: asked(prompts.longerSums) },
    },
    {
      id: 'seeds',
      name: t('Two stories, three seeds each'),
      about: t('How much differs by chance, and how much by the prompt?'),
      setup: { ...ground, thinking: false, sampling: sampled(0.8), repeats: 3, prompts: asked(prompts.stories) },
    },
    {
      id: 'beginnings',
      name: t('Beginnings, continued'),
      about: t('Without the chat template the model goes on with the text.'),
      setup: { ...ground, models: ['pocket-base'], chat: false, maxTokens: 60, prompts: asked(prompts.beginnings) },
    },
    {
      id: 'languages',
      name: t('The same questions in English and Chinese'),
      about: t('Does it know the same in both, and is it as sure?'),
      setup: {
        ...ground,
        maxTokens: 100,
        prompts: asked(['en', 'zh'].map(presetPrompts).flatMap(({ who, sums }) => [who, sums[0]])),
      },
    },
  ];
  return all.filter(({ setup }) => setup.models.every((model) => installed.includes(model)));
}
