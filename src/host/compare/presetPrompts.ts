const en = {
  sums: ['What is 47 + 85?', 'What is 347 + 485?'],
  wordings: [
    '36 + 48 =',
    'Add 36 and 48.',
    'How much is 36 plus 48?',
    'Please could you tell me what 36 and 48 make together?',
  ],
  longerSums: ['What is 7 + 8?', 'What is 47 + 85?', 'What is 347 + 485?', 'What is 1347 + 2485?'],
  stories: ['Tell me a short story about a fox and a kite.', 'Tell me a short story about an owl and a lamp.'],
  people: ['Where does Tobin Marsk live?', 'Where does Kofi Bassett live?'],
  formats: ['Once upon a time', 'What is 47 + 85?'],
  beginnings: ['Once upon a time', 'def add(a, b):\n', 'function isEven(n) {\n', 'The President of the'],
  languages: ['Hello!', '你好！', 'What can you do?', '你会做什么？'],
} satisfies Record<string, string[]>;

/** What the presets ask, by topic. */
export type PresetPrompts = typeof en;

/** By language; one that the model that ships inside has not learned is missing, and its users get English. */
const byLanguage: Record<string, PresetPrompts> = { en };

/** The prompts in the user's language, such as `zh-cn`, if there are any, and the language that they are in. */
export function presetPrompts(language: string): { language: string; prompts: PresetPrompts } {
  const found = Object.keys(byLanguage).find((known) => language.startsWith(known)) ?? 'en';
  return { language: found, prompts: byLanguage[found] };
}
