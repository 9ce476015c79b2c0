/** Where a model comes from. */
export type ModelSource = 'shipped' | 'folder';

/** What is known of a model folder from its files, without loading weights. */
export interface ModelDescription {
  /** `pocket` for the shipped one, else unique among the installed ones. */
  id: string;
  /** For people. */
  name: string;
  folder: string;
  source: ModelSource;
  architecture: string;
  /** Bytes of the graph and its external data. */
  bytes: number;
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
  chat: boolean;
  thinking: boolean;
}

/** Why attention is not available: English sentences, and the keys of their translations. */
export const attentionReasons = {
  fused: 'Its graph uses a fused attention operator, which keeps the weights inside.',
  branched: 'Its graph keeps the layers inside the branches of a condition.',
  notFound: 'No attention was recognised in its graph.',
  incomplete: 'Attention was recognised in some of its layers only.',
  notExtensible: 'Its graph does not accept more outputs.',
  disturbing: 'Capturing it changes what the model gives.',
  notCausal: 'What its graph shows are no causal attention weights.',
  notCaptured: 'It was not captured in this run.',
  tooLarge: 'For a text of this length it would not fit into the memory budget. Select less text, or raise the budget.',
} as const;

/** What the loaded graph can give; a reason is one of `attentionReasons`. */
export interface ModelCapabilities {
  attention: { available: true } | { available: false; reason: string };
}

export interface OpenModel extends ModelDescription {
  capabilities: ModelCapabilities;
}
