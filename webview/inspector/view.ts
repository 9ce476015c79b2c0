import type { InspectorTab } from '../../src/protocol/inspectorApi';
import type { Sampling } from '../../src/protocol/runs';
import type { VocabularyKind, VocabularyOrder } from '../../src/protocol/vocabulary';
import type { Zoom } from '../drawing/mapGeometry';
import { type ChatDraft, firstDraft } from './tokens/chat/chatDraft';
import type { SearchBy } from './tokens/tools/tokenSearch';

/** What the Tokens tab shows. */
export type TokensView = 'text' | 'sideBySide' | 'chat' | 'vocabulary';

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
  layer: number | 'mean';
  head: number | 'mean';
  dropSink: boolean;
  /** Visible part of the attention map; null shows all of it. */
  zoom: Zoom | null;
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
  dropSink: false,
  zoom: null,
  sampling: { temperature: 1, topK: 0, topP: 1 },
  rows: 20,
  find: '',
  seed: null,
  lensColor: 'probability',
  lensFollow: 'answer',
  lensToken: '',
  thinking: true,
  traceTemperature: 0,
  traceSeed: null,
};
