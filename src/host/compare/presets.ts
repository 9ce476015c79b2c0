import type { ComparisonPreset, ComparisonPrompt, ComparisonSetup } from '../../protocol/compareApi';
import type { Translate } from '../../protocol/compareResults';

const greedy = { temperature: 0, topK: 0, topP: 1 };
const sampled = (temperature: number) => ({ temperature, topK: 0, topP: 1 });
const prompts = (...texts: string[]): ComparisonPrompt[] => texts.map((text) => ({ label: '', text }));

/** What every preset sets, so that none depends on what was set before. Models stay as chosen. */
const ground: Omit<ComparisonSetup, 'prompts' | 'models'> = {
  chat: true,
  thinking: true,
  sampling: greedy,
  seed: 1,
  repeats: 1,
  maxTokens: 160,
};

/**
 * Ready-made comparisons, each of which shows something with the shipped model. Names are translated; prompts are not, since
 * that model has learned English only (which the last preset shows, and the page says in other languages).
 */
export function presets(t: Translate): ComparisonPreset[] {
  return [
    {
      name: t('A sum, with and without thinking'),
      about: t('With its thoughts the small model carries digits; without them it guesses, just as sure.'),
      setup: {
        ...ground,
        prompts: ['What is 47 + 85?', 'What is 347 + 485?'].flatMap((text) => [
          { label: '', text, thinking: true },
          { label: '', text, thinking: false },
        ]),
      },
    },
    {
      name: t('One sum in four wordings'),
      about: t('Does the wording change the answer, or how sure the model is of it?'),
      setup: {
        ...ground,
        prompts: prompts(
          '36 + 48 =',
          'Add 36 and 48.',
          'How much is 36 plus 48?',
          'Please could you tell me what 36 and 48 make together?',
        ),
      },
    },
    {
      name: t('Sums that get longer'),
      about: t('Where does it begin to fail, and is it less sure there?'),
      setup: {
        ...ground,
        prompts: prompts('What is 7 + 8?', 'What is 47 + 85?', 'What is 347 + 485?', 'What is 1347 + 2485?'),
      },
    },
    {
      name: t('One story at four temperatures'),
      about: t('The same prompt, from always the likeliest token to nearly any.'),
      setup: {
        ...ground,
        thinking: false,
        prompts: [0, 0.7, 1, 1.5].map((temperature) => ({
          label: '',
          text: 'Tell me a short story about a fox and a kite.',
          temperature,
        })),
      },
    },
    {
      name: t('Two stories, three seeds each'),
      about: t('How much differs by chance, and how much by the prompt?'),
      setup: {
        ...ground,
        thinking: false,
        sampling: sampled(0.8),
        repeats: 3,
        prompts: prompts(
          'Tell me a short story about a fox and a kite.',
          'Tell me a short story about an owl and a lamp.',
        ),
      },
    },
    {
      name: t('Someone it knows, and someone it does not'),
      about: t('The model has read about one of them. Can you tell which by how sure it is?'),
      setup: {
        ...ground,
        sampling: sampled(1),
        repeats: 3,
        prompts: prompts('Where does Tobin Marsk live?', 'Where does Kofi Bassett live?'),
      },
    },
    {
      name: t('Prose and code, continued'),
      about: t('Without the chat template the model goes on with the text.'),
      setup: {
        ...ground,
        chat: false,
        maxTokens: 60,
        prompts: prompts('Once upon a time', 'def add(a, b):\n', 'function isEven(n) {\n', 'The President of the'),
      },
    },
    {
      name: t('One question in English and Chinese'),
      about: t('The model that ships inside learned English only: in Chinese it is lost, and every token shows it.'),
      setup: {
        ...ground,
        thinking: false,
        maxTokens: 40,
        prompts: prompts('Hello!', '你好！', 'What can you do?', '你会做什么？'),
      },
    },
  ];
}
