import { packedAt } from '../../protocol/bytes';
import { type ChatMessage, ChatOwner, type ChatParams, type ChatTokens } from '../../protocol/chat';
import { LoupeError } from '../../protocol/errors';
import { tokenItems } from '../../protocol/tokenItems';
import type { CommandResult } from '../command';
import { table } from '../table';
import { readable } from '../tokenText';

/**
 * A JSON list of messages, or an object with `messages` and `tools`, as OpenAI's API takes them.
 * Throws `LoupeError('chatFileOdd')`.
 */
export function parseChat(json: string): Pick<ChatParams, 'messages' | 'tools'> {
  let chat: unknown;
  try {
    chat = JSON.parse(json);
  } catch (error) {
    throw new LoupeError('chatFileOdd', (error as Error).message);
  }
  const { messages, tools = null } = (Array.isArray(chat) ? { messages: chat } : (chat ?? {})) as Partial<ChatParams>;
  if (!Array.isArray(messages) || !messages.every(isMessage))
    throw new LoupeError(
      'chatFileOdd',
      'each message needs a role and a content: strings, or null for a content beside other fields',
    );
  if (tools !== null && !Array.isArray(tools)) throw new LoupeError('chatFileOdd', 'tools are no list');
  return { messages, tools };
}

function isMessage(value: unknown): value is ChatMessage {
  const { role, content } = (value ?? {}) as Partial<ChatMessage>;
  return typeof role === 'string' && (typeof content === 'string' || content === null);
}

/** What the template made of the messages: counts, and each token with its owner. */
export function chatResult(chat: ChatTokens, roles: readonly string[]): CommandResult {
  const { text, tokenization, owners, template, tools } = chat;
  const { tokenizer, vocabularySize, tokens } = tokenization;
  const messages = chat.messages.map((counts, i) => ({ role: roles[i], ...counts }));
  const ownerName = (owner: number) =>
    owner === ChatOwner.template ? 'template' : owner === ChatOwner.tools ? 'tools' : `${owner} ${roles[owner]}`;
  return {
    json: {
      ...{ tokenizer, vocabularySize, text, messages, template, tools },
      tokens: (function* () {
        for (const item of tokenItems(tokens)) {
          const owner = owners[item.index];
          yield { ...item, owner: owner < 0 ? ownerName(owner) : owner };
        }
      })(),
    },
    *table() {
      yield `${tokenizer}: ${tokens.ids.length} tokens, of which the template’s: ${template}${tools > 0 ? `, the tools’: ${tools}` : ''}\n\n`;
      yield* table(['message', 'tokens', 'shared', 'written', 'role'], () =>
        messages.map(({ role, tokens, shared, placement }, i) => [i, tokens, shared, placement, role]),
      );
      yield '\n';
      yield* table(['index', 'id', 'of', 'token'], function* () {
        for (let i = 0; i < tokens.ids.length; i++)
          yield [i, tokens.ids[i], ownerName(owners[i]), readable(packedAt(tokens.bytes, i))];
      });
    },
  };
}
