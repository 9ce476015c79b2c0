import assert from 'node:assert/strict';
import path from 'node:path';
import { type ChatMessage, ChatOwner, type ChatTokens } from '../../../src/protocol/chat';
import { tokenBytes } from '../../../src/protocol/tokenLookup';
import { chatTokens } from '../../../src/runtime/tokenizer/chat/chatTokens';
import { contentSpans } from '../../../src/runtime/tokenizer/chat/contentSpans';
import { ChatTemplate, encodeChat } from '../../../src/runtime/tokenizer/chatTemplate';
import { openEncoding } from '../../../src/runtime/tokenizer/encodings';
import { type ModelTokenizer, openModelTokenizer, openTokenizerFile } from '../../../src/runtime/tokenizer/huggingFace';
import { folderWith, removeFolders, tokenizerJson } from './modelFolder';

const user = (content: string): ChatMessage => ({ role: 'user', content });
const assistant = (content: string): ChatMessage => ({ role: 'assistant', content });

describe('where a message is in a rendered chat', () => {
  const whole = '{% for m in messages %}<{{ m.role }}>{{ m.content }}</>{% endfor %}';
  const trimmed = '{% for m in messages %}<{{ m.role }}>\n{{ m.content | trim }}\n</>{% endfor %}';
  const rows: [what: string, template: string, messages: ChatMessage[], found: [string, string | null][]][] = [
    ['written as it is', whole, [user(' a b\n')], [['whole', ' a b\n']]],
    ['trimmed', trimmed, [user('\n a b \n')], [['trimmed', 'a b']]],
    ['nothing to trim', trimmed, [user('a')], [['whole', 'a']]],
    [
      'the same twice',
      whole,
      [user('a'), user('a')],
      [
        ['whole', 'a'],
        ['whole', 'a'],
      ],
    ],
    [
      'words that the template writes too',
      whole,
      [user('user'), user('<user>')],
      [
        ['whole', 'user'],
        ['whole', '<user>'],
      ],
    ],
    [
      'empty',
      whole,
      [user(''), user(' ')],
      [
        ['whole', null],
        ['whole', null],
      ],
    ],
    [
      'left out',
      '{{ messages[1].content }}',
      [user('a'), user('b')],
      [
        ['absent', null],
        ['whole', 'b'],
      ],
    ],
    [
      'moved into another turn, as Gemma does with the system message',
      '{{ messages[1].content }} / {{ messages[0].content }}',
      [user('a'), user('b')],
      [
        ['whole', 'a'],
        ['whole', 'b'],
      ],
    ],
    [
      'without its reasoning, as Qwen writes earlier answers',
      "{% for m in messages %}[{{ m.content.split('</think>')[-1] }}]{% endfor %}",
      [assistant('<think>b</think>a b')],
      [['changed', 'a b']],
    ],
    [
      'without its reasoning, after a line break that the template writes too',
      "[\n{{ messages[0].content.split('</think>')[-1].lstrip() }}]",
      [assistant('<think>b</think>\na b')],
      [['changed', 'a b']],
    ],
    [
      'without its end, before a line break that the template writes too',
      "[{{ messages[0].content.split('<end>')[0].rstrip() }}\n]",
      [assistant('a b\n<end>')],
      [['changed', 'a b']],
    ],
    [
      'looked into',
      "{% for m in messages %}{% if m.content.startswith('a') %}[{{ m.content }}]{% else %}other{% endif %}{% endfor %}",
      [user('a b')],
      [['changed', 'a b']],
    ],
    ['upper case', '{{ messages[0].content | upper }}', [user('a b')], [['absent', null]]],
  ];
  for (const [what, source, messages, found] of rows) {
    it(what, () => {
      const template = new ChatTemplate('m', source, {});
      const render = (list: ChatMessage[]) => template.render(list, { addGenerationPrompt: true, thinking: true });
      const text = render(messages);
      assert.deepEqual(
        contentSpans(messages, text, render).map(({ placement, range }) => [
          placement,
          range && text.slice(range.start, range.end),
        ]),
        found,
      );
    });
  }
});

describe('tokens of a chat', () => {
  const options = { addGenerationPrompt: true, thinking: true, tools: null, special: 'text' } as const;
  let pocket: ModelTokenizer;
  before(async () => {
    pocket = await openModelTokenizer(path.join(__dirname, '../../../models/pocket'));
  });
  after(removeFolders);

  const texts = ({ tokenization: { tokens }, owners }: ChatTokens, owner: number) =>
    Buffer.concat(
      Array.from(tokens.ids, (_, i) => (owners[i] === owner ? tokenBytes(tokens, i) : Buffer.alloc(0))),
    ).toString();

  it('are those that the model is asked with, each with its owner', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      user('What is 47 + 85? 你好'),
      assistant('132'),
      user('And 1?'),
    ];
    const chat = await chatTokens(pocket, { ...options, messages });
    const template = pocket.chatTemplate ?? assert.fail();
    assert.equal(chat.text, template.render(messages, options));
    assert.deepEqual([...chat.tokenization.tokens.ids], [...(await encodeChat(pocket, template, messages, options))]);
    for (const [i, { content }] of messages.entries()) assert.equal(texts(chat, i), content);
    const mine = chat.messages.reduce((sum, { tokens }) => sum + tokens, 0);
    assert.equal(chat.template + mine, chat.owners.length);
    assert.ok(!/brief|132|And/.test(texts(chat, ChatOwner.template)));
    assert.equal(chat.thinking, true);
  });

  it('hold markup that the user wrote as text, or as special tokens where it is to be parsed', async () => {
    const messages = [user('<|im_end|>')];
    const asText = await chatTokens(pocket, { ...options, messages });
    const parsed = await chatTokens(pocket, { ...options, messages, special: 'parse' });
    assert.equal(asText.text, parsed.text);
    assert.ok(asText.messages[0].tokens > 1);
    assert.equal(parsed.messages[0].tokens, 1);
    for (const chat of [asText, parsed]) assert.equal(texts(chat, 0), '<|im_end|>');
  });

  it('end with the start of the answer only where that is wanted', async () => {
    const messages = [user('a')];
    const [with_, without] = [
      await chatTokens(pocket, { ...options, messages }),
      await chatTokens(pocket, { ...options, messages, addGenerationPrompt: false }),
    ];
    assert.ok(with_.text.startsWith(without.text) && with_.text.length > without.text.length);
    assert.ok(with_.template > without.template);
  });

  const inWords = (template: string, parts: object = {}) =>
    openTokenizerFile(
      folderWith({
        'tokenizer.json': tokenizerJson({
          pre_tokenizer: { type: 'WhitespaceSplit' },
          model: { type: 'WordLevel', unk_token: '?', vocab: { '?': 0, one: 1, two: 2, 'a:one': 3, tool: 4 } },
          added: [{ content: '<s>', id: 5 }],
          ...parts,
        }),
        'tokenizer_config.json': { chat_template: template },
      }),
    );

  it('tell those that hold text of the template too', async () => {
    const tokenizer = await inWords('a:{{ messages[0].content }}');
    const chat = await chatTokens(tokenizer, { ...options, messages: [user('one two')] });
    assert.deepEqual([...chat.tokenization.tokens.ids], [3, 2]);
    assert.deepEqual([chat.messages, chat.template], [[{ placement: 'whole', tokens: 2, shared: 1 }], 0]);
  });

  it('lie right where the tokenizer changes the text', async () => {
    // Lower case: bytes of tokens are not those of the text, whose offsets come from the library, past names of special tokens.
    const tokenizer = await inWords('<s> {{ messages[0].content }} <s>', { normalizer: { type: 'Lowercase' } });
    const chat = await chatTokens(tokenizer, { ...options, messages: [user('ONE <s> TWO')] });
    const { starts, ends, ids } = chat.tokenization.tokens;
    assert.deepEqual(
      Array.from(ids, (id, i) => [id, chat.text.slice(starts[i], ends[i]), chat.owners[i]]),
      [
        [5, '<s>', -1],
        [1, 'ONE', 0],
        [0, '<s>', 0],
        [2, 'TWO', 0],
        [5, '<s>', -1],
      ],
    );
  });

  it('tell the descriptions of tools apart', async () => {
    const template = '{% if tools %}{{ tools[0].name }} {% endif %}{{ messages[0].content }}';
    const tokenizer = await inWords(template);
    const chat = await chatTokens(tokenizer, { ...options, messages: [user('one')], tools: [{ name: 'tool' }] });
    assert.deepEqual([...chat.owners], [ChatOwner.tools, 0]);
    assert.deepEqual([chat.tools, chat.template], [1, 0]);
  });

  it('count what a message has beside its content as its own', async () => {
    const template =
      '{% for m in messages %}{% if m.tool_calls %}{{ m.tool_calls[0].name }} {% elif m.content is string %}{{ m.content }} {% endif %}{% endfor %}';
    const tokenizer = await inWords(template);
    const messages = [user('one'), { role: 'assistant', content: null, tool_calls: [{ name: 'tool' }] }, user('two')];
    const chat = await chatTokens(tokenizer, { ...options, messages });
    assert.deepEqual([...chat.tokenization.tokens.ids], [1, 4, 2]);
    assert.deepEqual([...chat.owners], [0, 1, 2]);
    assert.deepEqual(chat.messages[1], { placement: 'whole', tokens: 1, shared: 0 });
  });

  it('hold markup in other fields than the content as text too, but for the assistant’s', async () => {
    const tokenizer = await inWords('{{ messages[0].name }} {{ messages[0].content }}');
    const ids = async (role: string) => {
      const chat = await chatTokens(tokenizer, { ...options, messages: [{ role, content: 'one', name: '<s>' }] });
      return [...chat.tokenization.tokens.ids];
    };
    assert.deepEqual(await ids('tool'), [0, 1]);
    assert.deepEqual(await ids('assistant'), [5, 1]);
  });

  it('fail where there is no template, and where it refuses', async () => {
    await assert.rejects(chatTokens(await openEncoding('gpt2'), { ...options, messages: [] }), {
      code: 'chatTemplateMissing',
    });
    const refusing = await inWords("{{ raise_exception('Roles must alternate') }}");
    await assert.rejects(chatTokens(refusing, { ...options, messages: [user('a')] }), {
      code: 'chatTemplateBroken',
      message: /Roles must alternate/,
    });
  });
});
