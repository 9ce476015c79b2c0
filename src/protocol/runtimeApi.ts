import type { Ablation, AblationParams } from './ablation';
import type { AttentionWeight, AttentionWeightParams } from './attentionWeight';
import type { ChatParams, ChatTokens } from './chat';
import type { CountFollowedParams, FollowedCount, FollowTextParams, TextEdit } from './followedText';
import type { GenerateParams, Generation, Trace, TraceParams, TraceProgress } from './generation';
import type { Attribution, AttributionParams, AttributionsParams, Lens, LensParams } from './lens';
import type { ModelDescription, ModelSource, OpenModel } from './models';
import type { Method } from './rpc';
import type {
  AppendParams,
  AttentionMap,
  AttentionOverview,
  AttentionSlice,
  Distribution,
  DistributionParams,
  GeneratedToken,
  HeadParams,
  HeadProbe,
  OverviewParams,
  Reading,
  ReadParams,
  SliceParams,
} from './runs';
import type { TokenOrigin } from './tokenOrigin';
import type { SpecialReading, Tokenization, TokenizerRef } from './tokens';
import type { VocabularyPage, VocabularyParams } from './vocabulary';

export interface RuntimeConfiguration {
  /** Installed models: references by id are looked up here. */
  models: {
    id: string;
    name: string;
    folder: string;
    source: ModelSource;
    /** Of a downloaded one: another where it was removed and downloaded anew. */
    downloadedAt?: number;
    /** Of its graph, where one was chosen. */
    variant?: string;
  }[];
  /** Budget for the tensors of kept runs; the oldest are evicted. */
  memoryBudgetBytes: number;
  /** 0 lets the runtime choose. */
  threads: number;
}

export interface TokenizeParams {
  text: string;
  tokenizer: TokenizerRef;
  special: SpecialReading;
}

/** What the runtime process serves. */
export interface RuntimeApi {
  /** Answers with the ids of the models that stay loaded. */
  configure: Method<RuntimeConfiguration, { loaded: string[] }>;
  tokenize: Method<TokenizeParams, Tokenization>;
  count: Method<TokenizeParams, { tokens: number }>;
  /** Keeps a text in place of the one before, so that it is counted while it is edited. */
  followText: Method<FollowTextParams, void>;
  editFollowed: Method<{ id: number; edits: TextEdit[] }, void>;
  unfollowText: Method<void, void>;
  /** Progress: tokens as those parts that are counted let expect. */
  countFollowed: Method<CountFollowedParams, FollowedCount, { tokens: number }>;
  /** How the token at `index` of the tokenization came to be. */
  tokenOrigin: Method<TokenizeParams & { index: number }, TokenOrigin>;
  /** Messages as the tokenizer's chat template writes them, cut into tokens. */
  chatTokens: Method<ChatParams, ChatTokens>;
  /** Rows of a tokenizer's vocabulary. */
  vocabulary: Method<VocabularyParams, VocabularyPage>;
  describeModel: Method<{ model: string }, ModelDescription>;
  openModel: Method<{ model: string }, OpenModel>;
  closeModel: Method<{ model: string }, void>;
  /** Progress: tokens done of all, after each chunk. */
  read: Method<ReadParams, Reading, { done: number; total: number }>;
  distribution: Method<DistributionParams, Distribution>;
  /** [vocabulary] raw, after the run's last token, appended ones included. */
  logits: Method<{ runId: string }, Float32Array>;
  append: Method<AppendParams, GeneratedToken>;
  /** Removes the last appended token; answers how many are left. */
  stepBack: Method<{ runId: string }, { appended: number }>;
  /** Progress, here and below: rows done of all. Weights that are not kept are computed anew. */
  attentionOverview: Method<OverviewParams, AttentionOverview, { done: number; total: number }>;
  attentionHead: Method<HeadParams, AttentionMap, { done: number; total: number }>;
  attentionSlice: Method<SliceParams, AttentionSlice, { done: number; total: number }>;
  /** Scores of a model's heads on random tokens, repeated. */
  probeHeads: Method<{ model: string }, HeadProbe>;
  /** Progress: rows of states done of all. */
  lens: Method<LensParams, Lens, { done: number; total: number }>;
  attribution: Method<AttributionParams, Attribution>;
  /** In the order of the tokens. */
  attributions: Method<AttributionsParams, Attribution[]>;
  ablation: Method<AblationParams, Ablation>;
  attentionWeight: Method<AttentionWeightParams, AttentionWeight>;
  /** Frees a run's tensors; freeing an unknown run is no error. */
  free: Method<{ runId: string }, void>;
  generate: Method<GenerateParams, Generation, GeneratedToken>;
  trace: Method<TraceParams, Trace, TraceProgress>;
}

/** What the runtime calls on its parent. */
export interface RuntimeParentApi {
  log: Method<{ level: 'info' | 'warn' | 'error'; text: string }, void>;
  /** A chunk of tokens was run, whatever for, and took that long. Nothing can be cancelled within one. */
  chunkDone: Method<{ ms: number }, void>;
}
