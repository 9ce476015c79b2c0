import type { FinishedTrace, InspectionSubject } from '../protocol/inspectorApi';
import type { Attribution, Lens } from '../protocol/lens';
import type { ModelDescription, Stage } from '../protocol/models';
import type { AttentionOverview, GeneratedToken, Reading } from '../protocol/runs';
import type { SpecialReading, TokenText } from '../protocol/tokens';

/** Counted up when a reader of older files would misunderstand a newer one. */
export const runFileVersion = 1;
export const runFileFormat = 'model-loupe-run';
export const runFileEnding = '.loupe.json';

/** Bytes that are opened and written at most: a JSON text must fit into one string. */
export const largestRunFile = 256_000_000;

/** What is known of the model, without where it lay on the machine that saved. */
export type SavedModel = Pick<
  ModelDescription,
  | 'name'
  | 'architecture'
  | 'variant'
  | 'parameters'
  | 'layers'
  | 'heads'
  | 'keyHeads'
  | 'vocabularySize'
  | 'context'
  | 'chat'
  | 'thinking'
> & { stage?: Stage };

/** A run as a file holds it: what one needs to look at it again without its model. T tokens, L layers, H heads. */
export interface SavedRun {
  subject: InspectionSubject;
  model: SavedModel;
  special: SpecialReading;
  /** Which part of a text beyond the model's context was read. */
  part: 'start' | 'end';
  reading: Reading;
  attention: SavedAttention | null;
  /** Of all positions; what is followed is the token that comes next in the text. */
  lens: Lens | null;
  /** Null where there is no lens, where the model's logits cannot be taken apart, and in files of before there was this. */
  attribution: SavedAttribution | null;
  /** Tokens appended to the text, in order. */
  appended: GeneratedToken[];
  next: SavedNext | null;
  trace: FinishedTrace | null;
}

export interface SavedAttention {
  /** All heads reduced, and their scores. */
  overview: AttentionOverview | null;
  /** By layer: the weights of its heads, [H, T (T + 1) / 2]. A head's rows follow each other, each up to its own token. */
  layers: ReadonlyMap<number, Float32Array>;
}

/** Where the logits of the tokens come from that the last layer finds most probable at one position, best first. */
export interface SavedAttribution {
  position: number;
  tokens: Attribution[];
}

/** What comes after the last token, appended ones included. */
export interface SavedNext {
  /** [vocabulary] raw */
  logits: Float32Array;
  /** Texts of the best tokens, best first. */
  best: TokenText[];
}

/** Numbers of a row-packed lower triangle. */
export const triangle = (tokens: number): number => (tokens * (tokens + 1)) / 2;
