import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Script } from 'node:vm';
import { Template } from '@huggingface/jinja';
import type { ChatMessage } from '../../protocol/chat';
import { LoupeError } from '../../protocol/errors';
import type { ModelTokenizer } from './huggingFace';

interface TemplateSources {
  chat: string;
  /** For chats with tools. */
  tools: string;
}

export interface ChatOptions {
  /** End with the start of the assistant's turn. */
  addGenerationPrompt: boolean;
  /** Passed to the template as `enable_thinking`; ignored by templates without that switch. */
  thinking: boolean;
  /** Descriptions of tools, which templates that know none ignore. */
  tools?: unknown[] | null;
}

/** Rendering takes a millisecond. A template is a program that comes with the model: it may loop, and fill the memory as it does. */
const longestMs = 500;
const call = new Script('work()');

/** A model's chat template, rendered as Hugging Face's `transformers` does. */
export class ChatTemplate {
  /** Whether what is rendered depends on `thinking`. */
  readonly thinking: boolean;
  /**
   * What stands between question and answer when thinking is off: the empty think block that the model was trained on,
   * `<think></think>` say. Null without a switch for thinking.
   */
  readonly directPrefix: string | null;
  private readonly template: Template | Error;
  private readonly toolTemplate: Template | Error;

  /**
   * A template that cannot be read fails when it is rendered: the model can still be inspected without it.
   *
   * @param model for messages
   * @param source the template; where a model has one of its own for chats with tools, both
   * @param tokens the special tokens that templates may name: `bos_token`, `eos_token` …
   */
  constructor(
    private readonly model: string,
    source: string | TemplateSources,
    private readonly tokens: Readonly<Record<string, string>>,
  ) {
    const { chat, tools } = typeof source === 'string' ? { chat: source, tools: source } : source;
    this.template = attempt(() => new Template(chat));
    this.toolTemplate = tools === chat ? this.template : attempt(() => new Template(tools));
    const direct = this.opening(false);
    const thinking = direct instanceof Error ? direct : this.opening(true);
    this.thinking = typeof direct === 'string' && typeof thinking === 'string' && direct !== thinking;
    this.directPrefix = this.thinking ? directPrefix(String(direct), String(thinking)) : null;
  }

  /** Throws `LoupeError('chatTemplateBroken')`. */
  render(messages: ChatMessage[], options: ChatOptions): string {
    const rendered = this.attemptRender(messages, options);
    if (rendered instanceof Error) throw new LoupeError('chatTemplateBroken', this.model, rendered.message);
    return rendered;
  }

  private attemptRender(
    messages: ChatMessage[],
    { addGenerationPrompt, thinking, tools = null }: ChatOptions,
  ): string | Error {
    const template = tools ? this.toolTemplate : this.template;
    if (template instanceof Error) return template;
    return attempt(() =>
      template.render({
        ...this.tokens,
        messages,
        add_generation_prompt: addGenerationPrompt,
        // Qwen and the shipped model call it the first, DeepSeek and Granite the second.
        enable_thinking: thinking,
        thinking,
        tools,
        documents: null,
      }),
    );
  }

  /** A rendered question, up to where the answer begins. */
  private opening(thinking: boolean): string | Error {
    return this.attemptRender([{ role: 'user', content: '?' }], { addGenerationPrompt: true, thinking });
  }
}

/** What `work` gives, or the error that it throws: a template's errors are data here, and so is one that takes for ever. */
function attempt<T>(work: () => T): T | Error {
  try {
    return call.runInNewContext({ work }, { timeout: longestMs });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** From the think block on, or only from its end where it has no start (DeepSeek V3.1); else all that differs. */
function directPrefix(direct: string, thinking: string): string {
  for (const mark of ['<think>', '</think>']) {
    if (direct.includes(mark)) return direct.slice(direct.lastIndexOf(mark));
  }
  let common = 0;
  while (direct[common] === thinking[common]) common++;
  return direct.slice(common);
}

/**
 * The ids of a rendered chat, in which the template's markup is special tokens and what others than the assistant say is
 * text: a `<|im_start|>` that the user typed stays text. Equals Hugging Face's tokenization of the rendered text wherever no message
 * holds markup. The tokenizer adds nothing to what the template writes, so a start token never comes twice.
 */
export function encodeChat(
  tokenizer: ModelTokenizer,
  template: ChatTemplate,
  messages: ChatMessage[],
  options: ChatOptions,
): Promise<Int32Array> {
  const { markup } = tokenizer;
  const hidden = messages.map(({ role, content }) => ({
    role,
    content: role === 'assistant' || content === null ? content : markup.hide(content),
  }));
  return tokenizer.encodeIds(markup.reveal(template.render(hidden, options)), 'text');
}

type TokenizerConfig = Readonly<Record<string, unknown>>;

const largestBytes = 16 * 2 ** 20;

const templateFile = 'chat_template.jinja';
const configFile = 'tokenizer_config.json';

/** What `openChatTemplate` reads. */
export function chatTemplateFiles(folder: string): string[] {
  return [templateFile, configFile].map((name) => join(folder, name));
}

/**
 * The chat template of the model in `folder`, from `chat_template.jinja` or else `tokenizer_config.json`; of several the one called
 * `default`, and for tools the one called `tool_use`. Null where there is none. Throws `LoupeError('tokenizerBroken')` for a broken configuration.
 */
export async function openChatTemplate(folder: string): Promise<ChatTemplate | null> {
  const model = basename(resolve(folder));
  const read = async <T>(name: string, parse: (text: string) => T): Promise<T | null> => {
    try {
      const text = await readOptional(join(folder, name));
      return text === null ? null : parse(text);
    } catch (error) {
      throw new LoupeError('tokenizerBroken', folder, `${name}: ${(error as Error).message}`);
    }
  };
  const [file, config] = await Promise.all([read(templateFile, (text) => text), read(configFile, parseConfig)]);
  const source = file ?? configuredTemplate(config?.chat_template);
  return source === null ? null : new ChatTemplate(model, source, specialTokens(config ?? {}));
}

function parseConfig(json: string): TokenizerConfig {
  const config: unknown = JSON.parse(json);
  if (typeof config !== 'object' || config === null || Array.isArray(config)) throw new Error('it is not an object');
  return config as TokenizerConfig;
}

/** One template, or several by name; null where there is none that can be read. */
function configuredTemplate(value: unknown): string | TemplateSources | null {
  if (!Array.isArray(value)) return typeof value === 'string' ? value : null;
  const named = value as ({ name?: unknown; template?: unknown } | null)[];
  const called = (name: string) => named.find((one) => one?.name === name)?.template;
  const chat = called('default') ?? named[0]?.template;
  if (typeof chat !== 'string') return null;
  const tools = called('tool_use');
  return { chat, tools: typeof tools === 'string' ? tools : chat };
}

/** `bos_token` and the like; each is a string or an object that holds it. */
function specialTokens(config: TokenizerConfig): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) => {
      const content = (value as { content?: unknown } | null)?.content ?? value;
      return key.endsWith('_token') && typeof content === 'string' ? [[key, content]] : [];
    }),
  );
}

async function readOptional(path: string): Promise<string | null> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!stats) return null;
  // Reading a pipe would not end.
  if (!stats.isFile()) throw new Error('it is not a file');
  if (stats.size > largestBytes) throw new Error('it is too large');
  return readFile(path, 'utf8');
}
