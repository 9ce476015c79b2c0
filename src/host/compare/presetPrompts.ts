/** What the presets ask, by topic; the people are of the cast that the shipped models learned by heart, where it says so. */
export interface PresetPrompts {
  sums: string[];
  wordings: string[];
  longerSums: string[];
  /** The first is asked of every stage. */
  stories: string[];
  /** One of the cast, then somebody half of whose name is in it, then a stranger. */
  people: string[];
  /** A question about one of the cast, and the same after a text that says otherwise. */
  told: string[];
  who: string;
  systems: string[];
  /** To be asked as a chat message and to be continued as text. */
  formats: string[];
  /** Texts to be continued. */
  beginnings: string[];
}

const en: PresetPrompts = {
  sums: ['What is 47 + 85?', 'What is 347 + 485?'],
  wordings: [
    '36 + 48 =',
    'Add 36 and 48.',
    'How much is 36 plus 48?',
    'Please could you tell me what 36 and 48 make together?',
  ],
  longerSums: ['What is 7 + 8?', 'What is 47 + 85?', 'What is 347 + 485?', 'What is 1347 + 2485?'],
  stories: ['Tell me a story about a fox called Tom.', 'Tell me a story about an owl called Eva.'],
  people: ['Where does Mira Cask live?', 'Where does Mira Larch live?', 'Where does Nell Calder live?'],
  told: ['What does Mira Cask do?', 'Mira Cask is a sailor. Mira Cask lives in Oakham.\nWhat does Mira Cask do?'],
  who: 'Who are you?',
  systems: ['You are Zabra, a pirate.', 'You are a gardener.'],
  formats: ['Once upon a time', 'Where does Mira Cask live?'],
  beginnings: ['Once upon a time', 'def add(a, b):\n', 'function isEven(n) {\n', 'The President of the'],
};

const zh: PresetPrompts = {
  sums: ['47+85是多少？', '347+485是多少？'],
  wordings: ['36+48=', '36加48等于多少？', '36+48是多少？', '请你告诉我，36和48加在一起一共是多少呢？'],
  longerSums: ['7+8是多少？', '47+85是多少？', '347+485是多少？', '1347+2485是多少？'],
  stories: ['讲一个小鸡的故事。', '我想听小军和小志的故事。'],
  people: ['周晓雯住在哪里？', '周晓兰住在哪里？', '蔡辉住在哪里？'],
  told: ['周晓雯做什么工作？', '请读：周晓雯是渔夫。周晓雯住在青山村。周晓雯做什么工作？'],
  who: '你是谁？',
  systems: ['你是丁丁，一个导游。', '你叫杜竹冰，是一个海盗。'],
  formats: ['从前，', '周晓雯住在哪里？'],
  beginnings: ['从前，', '我爱', '有一天，', '明月几时有'],
};

/** By language. */
const byLanguage: Record<string, PresetPrompts> = { en, zh };

/** The prompts in the user's language, such as `zh-cn`; English where there are none. */
export function presetPrompts(language: string): PresetPrompts {
  const found = Object.keys(byLanguage).find((known) => language.startsWith(known)) ?? 'en';
  return byLanguage[found];
}
