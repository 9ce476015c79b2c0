import { LoupeError } from '../../protocol/errors';
import type { InspectorHostApi, InspectorSnapshot } from '../../protocol/inspectorApi';
import type { Handlers } from '../../protocol/rpc';
import { SavedAnswers } from '../../runFile/savedAnswers';
import type { SavedRun } from '../../runFile/savedRun';

/** What a page of a saved run can have done; there is no model to do more. */
export type RunFileActions = Pick<Handlers<InspectorHostApi>, 'inspect' | 'reveal' | 'copy' | 'saveFile' | 'showLog'>;

/** The host's part for a page that shows a saved run: the file answers in the runtime's place. */
export function runFileHandlers(run: SavedRun, actions: RunFileActions): Handlers<InspectorHostApi> {
  const answers = new SavedAnswers(run);
  return {
    ...withoutModel(actions),
    ready: () => runFileSnapshot(run),
    attentionOverview: (params, context) => answers.attentionOverview(params, context),
    attentionHead: (params, context) => answers.attentionHead(params, context),
    attentionSlice: (params, context) => answers.attentionSlice(params, context),
    lens: (params) => answers.lens(params),
    attribution: (params) => answers.attribution(params),
    distribution: (params) => answers.distribution(params),
  };
}

/** Likewise for a file that cannot be shown, with the reason. */
export function brokenFileHandlers(message: string, actions: RunFileActions): Handlers<InspectorHostApi> {
  return { ...withoutModel(actions), ready: () => brokenFileSnapshot(message) };
}

function withoutModel(actions: RunFileActions): Omit<Handlers<InspectorHostApi>, 'ready'> {
  const needsModel = () => {
    throw new LoupeError('savedWithoutModel');
  };
  const nothing = () => {};
  return {
    ...actions,
    // The page keeps its own marks; there is no editor to show them.
    mark: nothing,
    tintEditor: nothing,
    cancel: nothing,
    cancelTrace: nothing,
    setPinned: nothing,
    saveRun: nothing,
    retryRuntime: nothing,
    manageModels: nothing,
    setModel: needsModel,
    setTokenizer: needsModel,
    pickTokenizer: needsModel,
    setSpecial: needsModel,
    setPart: needsModel,
    tokenizeBy: needsModel,
    tokenOrigin: needsModel,
    chatTokens: needsModel,
    vocabulary: needsModel,
    distribution: needsModel,
    append: needsModel,
    stepBack: needsModel,
    attentionOverview: needsModel,
    attentionHead: needsModel,
    attentionSlice: needsModel,
    attentionWeight: needsModel,
    probeHeads: needsModel,
    keepReading: needsModel,
    lens: needsModel,
    attribution: needsModel,
    ablation: needsModel,
    startTrace: needsModel,
  };
}

function runFileSnapshot({ subject, model, special, part, reading, appended, trace }: SavedRun): InspectorSnapshot {
  const { name, stage, chat, thinking, vocabularySize } = model;
  const tokenizer = { kind: 'model', model: name } as const;
  return {
    state: {
      ...emptyState,
      ...{ subject, special, part, tokenizer, model: name },
      models: [{ id: name, name, stage, chat, thinking }],
      tokenizers: [{ ref: tokenizer, name }],
    },
    tokenization: { tokenizer: name, vocabularySize, lossless: reading.lossless, tokens: reading.tokens },
    reading,
    kept: null,
    mark: null,
    appended,
    trace: { stream: null, finished: trace, problem: null },
  };
}

function brokenFileSnapshot(message: string): InspectorSnapshot {
  return {
    state: { ...emptyState, phase: { kind: 'failed', message, action: null } },
    tokenization: null,
    reading: null,
    kept: null,
    mark: null,
    appended: [],
    trace: { stream: null, finished: null, problem: null },
  };
}

const emptyState: InspectorSnapshot['state'] = {
  subject: null,
  edited: false,
  models: [],
  model: '',
  tokenizers: [],
  tokenizer: { kind: 'model', model: '' },
  special: 'text',
  part: 'start',
  seed: 1,
  pinned: false,
  phase: { kind: 'idle' },
  saved: true,
};
