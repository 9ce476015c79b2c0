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

/** What the loaded graph can give. */
export interface ModelCapabilities {
  attention: { available: true } | { available: false; reason: string };
}

export interface OpenModel extends ModelDescription {
  capabilities: ModelCapabilities;
}
