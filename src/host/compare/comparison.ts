import type { CellKey, ComparisonProgress, ComparisonResults, ComparisonSetup } from '../../protocol/compareApi';
import { canRun, cellsOf, isChat, runnableSetup, systemMessage, takeProgress } from '../../protocol/compareResults';
import { type Disposable, Emitter } from '../../protocol/disposable';
import type { GenerateParams, Generation } from '../../protocol/generation';
import type { ModelChoice } from '../../protocol/models';
import type { RequestOptions } from '../../protocol/rpc';
import type { GeneratedToken } from '../../protocol/runs';
import { cancelledByUser } from '../runtime/runtimeClient';

export interface ComparisonParts {
  generate(params: GenerateParams, options: RequestOptions<GeneratedToken>): Promise<Generation>;
  models(): readonly ModelChoice[];
  /** What to tell people about an error. */
  describe(error: unknown): string;
}

/** Owns the setup and the results of the latest run. Cells run one after another: they share one processor. */
export class Comparison implements Disposable {
  /** The results changed by more than one event: started, or over. */
  readonly onDidChangeRun: Emitter<void>['on'];
  readonly onDidProgress: Emitter<ComparisonProgress>['on'];
  private readonly changed = new Emitter<void>();
  private readonly progressed = new Emitter<ComparisonProgress>();
  private active: AbortController | null = null;
  private latest: ComparisonResults | null = null;

  constructor(
    private readonly parts: ComparisonParts,
    public setup: ComparisonSetup,
  ) {
    this.onDidChangeRun = this.changed.on;
    this.onDidProgress = this.progressed.on;
  }

  /** Null before the first run. */
  get results(): ComparisonResults | null {
    return this.latest;
  }

  /** Runs the setup in place of whatever runs. Resolves when all cells ended, or a later run or `cancel` ended this one. */
  async run(): Promise<void> {
    const setup = structuredClone(runnableSetup(this.setup, this.parts.models()));
    if (!canRun(setup)) return;
    this.active?.abort();
    const controller = new AbortController();
    this.active = controller;
    this.latest = { setup, cells: [], failures: [], current: null, running: true };
    this.changed.fire();
    for (const cell of cellsOf(setup)) {
      if (controller.signal.aborted) break;
      await this.runCell(setup, cell, controller);
    }
    if (this.active === controller) this.finish();
  }

  /** Ends the run for good; what came until then stays. A run that a later one replaces is only dropped. */
  cancel(): void {
    this.active?.abort(cancelledByUser);
  }

  dispose(): void {
    this.active?.abort();
    this.active = null;
    this.changed.dispose();
    this.progressed.dispose();
  }

  private async runCell(setup: ComparisonSetup, cell: CellKey, controller: AbortController): Promise<void> {
    const tokens: GeneratedToken[] = [];
    // The events of a run that was replaced are nobody's any more.
    const report = (progress: ComparisonProgress) => {
      if (this.active === controller) this.progress(progress);
    };
    try {
      const generation = await this.parts.generate(generateParams(setup, cell), {
        signal: controller.signal,
        onProgress: (token) => {
          tokens.push(token);
          report({ kind: 'token', cell, token });
        },
      });
      const { promptTokens, text, stop, perplexity } = generation;
      report({ kind: 'cell', cell: { ...cell, promptTokens, tokens: generation.tokens, text, stop, perplexity } });
    } catch (error) {
      report({ kind: 'failed', cell: { ...cell, message: this.parts.describe(error), tokens } });
    }
  }

  private progress(progress: ComparisonProgress): void {
    if (!this.latest) return;
    takeProgress(this.latest, progress);
    this.progressed.fire(progress);
  }

  private finish(): void {
    this.active = null;
    if (this.latest) this.latest.running = false;
    this.changed.fire();
  }
}

/** What to ask the runtime for one cell. */
export function generateParams(setup: ComparisonSetup, cell: CellKey): GenerateParams {
  const prompt = setup.prompts[cell.prompt];
  return {
    model: cell.model,
    text: prompt.text,
    chat: isChat(setup, prompt),
    system: systemMessage(setup, prompt),
    thinking: prompt.thinking ?? setup.thinking,
    special: 'text',
    sampling: { ...setup.sampling, temperature: prompt.temperature ?? setup.sampling.temperature },
    seed: setup.seed + cell.repeat,
    maxTokens: setup.maxTokens,
  };
}
