/** The words in the figures. */
export interface Texts {
  stagesTitle: string;
  tasksThinking: string;
  facts: string;
  refusals: string;
  stories: string;
  thinkingTitle: string;
  direct: string;
  withThoughts: string;
  reinforcementTitle: string;
  reward: string;
  heldOut: string;
  answerTokens: string;
  entropy: string;
  steps: string;
  pretrainingTitle: string;
  bitsPerByte: string;
  millionTokens: string;
  streams: Record<string, string>;
  /** Of tasks; one that is missing goes by its own name. */
  families: Record<string, string>;
}

const inChinese = (name: string) => `${name} (Chinese)`;

const en: Texts = {
  stagesTitle: 'What five stages of one model can do',
  tasksThinking: 'Tasks right, after thinking',
  facts: 'Facts right, about people it learned',
  refusals: 'Says that it does not know a stranger',
  stories: 'Stories without contradictions',
  thinkingTitle: 'Right answers with and without thoughts',
  direct: 'answered at once',
  withThoughts: 'after thinking',
  reinforcementTitle: 'Reinforcement learning',
  reward: 'Right answers (reward)',
  heldOut: 'on questions that are not trained on',
  answerTokens: 'Tokens an answer, thoughts included',
  entropy: 'Uncertainty (entropy, nats per token)',
  steps: 'steps',
  pretrainingTitle: 'Pretraining',
  bitsPerByte: 'Bits per byte of text that it has not seen:\nthe fewer, the better it foresees',
  millionTokens: 'million tokens read',
  streams: { stories: 'stories', prose: 'prose', code: 'code', chinese: 'Chinese' },
  families: {
    two_steps: 'two facts',
    zh_addition: inChinese('addition'),
    zh_subtraction: inChinese('subtraction'),
    zh_location: inChinese('location'),
    zh_ages: inChinese('ages'),
    zh_days: inChinese('days'),
    zh_legs: inChinese('legs'),
  },
};

const zh: Texts = {
  stagesTitle: '同一个模型的五个阶段各会什么',
  tasksThinking: '思考之后任务答对',
  facts: '关于学过的人物，事实答对',
  refusals: '问到陌生人，会说不认识',
  stories: '故事没有自相矛盾',
  thinkingTitle: '有思考与没有思考时的正确率',
  direct: '直接回答',
  withThoughts: '思考之后',
  reinforcementTitle: '强化学习',
  reward: '答对的比例（奖励）',
  heldOut: '未用于训练的问题',
  answerTokens: '每个回答的词元数，含思考',
  entropy: '不确定性（熵，奈特每词元）',
  steps: '步',
  pretrainingTitle: '预训练',
  bitsPerByte: '未见过的文本每字节的比特数：越少，预测得越好',
  millionTokens: '百万词元',
  streams: { stories: '故事', prose: '散文', code: '代码', chinese: '中文' },
  families: {
    addition: '加法（英文）',
    subtraction: '减法（英文）',
    multiplication: '乘法',
    total: '多数求和',
    sort: '排序',
    letters: '数字母',
    reverse: '倒写单词',
    location: '物品在哪（英文）',
    swap: '交换',
    turns: '转向',
    order: '比较次序',
    ages: '年龄（英文）',
    legs: '数腿（英文）',
    shopping: '购物',
    days: '星期（英文）',
    two_steps: '两步事实',
    zh_addition: '加法',
    zh_subtraction: '减法',
    zh_location: '物品在哪',
    zh_ages: '年龄',
    zh_days: '星期',
    zh_legs: '数腿',
  },
};

/** By the editor's display language. */
export const texts: Record<string, Texts> = { en, 'zh-cn': zh };
