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
    return text.replace(this.pattern, (found) => this.meant(found).read);
  }

  /** What `reveal` gives beside the text as people see it, and where each of its offsets is there. */
  uncover(text: string): Uncovered {
    let [read, shown, from] = ['', '', 0];
    const shownAt: number[] = [];
    const add = (part: { read: string; shown: string }) => {
      // An alias is as one character: all within it is its start.
      for (let i = 0; i < part.read.length; i++) shownAt.push(shown.length + (part.read === part.shown ? i : 0));
      read += part.read;
      shown += part.shown;
    };
    for (const { 0: found, index } of text.matchAll(this.pattern)) {
      const between = text.slice(from, index);
      add({ read: between, shown: between });
      add(this.meant(found));
      from = index + found.length;
    }
    const rest = text.slice(from);
    add({ read: rest, shown: rest });
    return { read, shown, shownAt: Int32Array.from([...shownAt, shown.length]) };
  }

  private meant(found: string): { read: string; shown: string } {
    const index = this.contents.indexOf(found);
    if (index >= 0) return { read: this.alias(index), shown: found };
    const hidden = this.contents[Number(found.slice(this.secret.length + 1, -1))];
    return { read: hidden, shown: hidden };
  }

  private alias(index: number): string {
    return `${this.secret}m${index}e`;
  }
}

/** A text with markup, ready to be read, and as people see it. */
export interface Uncovered {
  read: string;
  shown: string;
  /** [UTF-16 units of `read` + 1] offsets in `shown` */
  shownAt: Int32Array;
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
