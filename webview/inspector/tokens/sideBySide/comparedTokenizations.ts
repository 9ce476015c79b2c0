import { isCancelled } from '../../../../src/protocol/errors';
import type { InspectionState, InspectorHostApi, InspectorViewApi } from '../../../../src/protocol/inspectorApi';
import type { Connection } from '../../../../src/protocol/rpc';
import { tokenizerKey } from '../../../../src/protocol/tokenizerNames';
import type { Tokenization, TokenizerRef } from '../../../../src/protocol/tokens';
import { errorText } from '../../../ui/errorText';

/** What came of one tokenizer: its tokens, why there are none, or nothing yet. */
export type Outcome = { tokenization: Tokenization } | { problem: string } | null;

/** The inspected text by several tokenizers, each asked for once. */
export class ComparedTokenizations {
  private readonly outcomes = new Map<string, Outcome>();
  private of: Pick<InspectionState, 'special'> & { text: string } = { text: '', special: 'text' };
  private asked = new AbortController();

  constructor(
    private readonly host: Connection<InspectorViewApi, InspectorHostApi>,
    private readonly changed: () => void,
  ) {}

  /** Asks for what is not there or on its way; another text, or another reading of special tokens, begins anew. */
  want(text: string, special: InspectionState['special'], tokenizers: readonly TokenizerRef[]): void {
    if (text !== this.of.text || special !== this.of.special) {
      this.stop();
      this.of = { text, special };
    }
    for (const tokenizer of tokenizers) if (!this.outcomes.has(tokenizerKey(tokenizer))) void this.ask(tokenizer);
  }

  outcome(tokenizer: TokenizerRef): Outcome {
    return this.outcomes.get(tokenizerKey(tokenizer)) ?? null;
  }

  /** Drops what is on its way, and what came. */
  stop(): void {
    this.asked.abort();
    this.asked = new AbortController();
    this.outcomes.clear();
  }

  private async ask(tokenizer: TokenizerRef): Promise<void> {
    const { signal } = this.asked;
    const key = tokenizerKey(tokenizer);
    this.outcomes.set(key, null);
    const outcome = await this.host.request('tokenizeBy', { tokenizer }, { signal }).then(
      (tokenization): Outcome => ({ tokenization }),
      (error): Outcome => (isCancelled(error) ? null : { problem: errorText(error) }),
    );
    if (signal.aborted) return;
    this.outcomes.set(key, outcome);
    this.changed();
  }
}
