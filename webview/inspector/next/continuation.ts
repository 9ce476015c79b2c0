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

/** The run that is continued. */
export interface ContinuedRun {
  id: string;
  /** Of the text itself. */
  tokens: number;
  context: number;
}

export const continuedRun = ({ runId, tokens, context }: Reading): ContinuedRun => ({
  id: runId,
  tokens: tokens.ids.length,
  context,
});

/** The text as it goes on after its end: the next token's distribution, and tokens appended one by one. */
export class Continuation {
  distribution: Distribution | null = null;
  /** Appended since this page looks at the run, in order. */
  appended: readonly GeneratedToken[] = [];
  problem: string | null = null;
  running = false;
  private run: ContinuedRun | null = null;
  private asked = '';
  private query: DistributionQuery | null = null;
  private busy = false;
  private readonly latest = new Latest();

  constructor(
    private readonly host: Connection<InspectorViewApi, InspectorHostApi>,
    private readonly changed: () => void,
  ) {}

  /** True when the model's context is used up. */
  get full(): boolean {
    return this.run !== null && this.run.tokens + this.appended.length >= this.run.context;
  }

  get ended(): boolean {
    return this.appended.at(-1)?.end ?? false;
  }

  /** Takes up what was appended before the page was hidden. */
  restore(run: ContinuedRun, appended: GeneratedToken[]): void {
    this.begin(run);
    this.appended = appended;
  }

  /** Makes sure that the distribution for this run and query is there or on its way. */
  want(run: ContinuedRun, query: DistributionQuery): void {
    if (run.id !== this.run?.id) this.begin(run);
    this.query = query;
    if (!this.busy) void this.ask();
  }

  /** Appends a token, chosen or sampled. */
  async step(choice: AppendParams['choice']): Promise<void> {
    await this.exclusively(async (runId) => {
      const token = await this.host.request('append', { runId, choice });
      this.appended = [...this.appended, token];
    });
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

  private begin(run: ContinuedRun): void {
    this.run = run;
    this.running = false;
    this.appended = [];
    this.asked = '';
    this.problem = null;
  }

  /** One change of the run at a time; the distribution is asked for after it. */
  private async exclusively(change: (runId: string) => Promise<void>): Promise<void> {
    const { run } = this;
    if (!run || this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      await change(run.id);
    } catch (error) {
      this.problem = errorText(error);
    } finally {
      this.busy = false;
    }
    if (run === this.run) await this.ask();
  }

  private async ask(): Promise<void> {
    const { run, query } = this;
    if (!run || !query) return;
    const key = JSON.stringify([run.id, query, this.appended.length]);
    if (key === this.asked) return;
    this.asked = key;
    const params = { runId: run.id, sampling: query.sampling, count: query.count, find: query.find || undefined };
    await this.latest.run(
      (signal) => this.host.request('distribution', params, { signal }),
      (distribution) => {
        this.distribution = distribution;
        this.problem = null;
        this.changed();
      },
      (error) => {
        this.problem = errorText(error);
        this.changed();
      },
    );
  }
}
