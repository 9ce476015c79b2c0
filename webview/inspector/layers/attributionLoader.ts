import { Emitter } from '../../../src/protocol/disposable';
import { isCancelled } from '../../../src/protocol/errors';
import { Latest } from '../../../src/protocol/latest';
import type { Attribution, AttributionParams } from '../../../src/protocol/lens';
import { errorText } from '../../ui/errorText';
import type { InspectorStore } from '../store';

/** One token's logit at one position, taken apart; the earlier one until its successor is there. */
export class AttributionLoader {
  readonly changed = new Emitter<void>();
  shown: { params: AttributionParams; label: string; value: Attribution } | null = null;
  problem: string | null = null;
  private key = '';
  private readonly latest = new Latest();

  constructor(private readonly host: InspectorStore['host']) {}

  /**
   * Asks unless that was asked for last; what failed only after `forgive`.
   *
   * @param label the token's
   */
  want(params: AttributionParams, label: string): void {
    const key = JSON.stringify(params);
    if (key === this.key) return;
    this.key = key;
    void this.latest.run((signal) => this.host.request('attribution', params, { signal }), {
      done: (value) => {
        this.shown = { params, label, value };
        this.problem = null;
        this.changed.fire();
      },
      failed: (error) => {
        this.problem = isCancelled(error) ? null : errorText(error);
        this.shown = null;
        this.changed.fire();
      },
    });
  }

  /** There is news, with which what failed may be asked for again. */
  forgive(): void {
    if (this.problem !== null) this.key = '';
  }
}
