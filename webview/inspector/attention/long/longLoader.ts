import type { InspectorHostApi, InspectorViewApi } from '../../../../src/protocol/inspectorApi';
import type { Connection } from '../../../../src/protocol/rpc';
import type { AttentionSlice, PositionRange, SliceParams } from '../../../../src/protocol/runs';
import { type Cell, clampZoom, type Zoom } from '../../../drawing/mapGeometry';
import { valueAt } from '../../../drawing/mapSlices';
import { Slice, type SliceProgress, type SliceTokens } from '../slice';

/** Cells along an edge of a picture: more than a large screen has room for. */
const pictureCells = 1024;

/** What is looked at. */
export interface LongLook extends Pick<SliceParams, 'layer' | 'head' | 'combine' | 'dropSink' | 'pooling'> {
  zoom: Zoom | null;
  /** Token whose row and column are listed, if any. */
  focus: number | null;
  /** Whose row is read off, if any, and if it is not the focus. */
  query: number | null;
  /** What is drawn as lines, if anything: the rows of these queries, and the column of this key, if any. */
  lines: { queries: PositionRange; key: number | null } | null;
  /** Tokens that it is of, as if there were no others, and what tells them from other ones. */
  among?: { name: string; positions: readonly number[] };
}

/** Slices of one head over a long text: all of it reduced, a part as exact as there is room, and exact rows and columns. */
export class LongLoader {
  readonly whole: Slice<AttentionSlice>;
  readonly part: Slice<AttentionSlice>;
  readonly row: Slice<AttentionSlice>;
  readonly pointed: Slice<AttentionSlice>;
  readonly column: Slice<AttentionSlice>;
  private readonly keyColumn: Slice<AttentionSlice>;
  private readonly lines: Slice<AttentionSlice>;
  private asked = '';
  private drawn: readonly AttentionSlice[] = [];

  constructor(
    private readonly host: Connection<InspectorViewApi, InspectorHostApi>,
    changed: () => void,
  ) {
    this.whole = new Slice(changed);
    this.part = new Slice(changed);
    this.row = new Slice(changed);
    this.pointed = new Slice(changed);
    this.column = new Slice(changed);
    this.keyColumn = new Slice(changed);
    this.lines = new Slice(changed);
  }

  /** The whole and, on top of it, the part; the same list for the same ones: another is drawn anew. */
  get pictures(): readonly AttentionSlice[] {
    const { whole, part } = this;
    // A part goes with its own whole; an earlier whole stays until its successor is there.
    const shown = [whole.shown, whole.isCurrent && part.isCurrent ? part.shown : null];
    const pictures = shown.flatMap((slice) => (slice ? [slice.value] : []));
    const isSame = pictures.length === this.drawn.length && pictures.every((slice, i) => slice === this.drawn[i]);
    if (!isSame) this.drawn = pictures;
    return this.drawn;
  }

  /** Exactly; null until it is there. */
  weightAt(cell: Cell): number | null {
    const exact = current(this.row, this.pointed).map((slice) => valueAt(slice, cell));
    return exact.find((value) => value !== null) ?? null;
  }

  /** [T] exactly; null until it is there, or where none is wanted. */
  rowOf(query: number): Float32Array | null {
    // Rows that were in sight before serve until their successors are there, if they are of the same map.
    const { lines, whole } = this;
    const rows = whole.isCurrent && lines.shown?.what.startsWith(`${whole.shown?.what} `) ? [lines.shown.value] : [];
    const slice = [...rows, ...current(this.row, this.pointed)].find(({ queries }) => isWithin(queries, query));
    if (!slice) return null;
    const first = (query - slice.queries.first) * slice.columns;
    return slice.values.subarray(first, first + slice.columns);
  }

  /** [T] exactly; null until it is there, or where none is wanted. */
  columnOf(key: number): Float32Array | null {
    return current(this.column, this.keyColumn).find(({ keys }) => isWithin(keys, key))?.values ?? null;
  }

  get problem(): string | null {
    return this.all.find(({ problem }) => problem !== null)?.problem ?? null;
  }

  get progress(): SliceProgress | null {
    return this.all.find(({ progress }) => progress !== null)?.progress ?? null;
  }

  /**
   * Makes sure that what is looked at is there or on its way: first the whole, after which rows and columns of it are at hand where
   * the budget allows. Once for each look: what failed, or was cancelled, is asked for again after `again`.
   */
  want(of: SliceTokens, look: LongLook): void {
    const { layer, head, combine, dropSink, pooling, focus, query, lines } = look;
    const { name, positions } = look.among ?? {};
    const tokens = positions?.length ?? of.reading.tokens.ids.length + of.appended.length;
    // It may be of a text that had more of them.
    const zoom = look.zoom && clampZoom(look.zoom, tokens);
    const choice = { runId: of.reading.runId, layer, head, combine, dropSink, pooling };
    const whole = JSON.stringify([choice, name]);
    const isWhole = this.whole.shown?.what === whole;
    const asked = JSON.stringify([whole, zoom, focus, query, lines, tokens, isWhole]);
    if (asked === this.asked) return;
    this.asked = asked;
    const all = { first: 0, end: tokens };
    const only = (position: number) => ({ first: position, end: position + 1 });
    const ask = (
      slice: Slice<AttentionSlice>,
      what: string,
      cells: number,
      { queries = all, keys = all }: Partial<Record<'queries' | 'keys', PositionRange>> = {},
    ) =>
      slice.want(of, what, (options) =>
        this.host.request('attentionSlice', { ...choice, queries, keys, cells, among: positions }, options),
      );
    ask(this.whole, whole, pictureCells);
    if (zoom) {
      const { row, column, span } = zoom;
      ask(this.part, JSON.stringify([whole, zoom]), pictureCells, {
        queries: { first: row, end: row + span },
        keys: { first: column, end: column + span },
      });
    } else this.part.drop();
    if (!isWhole) {
      for (const slice of [this.row, this.column, this.pointed, this.keyColumn, this.lines]) slice.drop();
      return;
    }
    if (focus !== null) {
      ask(this.row, JSON.stringify([choice, focus]), tokens, { queries: only(focus) });
      ask(this.column, JSON.stringify([choice, focus]), tokens, { keys: only(focus) });
    }
    if (query !== null && query !== focus)
      ask(this.pointed, JSON.stringify([choice, query]), tokens, { queries: only(query) });
    if (lines) {
      const { queries, key } = lines;
      ask(this.lines, `${whole} ${queries.first} ${queries.end}`, tokens, { queries });
      if (key !== null && key !== focus)
        ask(this.keyColumn, JSON.stringify([choice, key]), tokens, { keys: only(key) });
    } else {
      for (const slice of [this.lines, this.keyColumn]) slice.drop();
    }
  }

  get isStopped(): boolean {
    return this.all.some(({ isStopped }) => isStopped);
  }

  /** Nobody looks any more. */
  drop(): void {
    this.asked = '';
    for (const slice of this.all) slice.drop();
  }

  cancel(): void {
    for (const slice of this.all) slice.cancel();
  }

  again(): void {
    this.asked = '';
  }

  private get all(): Slice<AttentionSlice>[] {
    return [this.whole, this.part, this.row, this.pointed, this.column, this.keyColumn, this.lines];
  }
}

const current = (...slices: readonly Slice<AttentionSlice>[]) =>
  slices.flatMap(({ shown, isCurrent }) => (shown && isCurrent ? [shown.value] : []));

const isWithin = ({ first, end }: PositionRange, position: number) => position >= first && position < end;
