import * as vscode from 'vscode';
import type { InspectorHostApi } from '../protocol/inspectorApi';
import type { Handlers } from '../protocol/rpc';
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
      if (inspection.state.subject?.cutFrom) follower.inspectNow();
    },
    mark: ({ mark }) => inspection.setMark(mark),
    reveal: ({ range }) => follower.reveal(range),
    distribution: (params, { signal }) => runtime.request('distribution', params, { signal }),
    append: (params, { signal }) => runtime.request('append', params, { signal }),
    stepBack: (params, { signal }) => runtime.request('stepBack', params, { signal }),
    attentionOverview: (params, { signal }) => runtime.request('attentionOverview', params, { signal }),
    attentionHead: (params, { signal }) => runtime.request('attentionHead', params, { signal }),
    trace: ({ source, thinking, temperature, seed }, { signal, progress }) =>
      runtime.request(
        'trace',
        {
          model: inspection.state.model,
          text: inspection.state.subject?.text ?? '',
          source,
          thinking,
          sampling: { temperature, topK: 0, topP: 1 },
          seed,
          samples: 1,
          maxTokens: settings.traceMaxTokens.value,
        },
        { signal: enforced(signal), onProgress: progress },
      ),
    retryRuntime: () => {
      runtime.retry();
      inspection.again();
    },
    showLog: async () => void (await vscode.commands.executeCommand('loupe.showLog')),
    manageModels: async () => void (await vscode.commands.executeCommand('loupe.models.focus')),
  };
}

/** A page stops a trace only because a person pressed Stop or closed it. */
function enforced(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  signal.addEventListener('abort', () => controller.abort(cancelledByUser), { once: true });
  return controller.signal;
}
