/** Where a model comes from: with the extension, from the Hub, or a folder that was added. */
export type ModelSource = 'shipped' | 'downloaded' | 'folder';

/**
 * How far a model of the shipped family came in its making: random weights; about 2 % of pretraining; pretraining; fine-tuning on
 * conversations; reinforcement learning on reasoning tasks.
 */
export type Stage = 'untrained' | 'early' | 'base' | 'chat' | 'reasoning';

/** What the stages are, for people; English texts are the keys of their translations. */
export const stageTexts = {
  untrained: 'Untrained: its weights are random.',
  early: 'Early: stopped after about 2 % of pretraining.',
  base: 'Base: pretrained to continue text; not yet taught to answer.',
  chat: 'Chat: the base model, fine-tuned on conversations.',
  reasoning: 'Reasoning: the chat model, after reinforcement learning on tasks with thoughts.',
} as const satisfies Record<Stage, string>;

/** Where an installed model is. */
export interface InstalledFolder {
  id: string;
  /** For people. */
  name: string;
  folder: string;
  source: ModelSource;
  /** Of a model of the shipped family. */
  stage?: Stage;
  /** Of a downloaded one, in milliseconds since 1970: another where it was removed and downloaded anew. */
  downloadedAt?: number;
}

/** What is known of a model folder from its files, without loading weights. */
export interface ModelDescription {
  /** Unique among the installed ones. */
  id: string;
  /** For people. */
  name: string;
  folder: string;
  source: ModelSource;
  architecture: string;
  /** The graph's precision, as its file's name says: `fp32`, `q4` … */
  variant: string;
  /** All that the folder has, the truest first, with the bytes of their files. */
  variants: { name: string; bytes: number }[];
  /** Bytes of the graph and its external data. */
  bytes: number;
  /** Numbers that were learned. */
  parameters: number;
  /** Bytes of keys and values for each token; 0 for a graph that keeps none. */
  cachePerToken: number;
  /** Bytes that it is expected to take, with keys and values of a long text. */
  memory: number;
  layers: number;
  /** Query heads. */
  heads: number;
  keyHeads: number;
  vocabularySize: number;
  /** Tokens that the model reads at most. */
  context: number;
  chat: boolean;
  /** Whether the chat template has a switch for thinking. */
  thinking: boolean;
}

/** A model as it is offered for choice. */
export interface ModelChoice {
  id: string;
  /** For people. */
  name: string;
  /** Of a model of the shipped family. */
  stage?: Stage;
  chat: boolean;
  thinking: boolean;
}

/** Why attention is not available: English sentences, and the keys of their translations. */
export const attentionReasons = {
  fused: 'Its graph uses a fused attention operator, which keeps the weights inside.',
  notFound: 'No attention was recognised in its graph.',
  incomplete: 'Attention was recognised in some of its layers only.',
  notExtensible: 'Its graph does not accept more outputs.',
  disturbing: 'Capturing it changes what the model gives.',
  notCausal: 'What its graph shows are no causal attention weights.',
  notCaptured: 'It was not captured in this run.',
  notSaved: 'It was not saved with this run.',
} as const;

/** Why the residual stream is not available, likewise. */
export const residualReasons = {
  notFound: 'No stream from block to block was recognised in its graph.',
  notExtensible: 'Its graph does not accept more outputs.',
  disturbing: 'Capturing it changes what the model gives.',
  notLogits: 'Its last state does not lead to the model’s own logits.',
  notSaved: 'They were not saved with this run.',
} as const;

/** Why parts of the blocks cannot be changed while the model runs, likewise. */
export const interventionReasons = {
  branches: 'Its graph has one branch with and one without past, and is not changed inside of them.',
  notExtensible: 'Its graph does not accept more inputs.',
  noStream: 'The states between the layers are not available.',
  noWeights: 'Its attention weights are not available, against which its heads would be checked.',
  headsNotFound: 'It was not recognised in its graph how the outputs of the heads go into the output projection.',
  headsDiffer: 'What was found as the outputs of its heads is not their weights times their values.',
  notApart: 'What attention and feed-forward add to the residual stream cannot be told apart in its graph.',
  notRemoved: 'Taking a part out does not leave the residual stream as it was before that part.',
  disturbing: 'A graph whose parts can be changed does not give what the model gives.',
} as const;

/** Why it cannot be told how a weight of attention comes about, likewise. */
export const queryReasons = {
  notFound: 'No product of queries and keys was recognised in its graph.',
  noWeights: 'Its attention weights are not available, against which its queries would be checked.',
  otherKeys: 'It keeps its keys in a form that is not known here.',
  notScaled:
    'Its weights are not the softmax of scaled products of queries and keys alone: a bias, a cap or a sink is in them too.',
} as const;

/** Something that a loaded graph gives, or why it does not. */
export type Capability = { available: true } | { available: false; reason: string };

/** What the loaded graph can give; reasons are of `attentionReasons` and `residualReasons`. */
export interface ModelCapabilities {
  attention: Capability;
  /** The residual stream, and the logits that any state in it leads to. */
  residuals: Capability;
  /**
   * How it goes on from what it read: from keys and values of which only new ones leave the graph, or all of them; or by reading all
   * of the text again.
   */
  cache: 'newRows' | 'wholeTensors' | 'none';
}

/** For people; English texts are the keys of their translations. */
export const cacheTexts = {
  newRows: 'Goes on from kept keys and values; only new ones leave the graph.',
  wholeTensors: 'Goes on from kept keys and values; all of them leave the graph with each token.',
  none: 'Keeps nothing: all of the text is read again for each token.',
} as const satisfies Record<ModelCapabilities['cache'], string>;

export interface OpenModel extends ModelDescription {
  capabilities: ModelCapabilities;
}
