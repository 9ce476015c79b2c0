import type { InspectorHostApi, InspectorViewApi } from '../../../src/protocol/inspectorApi';
import type { Connection } from '../../../src/protocol/rpc';
import type { AppendParams, Distribution, GeneratedToken, Reading, Sampling } from '../../../src/protocol/runs';
import { errorText } from '../../ui/errorText';
import { Latest } from '../../ui/latest';

/** What the table asks for. */
export interface DistributionQuery {
  sampling: Sampling;
  count: number;
  /** Literal text; empty looks nothing up. */
  find: string;
}

/** The text as it goes on after its end: the next token's distribution, and tokens appended one by one. */
export class Continuation {
  distribution: Distribution | null = null;
  /** In order. */
  appended: readonly GeneratedToken[] = [];
  problem: string | null = null;
  running = false;
  private reading: Reading | null = null;
  private query: DistributionQuery | null = null;
  private asked = '';
  private busy = false;
  private readonly latest = new Latest();

  constructor(
    private readonly host: Connection<InspectorViewApi, InspectorHostApi>,
    private readonly changed: () => void,
  ) {}

  /** True when the model's context is used up. */
  get full(): boolean {
    return this.reading !== null && this.reading.tokens.ids.length + this.appended.length >= this.reading.context;
  }

  get ended(): boolean {
    return this.appended.at(-1)?.end ?? false;
  }

  /** Takes up what was appended before the page was hidden. */
  restore(reading: Reading, appended: readonly GeneratedToken[]): void {
    this.begin(reading);
    this.appended = appended;
  }

  /** Makes sure that the distribution for this run and query is there or on its way. */
  want(reading: Reading, query: DistributionQuery): void {
    this.query = query;
    if (reading.runId !== this.reading?.runId) {
      // The runtime was restarted and has read the same text anew: what was appended goes on after it.
      const again = this.reading !== null && sameTokens(this.reading, reading) ? this.appended : [];
      this.begin(reading);
      if (again.length > 0) void this.exclusively((runId) => this.replay(runId, again));
    }
    if (!this.busy) void this.ask();
  }

  /** Appends a token, chosen or sampled. */
  async step(choice: AppendParams['choice']): Promise<void> {
    await this.exclusively((runId) => this.append(runId, choice));
  }

  async stepBack(): Promise<void> {
    this.running = false;
    await this.exclusively(async (runId) => {
      const { appended } = await this.host.request('stepBack', { runId });
      this.appended = this.appended.slice(0, appended);
    });
  }

  /** Samples until paused, an end token, or the end of the context. */
  async start(choice: () => AppendParams['choice']): Promise<void> {
    if (this.running) return;
    this.running = true;
    while (this.running && !this.full && !this.ended && !this.problem) await this.step(choice());
    this.running = false;
    this.changed();
  }

  pause(): void {
    this.running = false;
    this.changed();
  }

  private begin(reading: Reading): void {
    this.reading = reading;
    this.running = false;
    this.appended = [];
    this.asked = '';
    this.problem = null;
  }

  private async append(runId: string, choice: AppendParams['choice']): Promise<void> {
    const token = await this.host.request('append', { runId, choice });
    this.appended = [...this.appended, token];
  }

  private async replay(runId: string, tokens: readonly GeneratedToken[]): Promise<void> {
    for (const { id } of tokens) await this.append(runId, { tokenId: id });
  }

  /** One change of the run at a time; the distribution is asked for after it. */
  private async exclusively(change: (runId: string) => Promise<void>): Promise<void> {
    const { reading } = this;
    if (!reading || this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      await change(reading.runId);
    } catch (error) {
      this.problem = errorText(error);
    } finally {
      this.busy = false;
    }
    this.changed();
    if (reading === this.reading) await this.ask();
  }

  private async ask(): Promise<void> {
    const { reading, query } = this;
    if (!reading || !query) return;
    const { runId } = reading;
    const key = JSON.stringify([runId, query, this.appended.length]);
    if (key === this.asked) return;
    this.asked = key;
    const { sampling, count, find } = query;
    await this.latest.run(
      (signal) => this.host.request('distribution', { runId, sampling, count, find: find || undefined }, { signal }),
      (distribution) => {
        this.distribution = distribution;
        this.changed();
      },
      (error) => {
        this.problem = errorText(error);
        this.changed();
      },
    );
  }
}

function sameTokens({ tokens: a, model }: Reading, { tokens: b, model: other }: Reading): boolean {
  return model === other && a.ids.length === b.ids.length && a.ids.every((id, i) => id === b.ids[i]);
}
