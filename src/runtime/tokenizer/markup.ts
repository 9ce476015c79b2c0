import { randomUUID } from 'node:crypto';
import { type AddedToken, addedTokens, mergePair, type TokenizerFile } from './tokenizerFile';

/**
 * Lets text be read with markup such as `<|im_start|>` or `<think>` as text. The native library has no switch for it, so each such
 * token gets an *alias*, a name that nobody can write since it holds a random number: a tokenizer loaded with aliases finds
 * no markup in any text, while ids and all other rules stay the same. An alias put into the text is still read as the
 * token, which is how a chat's own markup is told from markup that the user typed.
 */
export class Markup {
  private readonly secret = randomUUID().replaceAll('-', '');
  private readonly contents: readonly string[];
  private readonly pattern: RegExp;

  constructor(private readonly file: TokenizerFile) {
    this.contents = renamable(file, new Set(markupTokens(file).map(({ content }) => content)));
    const longestFirst = [...this.contents].sort((a, b) => b.length - a.length);
    this.pattern = new RegExp([`${this.secret}t\\d+e`, ...longestFirst.map(escapePattern)].join('|'), 'g');
  }

  /** The same tokenizer under aliases. */
  aliasedFile(): TokenizerFile {
    const aliases = new Map(this.contents.map((content, i) => [content, this.alias(i)]));
    const renamed = (token: string) => aliases.get(token) ?? token;
    const { model } = this.file;
    return {
      ...this.file,
      added_tokens: addedTokens(this.file).map((token) => ({ ...token, content: renamed(token.content) })),
      model: {
        ...model,
        vocab: Array.isArray(model.vocab)
          ? model.vocab.map(([token, score]) => [renamed(token), score])
          : Object.fromEntries(Object.entries(model.vocab).map(([token, id]) => [renamed(token), id])),
        ...(model.unk_token && { unk_token: renamed(model.unk_token) }),
      },
    };
  }

  /** Hides markup in what somebody wrote, so that `reveal` can tell it from a template's own. */
  hide(text: string): string {
    return text.replace(this.pattern, (content) => `${this.secret}t${this.contents.indexOf(content)}e`);
  }

  /** Markup becomes aliases, hidden markup becomes text again: ready to be read with markup as text. */
  reveal(text: string): string {
    return text.replace(this.pattern, (found) => {
      const index = this.contents.indexOf(found);
      return index >= 0 ? this.alias(index) : this.contents[Number(found.slice(this.secret.length + 1, -1))];
    });
  }

  private alias(index: number): string {
    return `${this.secret}m${index}e`;
  }
}

/**
 * Added tokens that mark up text. Tokenizers also add tokens for runs of spaces or for letters (DeepSeek, Phi): those are
 * ordinary vocabulary and read the same in every reading.
 */
export function markupTokens(file: TokenizerFile): AddedToken[] {
  return addedTokens(file).filter(({ special, content }) => special || /^(<.+>|\[.+\]|\|.+\|)$/s.test(content));
}

/** All but tokens that merging takes part in: merges name their tokens, and read the text the same whether it is markup or not. */
function renamable({ model }: TokenizerFile, contents: Set<string>): string[] {
  for (const pair of model.merges ?? []) {
    const [left, right] = mergePair(pair);
    for (const token of [left, right, left + right]) contents.delete(token);
  }
  return [...contents];
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
