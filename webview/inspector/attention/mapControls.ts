import { html, nothing, type TemplateResult } from 'lit';
import type { Combination } from '../../../src/protocol/runs';
import type { HeadChoice } from '../../drawing/overviewCanvas';
import { checkbox } from '../../ui/checkbox';
import type { LoupeDropdown } from '../../ui/dropdown';
import { t } from '../../ui/l10n';
import type { InspectorStore } from '../store';
import type { InspectorView } from '../view';
import { type HeadCounts, headWithin, layersWithin, mapParams } from './mapChoice';

const value = (event: Event) => (event.target as LoupeDropdown).value;
const numbered = (count: number, first = 0) =>
  Array.from({ length: count }, (_, i) => ({ value: String(first + i), label: String(first + i) }));

/** Which map, of how many heads, and how it is shown. */
export function mapControls(store: InspectorStore, counts: HeadCounts): TemplateResult {
  const { view } = store;
  return html`<div class="row">
      <loupe-dropdown
        label=${t('Show')}
        .options=${[
          { value: 'one', label: t('one head') },
          { value: 'mean', label: t('mean of heads') },
          { value: 'max', label: t('maximum of heads') },
          { value: 'rollout', label: t('rollout') },
        ]}
        .value=${view.combine ?? 'one'}
        @change=${(event: Event) => store.look({ combine: value(event) === 'one' ? null : (value(event) as Combination) })}
      ></loupe-dropdown>
      ${view.combine ? severalHeads(store, counts, view.combine) : oneHead(store, counts)}
      <loupe-dropdown
        label=${t('Shown as')}
        .options=${[
          { value: 'map', label: t('map') },
          { value: 'beside', label: t('beside another head') },
          { value: 'difference', label: t('difference from another head') },
          { value: 'texts', label: t('beside a kept text') },
          { value: 'text', label: t('tinted text') },
          { value: 'lines', label: t('lines') },
        ]}
        .value=${view.attentionView}
        @change=${(event: Event) => store.look({ attentionView: value(event) as InspectorView['attentionView'] })}
      ></loupe-dropdown>
      ${isComparing(view) ? otherHead(store, counts) : nothing}
      ${checkbox({
        label: t('Without the first token'),
        hint: t(
          'The first token often takes attention that has nowhere to go. Without it, each row is scaled to 1 again.',
        ),
        checked: view.dropSink,
        changed: (dropSink) => store.look({ dropSink }),
      })}
    </div>
    ${mapNote(view)}`;
}

function oneHead(store: InspectorStore, counts: HeadCounts): TemplateResult {
  const { layer, head } = headWithin(counts, store.view);
  return html`<loupe-dropdown
      label=${t('Layer')}
      .options=${numbered(counts.layers)}
      .value=${String(layer)}
      @change=${(event: Event) => store.look({ layer: Number(value(event)) })}
    ></loupe-dropdown>
    <loupe-dropdown
      label=${t('Head')}
      .options=${numbered(counts.heads)}
      .value=${String(head)}
      @change=${(event: Event) => store.look({ head: Number(value(event)) })}
    ></loupe-dropdown>`;
}

function severalHeads(store: InspectorStore, counts: HeadCounts, combine: Combination): TemplateResult {
  const { first, last } = layersWithin(counts, store.view.layers);
  return html`<loupe-dropdown
      label=${t('From layer')}
      .options=${numbered(last + 1)}
      .value=${String(first)}
      @change=${(event: Event) => store.look({ layers: { first: Number(value(event)), last } })}
    ></loupe-dropdown>
    <loupe-dropdown
      label=${t('To layer')}
      .options=${numbered(counts.layers - first, first)}
      .value=${String(last)}
      @change=${(event: Event) => store.look({ layers: { first, last: Number(value(event)) } })}
    ></loupe-dropdown>
    ${
      combine === 'rollout'
        ? nothing
        : html`<loupe-dropdown
            label=${t('Head')}
            .options=${[{ value: 'all', label: t('all') }, ...numbered(counts.heads)]}
            .value=${String(mapParams(counts, store.view).head)}
            @change=${(event: Event) => store.look({ combinedHead: value(event) === 'all' ? 'all' : Number(value(event)) })}
          ></loupe-dropdown>`
    }`;
}

/** Whether another head is looked at, too. */
export const isComparing = ({ attentionView }: Readonly<InspectorView>) =>
  attentionView === 'beside' || attentionView === 'difference';

function otherHead(store: InspectorStore, counts: HeadCounts): TemplateResult {
  const { otherLayer, otherHead } = store.view;
  const { layer, head } = headWithin(counts, { layer: otherLayer, head: otherHead });
  return html`<loupe-dropdown
      label=${t('Other layer')}
      .options=${numbered(counts.layers)}
      .value=${String(layer)}
      @change=${(event: Event) => store.look({ otherLayer: Number(value(event)) })}
    ></loupe-dropdown>
    <loupe-dropdown
      label=${t('Other head')}
      .options=${numbered(counts.heads)}
      .value=${String(head)}
      @change=${(event: Event) => store.look({ otherHead: Number(value(event)) })}
    ></loupe-dropdown>`;
}

/** A head's name, for people. */
export const headName = ({ layer, head }: HeadChoice) => t('L{0} H{1}', layer, head);

/** The shown map's name, for people. */
export function mapName({ combine, layers, ...view }: Readonly<InspectorView>, counts: HeadCounts): string {
  const { first, last } = layersWithin(counts, layers);
  if (!combine) return headName(headWithin(counts, view));
  const names = {
    mean: t('mean of L{0}–{1}', first, last),
    max: t('maximum of L{0}–{1}', first, last),
    rollout: t('rollout of L{0}–{1}', first, last),
  };
  return names[combine];
}

/** What a map is made of, in which order; nothing for one head as it is. */
export function mapNotes({ combine, dropSink }: Pick<InspectorView, 'combine' | 'dropSink'>): string[] {
  return [
    ...(combine === 'mean' ? [t('The mean of the chosen heads’ weights.')] : []),
    ...(combine === 'max' ? [t('The largest weight that any of the chosen heads has: rows do not sum to 1.')] : []),
    ...(combine === 'rollout'
      ? [
          t(
            'Attention rollout: the layers’ mean heads multiplied, half of each layer counted as staying in place. For a decoder this is an approximation: it knows neither values nor feed-forward layers, and early tokens gather weight because all others see them.',
          ),
        ]
      : []),
    ...(dropSink && combine
      ? [t('The first token is taken out last, of the finished map, and each row is scaled to 1 again.')]
      : []),
  ];
}

function mapNote(view: Readonly<InspectorView>): TemplateResult | typeof nothing {
  const notes = mapNotes(view);
  return notes.length > 0 ? html`<p class="faint note">${notes.join(' ')}</p>` : nothing;
}
