import { Comparison } from '../../src/host/compare/comparison';
import { defaultSetup, withPrompts } from '../../src/host/compare/comparisonSetup';
import { presets } from '../../src/host/compare/presets';
import type {
  CompareHostApi,
  CompareSnapshot,
  CompareViewApi,
  ComparisonModel,
  ComparisonPrompt,
  ComparisonSetup,
} from '../../src/protocol/compareApi';
import type { Translate } from '../../src/protocol/compareResults';
import { errorTexts, fillTemplate, LoupeError } from '../../src/protocol/errors';
import { Connection, type Handlers, type Link } from '../../src/protocol/rpc';
import { createRuntimeService, type RuntimeService } from '../../src/runtime/service';
import { inRepository } from '../support/paths';

/** Two ids for the shipped model's folder: to everything but the disk they are two models. */
export const twoModels: ComparisonModel[] = ['pocket', 'pocket-two'].map((id) => ({
  id,
  name: id,
  chat: true,
  thinking: true,
}));

/** The runtime in this process. One for all tests. */
export function twoModelRuntime(): RuntimeService {
  const folder = inRepository('models/pocket');
  return createRuntimeService({
    configuration: {
      models: twoModels.map(({ id, name }) => ({ id, name, folder, source: 'folder' })),
      memoryBudgetBytes: 256e6,
      threads: 1,
    },
  });
}

/** The host's part for one Compare page, without an editor. */
export class CompareHost {
  readonly comparison: Comparison;
  /** Formats that the page asked to export. */
  readonly exported: string[] = [];
  /** What `addSelection` adds. */
  selection: ComparisonPrompt[] = [{ label: 'notes.md:3', text: 'Write banana backwards.' }];
  private view: Connection<CompareHostApi, CompareViewApi> | undefined;

  constructor(
    runtime: RuntimeService,
    setup: Partial<ComparisonSetup> = {},
    private readonly bundle: Record<string, string> = {},
    private readonly models = twoModels,
  ) {
    this.comparison = new Comparison(
      {
        generate: async (params, { signal = new AbortController().signal, onProgress = () => {} }) =>
          runtime.generate(params, { signal, progress: onProgress }),
        models: () => models,
        describe: (error) => {
          if (error instanceof LoupeError) return this.t(errorTexts[error.code], ...error.args);
          throw error;
        },
      },
      { ...defaultSetup, models: ['pocket'], ...setup },
    );
    this.comparison.onDidChangeRun(() => this.showAll());
    this.comparison.onDidProgress((progress) => this.tell('progressed', progress));
  }

  /** Serves a page; to be handed to `openWebview`. A page that is loaded anew takes the place of the one before. */
  readonly serve = (link: Link): void => {
    this.view = new Connection<CompareHostApi, CompareViewApi>(link, this.handlers(), (method, error) => {
      throw new Error(`${method} failed`, { cause: error });
    });
  };

  private readonly t: Translate = (text, ...args) => fillTemplate(this.bundle[text] ?? text, args.map(String));

  private handlers(): Handlers<CompareHostApi> {
    const { comparison } = this;
    return {
      ready: () => this.snapshot(),
      setSetup: ({ setup }) => {
        comparison.setup = setup;
      },
      run: () => comparison.run(),
      cancel: () => comparison.cancel(),
      export: ({ format }) => {
        this.exported.push(format);
      },
      addSelection: () => {
        comparison.setup = withPrompts(comparison.setup, this.selection).setup;
        this.showAll();
      },
      addFiles: () => {},
    };
  }

  private snapshot(): CompareSnapshot {
    const { setup, results } = this.comparison;
    return { setup, models: this.models, results, presets: presets(this.t) };
  }

  private showAll(): void {
    this.tell('snapshotChanged', { snapshot: this.snapshot() });
  }

  private tell<K extends keyof CompareViewApi>(method: K, params: CompareViewApi[K]['params']): void {
    this.view?.request(method, params).catch((error) => {
      if (!(error instanceof LoupeError && error.code === 'linkClosed')) throw error;
    });
  }
}
