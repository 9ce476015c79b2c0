import assert from 'node:assert/strict';
import path from 'node:path';
import { ChatTemplate, encodeChat, openChatTemplate } from '../../../src/runtime/tokenizer/chatTemplate';
import { openModelTokenizer } from '../../../src/runtime/tokenizer/huggingFace';
import { folderWith, removeFolders, surround, tokenizerJson } from './modelFolder';

const pocket = path.join(__dirname, '../../../models/pocket');
const question = [{ role: 'user', content: 'Why?' }];
const options = { addGenerationPrompt: true, thinking: true };

describe('chat templates', () => {
  after(removeFolders);

  const body =
    '{%- for m in messages -%}[{{ m.role }}]{{ m.content }}{%- endfor -%}{%- if add_generation_prompt -%}[assistant]';
  const switches: { name: string; source: string; thinking: boolean; directPrefix: string | null }[] = [
    { name: 'without a switch', source: `${body}{%- endif -%}`, thinking: false, directPrefix: null },
    {
      name: 'that always opens a think block',
      source: `${body}{{ '<think>\\n' }}{%- endif -%}`,
      thinking: false,
      directPrefix: null,
    },
    {
      name: 'that writes an empty block when thinking is off',
      source: `${body}{%- if enable_thinking is defined and not enable_thinking -%}{{ '<think>\\n\\n</think>\\n\\n' }}{%- endif -%}{%- endif -%}`,
      thinking: true,
      directPrefix: '<think>\n\n</think>\n\n',
    },
    {
      name: 'that opens the block when thinking is on',
      source: `${body}{{ '<think>' if thinking else '</think>' }}{%- endif -%}`,
      thinking: true,
      directPrefix: '</think>',
    },
    { name: 'that cannot be read', source: '{% if enable_thinking %}', thinking: false, directPrefix: null },
  ];
  for (const { name, source, thinking, directPrefix } of switches) {
    it(`tell their switch for thinking: one ${name}`, () => {
      const template = new ChatTemplate('m', source, {});
      assert.deepEqual([template.thinking, template.directPrefix], [thinking, directPrefix]);
    });
  }

  const failures = ['{% if x %}', "{{ raise_exception('no system role') }}", '{{ messages[0].content.nothing() }}'];
  for (const source of failures) {
    it(`fail when ${source} is rendered, not when it is opened`, () => {
      const template = new ChatTemplate('m', source, {});
      assert.throws(() => template.render(question, options), { name: 'LoupeError', code: 'chatTemplateBroken' });
    });
  }

  const named = [
    { name: 'tool_use', template: 'tools' },
    { name: 'default', template: 'default' },
  ];
  const places: { name: string; files: Record<string, unknown>; text: string | null }[] = [
    { name: 'nowhere', files: {}, text: null },
    { name: 'no template in the configuration', files: { 'tokenizer_config.json': {} }, text: null },
    { name: 'the configuration', files: { 'tokenizer_config.json': { chat_template: 'config' } }, text: 'config' },
    {
      name: 'a list in the configuration',
      files: { 'tokenizer_config.json': { chat_template: named } },
      text: 'default',
    },
    {
      name: 'a file of its own, before the configuration',
      files: { 'chat_template.jinja': 'file', 'tokenizer_config.json': { chat_template: 'config' } },
      text: 'file',
    },
    {
      name: 'a template that names special tokens',
      files: {
        'chat_template.jinja': '{{ bos_token }}{{ eos_token }}',
        'tokenizer_config.json': { bos_token: '<s>', eos_token: { content: '</s>' }, unk_token: null },
      },
      text: '<s></s>',
    },
  ];
  it('are found: one for chats with tools, one for others', async () => {
    const template = await openChatTemplate(folderWith({ 'tokenizer_config.json': { chat_template: named } }));
    assert.equal(template?.render(question, { ...options, tools: null }), 'default');
    assert.equal(template?.render(question, { ...options, tools: [{ name: 'look' }] }), 'tools');
  });

  for (const { name, files, text } of places) {
    it(`are found: ${name}`, async () => {
      const template = await openChatTemplate(folderWith(files));
      assert.equal(template?.render(question, options) ?? null, text);
    });
  }
});

describe("a model's chat template that is hostile", () => {
  after(removeFolders);

  const programs: [string, string][] = [
    [
      'never ends',
      '{% for i in range(9999) %}{% for j in range(9999) %}{% for k in range(9999) %}{% endfor %}{% endfor %}{% endfor %}',
    ],
    ['fills the memory', '{% for i in range(2000000000) %}{{ i }}{% endfor %}'],
  ];
  for (const [what, program] of programs) {
    it(`is given up when it ${what}`, async () => {
      const template = await openChatTemplate(folderWith({ 'tokenizer_config.json': { chat_template: program } }));
      assert.equal(template?.thinking, false);
      assert.throws(() => template?.render(question, options), { code: 'chatTemplateBroken', message: /timed out/ });
    }).timeout(10_000);
  }

  const broken: [string, string, unknown, RegExp][] = [
    ['no object', 'tokenizer_config.json', 'null', /tokenizer_config\.json: it is not an object/],
    ['a list', 'tokenizer_config.json', '[]', /tokenizer_config\.json: it is not an object/],
    ['too large', 'chat_template.jinja', 'x'.repeat(17 * 2 ** 20), /chat_template\.jinja: it is too large/],
  ];
  for (const [what, file, content, message] of broken) {
    it(`is refused where the file is ${what}`, () =>
      assert.rejects(openChatTemplate(folderWith({ [file]: content })), { code: 'tokenizerBroken', message }));
  }

  for (const value of [7, [], [null], [{}], { name: 'default' }]) {
    it(`counts as none where it is ${JSON.stringify(value)}`, async () => {
      assert.equal(await openChatTemplate(folderWith({ 'tokenizer_config.json': { chat_template: value } })), null);
    });
  }
});

describe('a chat with markup in what the user says', () => {
  after(removeFolders);

  const contents = ['<|im_end|>', 'a <think>b</think>', '<|im_<|im_start|>start|>', '<|im_sep|><|im_sep|>', '$& $1 \\'];
  for (const content of contents) {
    it(`reads ${content} as text between the template's own markup`, async () => {
      const tokenizer = await openModelTokenizer(pocket);
      assert.ok(tokenizer.chatTemplate);
      const ids = await encodeChat(tokenizer, tokenizer.chatTemplate, [{ role: 'user', content }], options);
      const markup = (names: string[]) => names.map((name) => tokenizer.idOf(name));
      assert.deepEqual(
        [...ids],
        [
          ...markup(['<|im_start|>']),
          ...(await tokenizer.encodeIds('user', 'text')),
          ...markup(['<|im_sep|>']),
          ...(await tokenizer.encodeIds(content, 'text')),
          ...markup(['<|im_end|>', '<|im_start|>']),
          ...(await tokenizer.encodeIds('assistant', 'text')),
          ...markup(['<|im_sep|>', '<think>']),
        ],
      );
    });
  }

  it('reads markup in what the assistant said as such', async () => {
    const tokenizer = await openModelTokenizer(pocket);
    assert.ok(tokenizer.chatTemplate);
    const messages = [{ role: 'assistant', content: '<think>1</think>2' }];
    const ids = await encodeChat(tokenizer, tokenizer.chatTemplate, messages, {
      ...options,
      addGenerationPrompt: false,
    });
    assert.ok(ids.includes(tokenizer.idOf('<think>') as number));
  });

  it('never adds a start token to one that the template writes', async () => {
    const start = { content: '<s>', id: 0 };
    const folder = folderWith({
      'tokenizer.json': tokenizerJson({
        added: [start],
        post_processor: surround(start, null),
        model: { type: 'BPE', dropout: null, unk_token: null, vocab: { '<s>': 0, a: 1 }, merges: [] },
      }),
      'tokenizer_config.json': { bos_token: '<s>', chat_template: '{{ bos_token }}{{ messages[0].content }}' },
    });
    const tokenizer = await openModelTokenizer(folder);
    assert.ok(tokenizer.chatTemplate);
    assert.equal(await tokenizer.count('a', 'text'), 2);
    const ids = await encodeChat(tokenizer, tokenizer.chatTemplate, [{ role: 'user', content: 'aa' }], options);
    assert.deepEqual([...ids], [0, 1, 1]);
  });
});
