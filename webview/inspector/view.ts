import type { AblationParams } from '../../src/protocol/ablation';
import type { InspectorTab } from '../../src/protocol/inspectorApi';
import type { Combination, HeadStatistics, LayerRange, Sampling } from '../../src/protocol/runs';
import type { VocabularyKind, VocabularyOrder } from '../../src/protocol/vocabulary';
import type { Zoom } from '../drawing/mapGeometry';
import { type ChatDraft, firstDraft } from './tokens/chat/chatDraft';
import type { SearchBy } from './tokens/tools/tokenSearch';

/** What the Tokens tab shows. */
export type TokensView = 'text' | 'sideBySide' | 'chat' | 'vocabulary';

export type AblationChoice = Pick<AblationParams, 'layer' | 'part' | 'kind'>;

/** The reader's way of looking, kept while the panel is hidden. */
export interface InspectorView {
  tab: InspectorTab;
  /** Spaces and tabs as signs. */
  whitespace: boolean;
  ids: boolean;
  /** How the selected token came to be is told. */
  origin: boolean;
  tokensView: TokensView;
  /** What is looked for among the tokens, and by which of their properties; empty looks for nothing. */
  search: string;
  searchBy: SearchBy;
  /** What is shown of the vocabulary; what is looked for is as in `search`, with a range of ids. */
  vocabularyFind: string;
  vocabularyBy: SearchBy;
  vocabularyKind: VocabularyKind;
  vocabularyOrder: VocabularyOrder;
  chat: ChatDraft;
  /** Keys of those tokenizers; null until the reader chooses. */
  beside: string[] | null;
  /** What the reader says that a million tokens cost, by tokenizer. */
  prices: Readonly<Record<string, number>>;
  /** Tokens coloured by surprisal rather than by alternating tints. */
  surprisal: boolean;
  layer: number;
  head: number;
  /** In place of that head, several as one map. */
  combine: Combination | null;
  /** Layers to combine; null takes all. */
  layers: LayerRange | null;
  combinedHead: number | 'all';
  dropSink: boolean;
  /** What a cell shows that stands for a block of weights. */
  pooling: 'max' | 'mean';
  /** Tokens in the editor are tinted by the attention that the token in focus pays, or gets. */
  tint: 'off' | 'pays' | 'gets';
  attentionView: 'map' | 'beside' | 'difference' | 'texts' | 'text' | 'lines';
  /** The head that the shown map is compared with. */
  otherLayer: number;
  otherHead: number;
  /** Whether a token's row is told (what it looks at), or its column (who looks at it). */
  attentionSide: 'row' | 'column';
  /** The score by which heads are listed, and on what. */
  findHeads: keyof HeadStatistics;
  findOn: 'text' | 'probe';
  /** Visible part of the attention map; null shows all of it. */
  zoom: Zoom | null;
  /** How the chosen cell's weight comes about is told. */
  weightStory: boolean;
  sampling: Sampling;
  /** Rows of the next-token table. */
  rows: number;
  /** A token looked up in it, literally; empty looks nothing up. */
  find: string;
  /** Null until the reader sets one: then the settings' seed holds. */
  seed: number | null;
  /** What colours the cells of the layers' grid. */
  lensColor: 'probability' | 'entropy' | 'rank';
  /** Which token is followed through the layers besides the final answer. */
  lensFollow: 'answer' | 'next' | 'named';
  /** The one that is named, literally. */
  lensToken: string;
  /** What is ablated; null until the reader asks for that, which takes memory. */
  ablation: AblationChoice | null;
  thinking: boolean;
  traceTemperature: number;
  /** As `seed`. */
  traceSeed: number | null;
}

export const defaultView: InspectorView = {
  tab: 'tokens',
  whitespace: true,
  ids: false,
  origin: false,
  tokensView: 'text',
  search: '',
  searchBy: 'text',
  vocabularyFind: '',
  vocabularyBy: 'text',
  vocabularyKind: 'all',
  vocabularyOrder: 'id',
  chat: firstDraft,
  beside: null,
  prices: {},
  surprisal: true,
  layer: 0,
  head: 0,
  combine: null,
  layers: null,
  combinedHead: 'all',
  dropSink: false,
  pooling: 'max',
  tint: 'off',
  attentionView: 'map',
  otherLayer: 0,
  otherHead: 1,
  attentionSide: 'row',
  findHeads: 'induction',
  findOn: 'text',
  zoom: null,
  weightStory: false,
  sampling: { temperature: 1, topK: 0, topP: 1 },
  rows: 20,
  find: '',
  seed: null,
  lensColor: 'probability',
  lensFollow: 'answer',
  lensToken: '',
  ablation: null,
  thinking: true,
  traceTemperature: 0,
  traceSeed: null,
};
