import * as vscode from 'vscode';
import type { InspectorHostApi } from '../protocol/inspectorApi';
import type { Handlers } from '../protocol/rpc';
import type { RuntimeApi } from '../protocol/runtimeApi';
import { isCancelled } from './errorReporter';
import type { Inspection } from './inspection/inspection';
import type { SelectionFollower } from './inspection/selectionFollower';
import { cancelledByUser, type RuntimeClient } from './runtime/runtimeClient';
import type { Settings } from './settings';

export interface InspectorHandlerParts {
  inspection: Inspection;
  follower: SelectionFollower;
  runtime: RuntimeClient;
  settings: Settings;
}

/** What the Inspector's page may ask for. Slices go on to the runtime as they are: the page never reaches it itself. */
export function inspectorHandlers(parts: InspectorHandlerParts): Omit<Handlers<InspectorHostApi>, 'ready'> {
  const { inspection, follower, runtime, settings } = parts;
  const { reader } = inspection;
  const slice =
    <K extends keyof RuntimeApi>(method: K) =>
    (params: RuntimeApi[K]['params'], { signal }: { signal: AbortSignal }) =>
      reader.ask(method, params, { signal });
  return {
    inspect: () => {
      if (inspection.state.subject) inspection.again();
      else follower.inspectNow();
    },
    cancel: () => inspection.cancel(),
    setPinned: ({ pinned }) => {
      inspection.setPinned(pinned);
      follower.follow();
    },
    setModel: ({ model }) => inspection.setModel(model),
    setTokenizer: ({ tokenizer }) => inspection.setTokenizer(tokenizer),
    setSpecial: ({ special }) => inspection.setSpecial(special),
    setPart: ({ part }) => {
      inspection.setPart(part);
      // What was cut off before it was sent lies at the other end now.
      const { subject, pinned } = inspection.state;
      if (subject?.cutFrom && !pinned) follower.inspectNow(!subject.selection);
    },
    mark: ({ mark }) => inspection.setMark(mark),
    reveal: ({ range }) => follower.reveal(range),
    distribution: slice('distribution'),
    attentionOverview: slice('attentionOverview'),
    attentionHead: slice('attentionHead'),
    append: (params, { signal }) => reader.append(params, { signal }),
    stepBack: (params, { signal }) => reader.stepBack(params, { signal }),
    trace: async (params, { signal, progress }) => {
      const { source, thinking, temperature, seed } = params;
      const { model, subject } = inspection.state;
      const text = subject?.text ?? '';
      const sampling = { temperature, topK: 0, topP: 1 };
      const maxTokens = settings.traceMaxTokens.value;
      const trace = await runtime.request(
        'trace',
        { model, text, source, thinking, sampling, seed, samples: 1, maxTokens },
        { signal: enforced(signal), onProgress: progress },
      );
      if (model === inspection.state.model) inspection.trace = { params, question: text, trace };
      return trace;
    },
    retryRuntime: async () => void (await vscode.commands.executeCommand('loupe.retryRuntime')),
    showLog: async () => void (await vscode.commands.executeCommand('loupe.showLog')),
    manageModels: async () => void (await vscode.commands.executeCommand('loupe.models.focus')),
  };
}

/** A page cancels a trace only because a person pressed Stop, which is enforced; a page that goes only drops it. */
function enforced(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort(isCancelled(signal.reason) ? cancelledByUser : signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  return controller.signal;
}
