import type { Disposable } from '../../../protocol/disposable';
import type { CountFollowedParams, FollowedCount, FollowTextParams, TextEdit } from '../../../protocol/followedText';
import type { HandlerContext } from '../../../protocol/rpc';
import type { Tokenizer } from '../tokenizer';
import { LiveCount } from './liveCount';

const progressMs = 200;

/** The one text that is followed: another takes its place. */
export class FollowedText implements Disposable {
  private followed: { id: number; live: Promise<LiveCount> } | undefined;

  follow({ id, text, special }: FollowTextParams, opening: Promise<Tokenizer>): void {
    this.dispose();
    const live = opening.then((tokenizer) => new LiveCount(tokenizer, special, text));
    // Whoever counts is told.
    live.catch(() => {});
    this.followed = { id, live };
  }

  /** In the order in which they were made. */
  edit(id: number, edits: readonly TextEdit[]): void {
    if (this.followed?.id !== id) return;
    this.followed.live = this.followed.live.then((live) => {
      for (const edit of edits) live.edit(edit);
      return live;
    });
    this.followed.live.catch(() => {});
  }

  /** Progress: an estimate, while parts are not counted yet. */
  async count(
    { id, length, range }: CountFollowedParams,
    { signal, progress }: HandlerContext<{ tokens: number }>,
  ): Promise<FollowedCount> {
    if (this.followed?.id !== id) return null;
    const live = await this.followed.live;
    if (live.length !== length) return null;
    const timer = setInterval(() => range || progress({ tokens: live.estimate }), progressMs);
    try {
      const counting = range ? live.countRange(range.start, range.end) : live.count();
      const tokens = await Promise.race([counting, abortion(signal)]);
      return { tokens, exact: live.isExact(range ? range.end - range.start : length) };
    } finally {
      clearInterval(timer);
    }
  }

  dispose(): void {
    this.followed?.live.then(
      (live) => live.close(),
      () => {}, // It was never opened.
    );
    this.followed = undefined;
  }
}

/** What is counted for one who does not wait any more is not lost, so that counting goes on. */
function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
