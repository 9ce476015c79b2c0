import { isCancelled } from '../../../../src/protocol/errors';
import type { InspectorHostApi, InspectorViewApi } from '../../../../src/protocol/inspectorApi';
import { Latest } from '../../../../src/protocol/latest';
import type { Connection } from '../../../../src/protocol/rpc';
import type { TokenOrigin } from '../../../../src/protocol/tokenOrigin';
import type { Tokenization } from '../../../../src/protocol/tokens';
import { errorText } from '../../../ui/errorText';

/** How one token of the shown tokenization came to be, as far as the page has asked. */
export class OriginLoader {
  problem: string | null = null;
  private asked: { tokenization: Tokenization; index: number } | null = null;
  private answer: { tokenization: Tokenization; origin: TokenOrigin } | null = null;
  private readonly latest = new Latest();

  constructor(
    private readonly host: Connection<InspectorViewApi, InspectorHostApi>,
    private readonly changed: () => void,
  ) {}

  /** The last answer, of a token of this tokenization: that of the token before stays until its successor is there. */
  shown(tokenization: Tokenization): TokenOrigin | null {
    return this.answer?.tokenization === tokenization ? this.answer.origin : null;
  }

  /** Asks unless that is what was asked last. */
  want(tokenization: Tokenization, index: number): void {
    if (this.asked?.tokenization === tokenization && this.asked.index === index) return;
    this.asked = { tokenization, index };
    this.problem = null;
    void this.latest.run((signal) => this.host.request('tokenOrigin', { index }, { signal }), {
      done: (origin) => {
        this.answer = { tokenization, origin };
        this.changed();
      },
      failed: (error) => {
        this.problem = isCancelled(error) ? null : errorText(error);
        this.changed();
      },
    });
  }
}
