import { isCancelled } from '../../../src/protocol/errors';
import type { InspectorHostApi, InspectorViewApi } from '../../../src/protocol/inspectorApi';
import { Latest } from '../../../src/protocol/latest';
import type { Connection } from '../../../src/protocol/rpc';
import type { AppendParams, Distribution, GeneratedToken, Reading, Sampling } from '../../../src/protocol/runs';
import { errorText } from '../../ui/errorText';

/** What the table asks for. */
export interface DistributionQuery {
  sampling: Sampling;
  count: number;
  /** Literal text; empty looks nothing up. */
  find: string;
}

/** The text as it goes on after its end: the next token's distribution, and tokens appended one by one. */
export class Continuation {
  /** In order. */
  appended: readonly GeneratedToken[] = [];
  running = false;
  private stepProblem: string | null = null;
  private distributionProblem: string | null = null;
  private reading: Reading | null = null;
  private answer: { runId: string; distribution: Distribution } | null = null;
  private query: DistributionQuery | null = null;
  private asked = '';
  /** Changes of the run that are under way or wait for their turn. */
  private pending = 0;
  private turn: Promise<void> = Promise.resolve();
  private readonly latest = new Latest();

  constructor(
    private readonly host: Connection<InspectorViewApi, InspectorHostApi>,
    private readonly changed: () => void,
  ) {}

  /** Of the last step, else of the last distribution. */
  get problem(): string | null {
    return this.stepProblem ?? this.distributionProblem;
  }

  /** The last one that came; the earlier text's until this one's is there. */
  get distribution(): Distribution | null {
    return this.answer?.distribution ?? null;
  }

  get distributionIsEarlier(): boolean {
    return this.answer !== null && this.answer.runId !== this.reading?.runId;
  }

  /** True when the model's context is used up. */
  get full(): boolean {
    return this.reading !== null && this.reading.tokens.ids.length + this.appended.length >= this.reading.context;
  }

  get ended(): boolean {
    return this.appended.at(-1)?.end ?? false;
  }

  /** Those of this reading's run; none where another is gone on with. */
  appendedTo(reading: Reading): readonly GeneratedToken[] {
    return reading.runId === this.reading?.runId ? this.appended : [];
  }

  /** Takes up what was appended before the page was hidden. */
  restore(reading: Reading, appended: readonly GeneratedToken[]): void {
    this.begin(reading);
    this.appended = appended;
  }

  /** Makes sure that the distribution for this run and query is there or on its way. What failed is asked for again. */
  want(reading: Reading, query: DistributionQuery): void {
    this.query = query;
    if (reading.runId !== this.reading?.runId) this.begin(reading);
    if (this.pending === 0) void this.ask();
  }

  /** Appends a token, chosen or sampled. */
  async step(choice: AppendParams['choice']): Promise<void> {
    await this.inTurn(async (runId) => {
      const token = await this.host.request('append', { runId, choice });
      return [...this.appended, token];
    });
  }

  async stepBack(): Promise<void> {
    this.running = false;
    await this.inTurn(async (runId) => {
      const { appended } = await this.host.request('stepBack', { runId });
      return this.appended.slice(0, appended);
    });
  }

  /** Samples until paused, an end token, or the end of the context. */
  async start(choice: () => AppendParams['choice']): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.forgetProblems();
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
    this.forgetProblems();
  }

  private forgetProblems(): void {
    this.stepProblem = null;
    this.distributionProblem = null;
  }

  /** One change of the run after the other; what comes of it is dropped when another run is shown by then. */
  private inTurn(change: (runId: string) => Promise<readonly GeneratedToken[]>): Promise<void> {
    const { reading } = this;
    if (!reading) return Promise.resolve();
    this.pending++;
    this.turn = this.turn.then(async () => {
      try {
        if (reading !== this.reading) return;
        this.forgetProblems();
        const appended = await change(reading.runId);
        if (reading === this.reading) this.appended = appended;
      } catch (error) {
        if (reading === this.reading) this.stepProblem = errorText(error);
      } finally {
        this.pending--;
      }
      this.changed();
      if (this.pending === 0 || this.running) await this.ask();
    });
    return this.turn;
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
      {
        done: (distribution) => {
          this.answer = { runId, distribution };
          this.distributionProblem = null;
          this.changed();
        },
        failed: (error) => {
          this.asked = '';
          this.distributionProblem = isCancelled(error) ? null : errorText(error);
          this.changed();
        },
      },
    );
  }
}
