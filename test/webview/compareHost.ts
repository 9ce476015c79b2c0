import type { WebviewPanel } from 'vscode';
import { Comparison } from '../../src/host/compare/comparison';
import { defaultSetup, withPrompts } from '../../src/host/compare/comparisonSetup';
import { presets } from '../../src/host/compare/presets';
import { WebviewPeer } from '../../src/host/webviewLink';
import type {
  CompareHostApi,
  CompareSnapshot,
  CompareViewApi,
  ComparisonModel,
  ComparisonPrompt,
  ComparisonSetup,
} from '../../src/protocol/compareApi';
import type { Translate } from '../../src/protocol/compareResults';
import { Emitter } from '../../src/protocol/disposable';
import { errorTexts, fillTemplate, LoupeError } from '../../src/protocol/errors';
import type { Handlers, Link } from '../../src/protocol/rpc';
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
  private peer: WebviewPeer<CompareHostApi, CompareViewApi> | undefined;

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
    this.comparison.onDidProgress((progress) => this.peer?.tell('progressed', progress));
  }

  /** Serves a page, loaded anew or not; to be handed to `openWebview`. */
  readonly serve = (link: Link): void => {
    this.peer = new WebviewPeer<CompareHostApi, CompareViewApi>(panelOver(link), this.handlers(), (method, error) => {
      throw new Error(`${method} failed`, { cause: error });
    });
  };

  dispose(): void {
    this.comparison.dispose();
    this.peer?.dispose();
  }

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
    this.peer?.tell('snapshotChanged', { snapshot: this.snapshot() });
  }
}

/** As much of a panel as `WebviewPeer` uses, always visible. */
function panelOver(link: Link): WebviewPanel {
  const never = new Emitter<never>();
  const panel = {
    visible: true,
    webview: { onDidReceiveMessage: link.onMessage, postMessage: link.send },
    onDidChangeViewState: never.on,
    onDidDispose: never.on,
  };
  return panel as unknown as WebviewPanel;
}
