import { Emitter } from '../../src/protocol/disposable';
import { isCancelled } from '../../src/protocol/errors';
import type { InspectorHostApi } from '../../src/protocol/inspectorApi';
import { Latest } from '../../src/protocol/latest';
import type { GeneratedToken } from '../../src/protocol/runs';
import { errorText } from '../ui/errorText';
import type { InspectorStore } from './store';

/** Gets one slice of a run at a time from the host; the earlier one stays until its successor is there. */
export class SliceLoader<K extends 'attribution' | 'ablation' | 'attentionWeight', About> {
  readonly changed = new Emitter<void>();
  shown: { params: InspectorHostApi[K]['params']; about: About; value: InspectorHostApi[K]['result'] } | null = null;
  problem: string | null = null;
  private key = '';
  private readonly latest = new Latest();

  constructor(
    private readonly host: InspectorStore['host'],
    private readonly method: K,
  ) {}

  get loading(): boolean {
    return this.latest.running;
  }

  /**
   * Asks unless that was asked for last; what failed only after `forgive`.
   *
   * @param about kept beside the answer
   * @param tokens what it depends on besides: tokens appended to the run, which can be taken back and replaced
   */
  want(params: InspectorHostApi[K]['params'], about: About, tokens: readonly GeneratedToken[] = []): void {
    const key = JSON.stringify([params, tokens.map(({ id }) => id)]);
    if (key === this.key) return;
    this.key = key;
    void this.latest.run((signal) => this.host.request(this.method, params, { signal }), {
      done: (value) => {
        this.shown = { params, about, value };
        this.problem = null;
        this.changed.fire();
      },
      failed: (error) => {
        this.problem = isCancelled(error) ? null : errorText(error);
        this.shown = null;
        this.changed.fire();
      },
    });
    this.changed.fire();
  }

  /** Nobody looks any more: drops what is on its way, to be asked for anew. */
  stop(): void {
    if (!this.loading) return;
    this.latest.abort();
    this.key = '';
  }

  /** There is news, with which what failed may be asked for again. */
  forgive(): void {
    if (this.problem !== null) this.key = '';
  }
}
