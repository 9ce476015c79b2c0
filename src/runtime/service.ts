import type { Disposable } from '../protocol/disposable';
import type { Handlers } from '../protocol/rpc';
import type { RuntimeApi, RuntimeConfiguration } from '../protocol/runtimeApi';
import { attentionHead, attentionOverview, attentionSlice } from './attention/attention';
import { generate } from './generate/generate';
import { trace } from './generate/trace';
import type { ModelOptions } from './model/openLanguageModel';
import { Models } from './models';
import { ablation } from './runs/ablation';
import { append, stepBack } from './runs/append';
import { attentionWeight } from './runs/attentionWeight';
import { attribution, attributions } from './runs/attribution';
import { distribution, lastLogits } from './runs/distribution';
import { lens } from './runs/lens';
import { probeHeads } from './runs/probeHeads';
import { readText } from './runs/read';
import { RunRegistry } from './runs/runRegistry';
import { chatTokens } from './tokenizer/chat/chatTokens';
import { FollowedText } from './tokenizer/live/followedText';
import { vocabularyPage } from './tokenizer/vocabularyPage';

export interface RuntimeServiceOptions {
  /** What holds until `configure` replaces it. */
  configuration: RuntimeConfiguration;
  onChunk?: ModelOptions['onChunk'];
}

/** Every method of the runtime, for the command line and tests in-process and for the host over the process channel. */
export type RuntimeService = Handlers<RuntimeApi> & Disposable;

export function createRuntimeService({ configuration, onChunk }: RuntimeServiceOptions): RuntimeService {
  const models = new Models(configuration, onChunk);
  const runs = new RunRegistry(configuration.memoryBudgetBytes);
  /** What was computed may stay, and push out runs that nobody looked at for longer. */
  const withinBudget = <T>(look: Promise<T>): Promise<T> => look.finally(() => runs.evict());
  const followed = new FollowedText();
  return {
    configure: (next) => {
      runs.setBudget(next.memoryBudgetBytes);
      return { loaded: models.configure(next) };
    },
    tokenize: async ({ tokenizer, text, special }, { signal }) =>
      (await models.tokenizer(tokenizer)).encode(text, special, signal),
    count: async ({ tokenizer, text, special }, { signal }) => ({
      tokens: await (await models.tokenizer(tokenizer)).count(text, special, signal),
    }),
    followText: (params) => followed.follow(params, models.tokenizer(params.tokenizer)),
    editFollowed: ({ id, edits }) => followed.edit(id, edits),
    unfollowText: () => followed.dispose(),
    countFollowed: (params, context) => followed.count(params, context),
    tokenOrigin: async ({ tokenizer, text, special, index }, { signal }) =>
      (await models.tokenizer(tokenizer)).origin(text, special, index, signal),
    chatTokens: async ({ tokenizer, ...params }) => chatTokens(await models.tokenizer(tokenizer), params),
    vocabulary: async ({ tokenizer, ...params }) =>
      vocabularyPage((await models.tokenizer(tokenizer)).vocabulary, params),
    describeModel: ({ model }) => models.describe(model),
    openModel: async ({ model }) => {
      const { description, capabilities } = (await models.open(model)).model;
      return { ...description, capabilities };
    },
    closeModel: ({ model }) => models.close(model),
    read: async (params, context) => {
      const { run, reading } = await readText(await models.open(params.model), params, runs.budgetBytes, context);
      runs.add(run);
      return reading;
    },
    distribution: (params) => distribution(runs.get(params.runId), params),
    logits: ({ runId }) => lastLogits(runs.get(runId)),
    append: async ({ runId, choice }) => {
      const token = await append(runs.get(runId), choice);
      runs.evict();
      return token;
    },
    stepBack: async ({ runId }) => ({ appended: await stepBack(runs.get(runId)) }),
    attentionOverview: (params, context) =>
      withinBudget(attentionOverview(runs.get(params.runId).maps, params, context)),
    attentionHead: (params, context) => withinBudget(attentionHead(runs.get(params.runId).maps, params, context)),
    attentionSlice: (params, context) => withinBudget(attentionSlice(runs.get(params.runId).maps, params, context)),
    probeHeads: async ({ model }) => probeHeads(await models.open(model)),
    lens: (params, context) => lens(runs.get(params.runId), params, context),
    attribution: (params, { signal }) => attribution(runs.get(params.runId), params, signal),
    attributions: (params, { signal }) => attributions(runs.get(params.runId), params, signal),
    ablation: (params, { signal }) => ablation(runs.get(params.runId), params, signal),
    attentionWeight: (params, { signal }) => attentionWeight(runs.get(params.runId), params, signal),
    free: ({ runId }) => runs.free(runId),
    generate: async (params, context) => generate(await models.open(params.model), params, context),
    trace: async (params, context) => trace(await models.open(params.model), params, context),
    dispose: () => {
      followed.dispose();
      runs.clear();
      models.dispose();
    },
  };
}
