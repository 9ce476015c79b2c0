import * as vscode from 'vscode';
import { LoupeError } from '../protocol/errors';
import type { InspectorHostApi } from '../protocol/inspectorApi';
import type { HandlerContext, Handlers } from '../protocol/rpc';
import type { RuntimeApi } from '../protocol/runtimeApi';
import type { TokenizerRef } from '../protocol/tokens';
import type { Inspection } from './inspection/inspection';
import type { SelectionFollower } from './inspection/selectionFollower';
import { sameTokenizer } from './inspection/tokenizers';
import type { TraceRun } from './inspection/traceRun';
import { saveFile } from './saveFile';
import type { Settings } from './settings';

export interface InspectorHandlerParts {
  inspection: Inspection;
  follower: SelectionFollower;
  trace: TraceRun;
  settings: Settings;
}

/** What the Inspector's page may ask for. Slices go on to the runtime as they are: the page never reaches it itself. */
export function inspectorHandlers(parts: InspectorHandlerParts): Omit<Handlers<InspectorHostApi>, 'ready' | 'mark'> {
  const { inspection, follower, trace, settings } = parts;
  const { reader } = inspection;
  const slice =
    <K extends keyof RuntimeApi>(method: K) =>
    (params: RuntimeApi[K]['params'], { signal, progress }: HandlerContext<RuntimeApi[K]['progress']>) =>
      reader.ask(method, params, { signal, onProgress: progress });
  /** A page that names another tokenizer has an earlier list. */
  const isOffered = (tokenizer: TokenizerRef) =>
    inspection.state.tokenizers.some(({ ref }) => sameTokenizer(ref, tokenizer));
  const offered =
    <K extends 'chatTokens' | 'vocabulary'>(method: K) =>
    async (params: RuntimeApi[K]['params'], { signal }: { signal: AbortSignal }) => {
      if (!isOffered(params.tokenizer)) throw new LoupeError('cancelled');
      return reader.ask(method, params, { signal });
    };
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
    pickTokenizer: async () => void (await vscode.commands.executeCommand('loupe.pickTokenizer')),
    setSpecial: ({ special }) => inspection.setSpecial(special),
    setPart: ({ part }) => follower.choosePart(part),
    keepReading: ({ keep }) => inspection.results.keep(keep),
    tintEditor: ({ tint }) => inspection.tint.set(tint),
    copy: async ({ text }) => vscode.env.clipboard.writeText(text),
    reveal: ({ range }) => follower.reveal(range),
    tokenizeBy: ({ tokenizer }, { signal }) => {
      const { subject, special } = inspection.state;
      if (!subject || !isOffered(tokenizer)) throw new LoupeError('cancelled');
      return reader.ask('tokenize', { text: subject.text, tokenizer, special }, { signal });
    },
    chatTokens: offered('chatTokens'),
    vocabulary: offered('vocabulary'),
    tokenOrigin: ({ index }, { signal }) => {
      const { subject, tokenizer, special } = inspection.state;
      // The page's tokens are of a text that is not inspected any more.
      if (!subject || index >= (inspection.tokenization?.tokens.ids.length ?? 0)) throw new LoupeError('cancelled');
      return reader.ask('tokenOrigin', { text: subject.text, tokenizer, special, index }, { signal });
    },
    distribution: slice('distribution'),
    attentionOverview: slice('attentionOverview'),
    attentionHead: slice('attentionHead'),
    attentionSlice: slice('attentionSlice'),
    probeHeads: slice('probeHeads'),
    lens: slice('lens'),
    attribution: slice('attribution'),
    ablation: slice('ablation'),
    attentionWeight: slice('attentionWeight'),
    append: (params, { signal }) => reader.append(params, { signal }),
    stepBack: (params, { signal }) => reader.stepBack(params, { signal }),
    startTrace: (params) => {
      const { model, subject } = inspection.state;
      if (subject) trace.start(params, { text: subject.text, model, maxTokens: settings.traceMaxTokens.value });
    },
    cancelTrace: () => trace.cancel(),
    saveFile,
    saveRun: async () => void (await vscode.commands.executeCommand('loupe.saveRun')),
    retryRuntime: async () => void (await vscode.commands.executeCommand('loupe.retryRuntime')),
    showLog: async () => void (await vscode.commands.executeCommand('loupe.showLog')),
    manageModels: async () => void (await vscode.commands.executeCommand('loupe.models.focus')),
  };
}
