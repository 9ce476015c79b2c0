import type { AttentionMap, Reading } from '../../../src/protocol/runs';
import type { TokenSpan } from '../../../src/protocol/tokenLookup';
import type { Cell } from '../../drawing/mapGeometry';
import type { InspectorStore } from '../store';

/** What every view of a map is given, and what it tells. */
export interface MapLook {
  store: InspectorStore;
  map: AttentionMap;
  reading: Reading;
  /** [T] */
  labels: readonly string[];
  /** Under the pointer, else the chosen one. */
  cell: Cell | null;
  /** The token whose row and column are told. */
  token: number;
  /** Tokens that are marked elsewhere. */
  marked: TokenSpan | null;
  point(cell: Cell | null): void;
  choose(cell: Cell | null): void;
}

/** What the colours of a map say. */
export const legendKind = ({ store }: Pick<MapLook, 'store'>) => (store.view.combine === 'max' ? 'largest' : 'weight');

/** A token by itself, as a cell: it and what it gives itself. */
export const ownCell = (token: number): Cell => ({ query: token, key: token });
