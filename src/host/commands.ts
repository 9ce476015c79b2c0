import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../protocol/disposable';
import type { InspectorTab } from '../protocol/inspectorApi';
import type { CompareView } from './compare/compareView';
import type { ErrorReporter } from './errorReporter';
import { hubCommands } from './hub/hubCommands';
import type { HubModels } from './hub/hubModels';
import type { Inspection } from './inspection/inspection';
import type { SelectionFollower } from './inspection/selectionFollower';
import type { TraceRun } from './inspection/traceRun';
import type { InspectorView } from './inspectorView';
import {
  addModelFolder,
  chooseModel,
  chooseVariant,
  openModelFolder,
  removeModel,
  showModelCard,
} from './models/modelCommands';
import type { InstalledModel, ModelRegistry } from './models/modelRegistry';
import { pickModel, pickTokenizer } from './pickers';
import { saveRun } from './runFile/saveRun';
import type { RuntimeClient } from './runtime/runtimeClient';
import { openSample } from './sample';
import type { Setting, Settings } from './settings';
import type { AddedTokenizers } from './tokenizers/addedTokenizers';
import { addTokenizerFile, downloadTokenizer, removeTokenizer } from './tokenizers/tokenizerCommands';

export interface CommandParts {
  extensionUri: vscode.Uri;
  log: vscode.LogOutputChannel;
  errors: ErrorReporter;
  settings: Settings;
  runtime: RuntimeClient;
  models: ModelRegistry;
  tokenizers: AddedTokenizers;
  hub: HubModels;
  inspection: Inspection;
  follower: SelectionFollower;
  trace: TraceRun;
  inspector: InspectorView;
  compare: CompareView;
}

interface Command {
  /** What it does while the runtime process has failed: offer to start it again, or run all the same. */
  whenFailed: 'offerRetry' | 'run';
  run(...args: never[]): unknown;
}

/** Every command of ours. A runtime that has not started, or is starting, is no obstacle: requests wait for it. */
function commandTable(parts: CommandParts): Record<string, Command> {
  const { extensionUri, log, settings, runtime, models, inspection, follower, inspector, compare } = parts;
  const { t } = vscode.l10n;
  const removable = () => models.models.filter(({ source }) => source !== 'shipped');
  const severalGraphs = () => models.models.filter(({ description }) => (description?.variants.length ?? 0) > 1);
  const inspect = (tab?: InspectorTab, whole = false) => {
    if (!follower.inspectNow(whole)) {
      void vscode.window.showInformationMessage(t('Open a text file first, then inspect it.'));
      return;
    }
    inspector.show(tab);
  };
  /** For commands that a row of the Models view gives its model, a link its id, and the palette neither. */
  const withModel =
    (list: () => readonly InstalledModel[], question: string, act: (model: InstalledModel) => unknown) =>
    async (given?: InstalledModel | string) => {
      const model = typeof given === 'string' ? models.find(given) : given;
      const chosen = model ?? (await chooseModel(list(), question));
      if (chosen) await act(chosen);
    };
  return {
    inspectSelection: { whenFailed: 'offerRetry', run: () => inspect() },
    inspectDocument: { whenFailed: 'offerRetry', run: () => inspect(undefined, true) },
    inspectSample: {
      whenFailed: 'offerRetry',
      run: async () => {
        await openSample(extensionUri);
        inspect('tokens');
      },
    },
    showTokens: { whenFailed: 'offerRetry', run: () => inspect('tokens') },
    showAttention: { whenFailed: 'offerRetry', run: () => inspect('attention') },
    showNextToken: { whenFailed: 'offerRetry', run: () => inspect('next') },
    showLayers: { whenFailed: 'offerRetry', run: () => inspect('layers') },
    showTrace: { whenFailed: 'offerRetry', run: () => inspect('trace') },
    saveRun: { whenFailed: 'offerRetry', run: () => saveRun(parts) },
    compare: { whenFailed: 'run', run: () => compare.show() },
    comparePreset: { whenFailed: 'run', run: (id?: string) => compare.showPreset(id) },
    compareSelections: { whenFailed: 'run', run: () => compare.showSelections() },
    compareFiles: {
      whenFailed: 'run',
      run: (clicked: vscode.Uri, selected?: vscode.Uri[]) => compare.showFiles(clicked, selected),
    },
    pickTokenizer: { whenFailed: 'run', run: () => pickTokenizer(inspection, parts.tokenizers) },
    addTokenizerFile: { whenFailed: 'offerRetry', run: (file?: vscode.Uri) => addTokenizerFile(parts, file) },
    downloadTokenizer: { whenFailed: 'offerRetry', run: (id?: string) => downloadTokenizer(parts, id) },
    removeTokenizer: { whenFailed: 'run', run: () => removeTokenizer(parts) },
    pickModel: { whenFailed: 'run', run: () => pickModel(inspection, models) },
    toggleTokenBoundaries: { whenFailed: 'offerRetry', run: () => toggle(settings.tokenBoundaries) },
    toggleSurprisal: { whenFailed: 'offerRetry', run: () => toggle(settings.surprisal) },
    clearAttentionTint: { whenFailed: 'run', run: () => inspector.panel?.clearTint() },
    useModel: {
      whenFailed: 'run',
      run: withModel(
        () => models.models,
        t('Choose the model that reads the text'),
        ({ id }) => inspection.setModel(id),
      ),
    },
    addModelFolder: { whenFailed: 'offerRetry', run: (folder?: vscode.Uri) => addModelFolder(models, folder) },
    removeModel: {
      whenFailed: 'run',
      run: withModel(removable, t('Choose the model to remove'), (model) => removeModel(models, settings, model)),
    },
    setDefaultModel: {
      whenFailed: 'run',
      run: withModel(
        () => models.models,
        t('Choose the default model'),
        ({ id }) => settings.model.update(id),
      ),
    },
    openModelFolder: {
      whenFailed: 'run',
      run: withModel(() => models.models, t('Choose the model whose folder to open'), openModelFolder),
    },
    chooseVariant: {
      whenFailed: 'run',
      run: withModel(severalGraphs, t('Choose the model whose variant to choose'), (model) =>
        chooseVariant(models, model),
      ),
    },
    showModelCard: {
      whenFailed: 'run',
      run: withModel(() => models.models, t('Choose the model whose card to show'), showModelCard),
    },
    ...Object.fromEntries(Object.entries(hubCommands(parts)).map(([name, run]) => [name, { whenFailed: 'run', run }])),
    cancel: { whenFailed: 'run', run: () => inspection.cancel() },
    retryRuntime: {
      whenFailed: 'run',
      run: () => {
        runtime.retry();
        if (!inspection.reading) inspection.again();
      },
    },
    showLog: { whenFailed: 'run', run: () => log.show() },
  };
}

/** Registers the table. What a command throws is shown; it never fails silently. */
export function registerCommands(parts: CommandParts): Disposable {
  const store = new DisposableStore();
  for (const [name, command] of Object.entries(commandTable(parts))) {
    const run = async (...args: never[]) => {
      try {
        if (parts.runtime.state === 'failed' && command.whenFailed === 'offerRetry' && !(await retried(parts.runtime)))
          return;
        await command.run(...args);
      } catch (error) {
        void parts.errors.show(error);
      }
    };
    store.add(vscode.commands.registerCommand(`loupe.${name}`, run));
  }
  const { tint } = parts.inspection;
  const enable = () => vscode.commands.executeCommand('setContext', 'loupe.attentionTint', tint.current !== null);
  store.add(tint.onDidChange(() => void enable()));
  return store;
}

async function retried(runtime: RuntimeClient): Promise<boolean> {
  const retry = vscode.l10n.t('Retry');
  const message = vscode.l10n.t('The runtime process stopped.');
  if ((await vscode.window.showErrorMessage(message, retry)) !== retry) return false;
  runtime.retry();
  return true;
}

function toggle(setting: Setting<boolean>): Promise<void> {
  return setting.update(!setting.value);
}
