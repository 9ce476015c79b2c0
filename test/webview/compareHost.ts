import assert from 'node:assert/strict';
import type { WebviewPanel } from 'vscode';
import { ComparePage } from '../../src/host/compare/comparePage';
import { Comparison } from '../../src/host/compare/comparison';
import { defaultSetup, withPrompts } from '../../src/host/compare/comparisonSetup';
import { presets } from '../../src/host/compare/presets';
import type { ComparisonSetup, PromptContent } from '../../src/protocol/compareApi';
import type { Translate } from '../../src/protocol/compareResults';
import { Emitter } from '../../src/protocol/disposable';
import { errorTexts, fillTemplate, LoupeError } from '../../src/protocol/errors';
import type { ModelChoice } from '../../src/protocol/models';
import type { Link } from '../../src/protocol/rpc';
import { createRuntimeService, type RuntimeService } from '../../src/runtime/service';
import { inRepository } from '../support/paths';
import type { PageOptions } from './harness';

const folders = {
  pocket: inRepository('models/pocket'),
  tiny: inRepository('test/fixtures/model/tiny-gqa'),
};

/** The shipped model, and one of other weights and another vocabulary: none can stand for the other unnoticed. */
export const twoModels: ModelChoice[] = [
  { id: 'pocket', name: 'pocket', chat: true, thinking: true },
  { id: 'tiny', name: 'tiny', chat: true, thinking: false },
];

/** The runtime in this process. One for all tests. */
export function twoModelRuntime(): RuntimeService {
  const models = Object.entries(folders).map(([id, folder]) => ({ id, name: id, folder, source: 'folder' as const }));
  return createRuntimeService({ configuration: { models, memoryBudgetBytes: 256e6, threads: 1 } });
}

/** The host of one Compare page, without an editor. */
export class CompareHost {
  readonly comparison: Comparison;
  /** Formats that the page asked to export. */
  readonly exported: string[] = [];
  /** What `addSelection` adds. */
  selection: PromptContent[] = [{ label: 'notes.md:3', text: 'Write banana backwards.' }];
  private opened: ComparePage | undefined;

  constructor(
    runtime: RuntimeService,
    setup: Partial<ComparisonSetup> = {},
    private readonly language: NonNullable<PageOptions['language']> = { id: 'en', bundle: {} },
    private readonly models = twoModels,
    private readonly startPreset?: string,
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
  }

  /** Serves a page, loaded anew or not; to be handed to `openWebview`. */
  readonly serve = (link: Link): void => {
    this.opened = new ComparePage(panelOver(link), {
      comparison: this.comparison,
      models: () => this.models,
      presets: () =>
        presets(
          this.t,
          this.language.id,
          this.models.map(({ id }) => id),
        ),
      onSetup: () => {},
      onReady: () => {},
      export: ({ format }) => {
        this.exported.push(format);
      },
      addSelection: () => this.page.changeSetup(withPrompts(this.comparison.setup, this.selection)),
      addFiles: () => {},
      onBug: (method, error) => {
        throw new Error(`${method} failed`, { cause: error });
      },
    });
    if (this.startPreset) this.opened.runPreset(this.startPreset);
  };

  get page(): ComparePage {
    return this.opened ?? assert.fail('no page is served yet');
  }

  dispose(): void {
    this.comparison.dispose();
    this.opened?.dispose();
  }

  private readonly t: Translate = (text, ...args) => fillTemplate(this.language.bundle[text] ?? text, args.map(String));
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
