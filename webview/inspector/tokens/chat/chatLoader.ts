import type { ChatParams, ChatTokens } from '../../../../src/protocol/chat';
import { type ErrorCode, isCancelled, LoupeError } from '../../../../src/protocol/errors';
import type { InspectorHostApi, InspectorViewApi } from '../../../../src/protocol/inspectorApi';
import { Latest } from '../../../../src/protocol/latest';
import type { Connection } from '../../../../src/protocol/rpc';
import { errorText } from '../../../ui/errorText';

/** The chat that was written last, as far as the host has answered. */
export class ChatLoader {
  /** The last answer; the earlier one while the next is on its way. */
  shown: ChatTokens | null = null;
  problem: { code: ErrorCode | null; text: string } | null = null;
  private asked = '';
  private readonly latest = new Latest();

  constructor(
    private readonly host: Connection<InspectorViewApi, InspectorHostApi>,
    private readonly changed: () => void,
  ) {}

  /** Asks, unless that is what was asked last. */
  want(params: ChatParams): void {
    const key = JSON.stringify(params);
    if (key === this.asked) return;
    this.asked = key;
    void this.latest.run((signal) => this.host.request('chatTokens', params, { signal }), {
      done: (chat) => {
        this.shown = chat;
        this.problem = null;
        this.changed();
      },
      failed: (error) => {
        if (isCancelled(error)) return;
        this.shown = null;
        this.problem = { code: error instanceof LoupeError ? error.code : null, text: errorText(error) };
        this.changed();
      },
    });
  }

  /** There is nothing to ask about. */
  clear(): void {
    this.stop();
    this.shown = null;
    this.problem = null;
  }

  /** Drops what is on its way; what is asked next is asked for anew. */
  stop(): void {
    this.latest.abort();
    this.asked = '';
  }
}
