import { join } from 'node:path';
import * as vscode from 'vscode';
import { attendAudience } from './host/audience';
import { registerCommands } from './host/commands';
import { CompareView } from './host/compare/compareView';
import { EditorDecorations } from './host/decorations/editorDecorations';
import { registerTokenHover } from './host/decorations/tokenHover';
import { ErrorReporter } from './host/errorReporter';
import { tellOutcomes } from './host/hub/hubCommands';
import { HubModels } from './host/hub/hubModels';
import { Inspection } from './host/inspection/inspection';
import { SelectionFollower } from './host/inspection/selectionFollower';
import { TraceRun } from './host/inspection/traceRun';
import { inspectorHandlers } from './host/inspectorHandlers';
import { InspectorView } from './host/inspectorView';
import { LastEditor } from './host/lastEditor';
import { ModelRegistry } from './host/models/modelRegistry';
import { ModelsView } from './host/models/modelsView';
import { registerRunFileEditor } from './host/runFile/runFileEditor';
import { watchCrashes } from './host/runtime/crashMessages';
import { RuntimeClient } from './host/runtime/runtimeClient';
import { runtimeConfiguration } from './host/runtime/runtimeConfiguration';
import { forkRuntime } from './host/runtime/runtimeProcess';
import { Settings } from './host/settings';
import { StatusBar } from './host/statusBar';
import { AddedTokenizers } from './host/tokenizers/addedTokenizers';
import { DisposableStore } from './protocol/disposable';

/** What tests see of the running extension: the parts themselves. */
export interface ExtensionApi {
  runtime: RuntimeClient;
  models: ModelRegistry;
  hub: HubModels;
  settings: Settings;
  inspection: Inspection;
  follower: SelectionFollower;
  trace: TraceRun;
  inspector: InspectorView;
  decorations: EditorDecorations;
  statusBar: StatusBar;
  modelsView: ModelsView;
  compare: CompareView;
}

/** Builds the parts and wires them; none of them works before it is asked to. */
export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const { extensionUri, extensionPath, globalStorageUri, secrets } = context;
  const store = new DisposableStore();
  context.subscriptions.push(store);

  const log = store.add(vscode.window.createOutputChannel('Model Loupe', { log: true }));
  const errors = new ErrorReporter(log);
  const describe = (error: unknown) => errors.describe(error);
  const onBug = (method: string, error: unknown) => errors.bug(method, error);
  const settings = store.add(new Settings(context.extension.packageJSON.contributes.configuration.properties));

  const runtime: RuntimeClient = store.add(
    new RuntimeClient({
      start: () =>
        forkRuntime(join(extensionPath, 'dist', 'runtime.js'), (stream, text) =>
          stream === 'stderr' ? log.warn(text) : log.info(text),
        ),
      configuration: () => runtimeConfiguration(models, settings),
      log: (level, text) => log[level](text),
    }),
  );
  const hub = store.add(new HubModels({ home: globalStorageUri.fsPath, secrets, endpoint: settings.hubEndpoint }));
  const models: ModelRegistry = store.add(
    new ModelRegistry(join(extensionPath, 'models'), settings, () => hub.store.whole(), runtime, onBug),
  );

  const tokenizers = store.add(new AddedTokenizers(globalStorageUri.fsPath, runtime));
  const inspection = store.add(new Inspection(runtime, models, settings, errors, tokenizers));
  const decorations = store.add(new EditorDecorations(inspection, settings));
  const lastEditor = store.add(new LastEditor());
  const watched = () => inspector.visible || decorations.switchedOn;
  const follower = store.add(new SelectionFollower(inspection, lastEditor, watched));
  const trace = store.add(
    new TraceRun({ trace: (params, options) => runtime.request('trace', params, options), describe }),
  );
  const handlers = inspectorHandlers({ inspection, follower, trace, settings });
  const inspector: InspectorView = store.add(new InspectorView({ extensionUri, inspection, trace, handlers, onBug }));
  const statusBar = store.add(new StatusBar(runtime, inspection, errors));
  const modelsView = store.add(new ModelsView({ models, hub, runtime, inspection, settings, errors }));
  const compare = store.add(
    new CompareView({
      extensionUri,
      memento: context.workspaceState,
      models,
      lastEditor,
      generate: (params, options) => runtime.request('generate', params, options),
      describe,
      onBug,
    }),
  );

  store.add(registerTokenHover(inspection));
  const parts: ExtensionApi = {
    runtime,
    models,
    hub,
    settings,
    inspection,
    follower,
    trace,
    inspector,
    decorations,
    statusBar,
    modelsView,
    compare,
  };
  store.add(registerRunFileEditor({ extensionUri, errors }));
  store.add(registerCommands({ extensionUri, log, errors, tokenizers, ...parts }));
  store.add(tellOutcomes({ hub, models, errors }));
  store.add(watchCrashes(runtime, errors));
  for (const setting of [settings.memoryBudget, settings.threads])
    store.add(setting.onDidChange(() => runtime.configure()));
  store.add(attendAudience({ inspection, follower, trace, inspector, decorations }));
  return parts;
}
