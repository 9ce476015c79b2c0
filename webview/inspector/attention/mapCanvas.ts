import { html, type TemplateResult } from 'lit';
import type { AttentionMap, AttentionSlice } from '../../../src/protocol/runs';
import type { CellEvent, ZoomEvent } from '../../drawing/attentionCanvas';
import '../../drawing/attentionCanvas';
import type { MapLook } from './mapLook';

/** What a picture needs, of a map or of slices. */
export type CanvasLook = Pick<MapLook, 'store' | 'labels' | 'cell' | 'marked' | 'point' | 'choose'>;

/** A whole map, or slices of one that is too large, the more exact ones last. */
export interface Picture {
  /** For screen readers. */
  label: string;
  map?: AttentionMap;
  slices?: readonly AttentionSlice[];
  /** A difference of weights. */
  signed?: boolean;
}

/** The same list each time: another is drawn anew. */
const none: readonly AttentionSlice[] = [];

/** Its crosshair and zoom are those of all pictures beside it. */
export function mapCanvas(look: CanvasLook, { label, map, slices = none, signed = false }: Picture): TemplateResult {
  return html`<attention-canvas
    label=${label}
    ?signed=${signed}
    .map=${map ?? null}
    .slices=${slices}
    .tokens=${look.labels.length}
    .labels=${look.labels}
    .cell=${look.cell}
    .marked=${look.marked}
    .zoom=${look.store.view.zoom}
    @cellhover=${({ detail }: CellEvent) => look.point(detail.cell)}
    @cellselect=${({ detail }: CellEvent) => look.choose(detail.cell)}
    @zoomchange=${({ detail }: ZoomEvent) => look.store.look({ zoom: detail.zoom })}
  ></attention-canvas>`;
}
