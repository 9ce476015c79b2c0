import { css, html, nothing } from 'lit';
import type { AttentionMap, Reading } from '../../../src/protocol/runs';
import { errorText } from '../../ui/errorText';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import { StoreElement } from '../storeElement';
import type { ExportFormat } from './gridFigure';

const formats: Record<ExportFormat, string> = { png: 'PNG', svg: 'SVG', csv: 'CSV', json: 'JSON', html: 'HTML' };

/** Offers the attention map that is looked at as a file. What makes one is loaded when one is wanted. */
export class AttentionExport extends StoreElement {
  static override properties = {
    ...StoreElement.properties,
    shown: { attribute: false },
    labels: { attribute: false },
    name: {},
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];

  declare shown: { reading: Reading; value: AttentionMap } | null;
  /** Of the map's tokens. */
  declare labels: readonly string[];
  /** The head's or the aggregate's, for people. */
  declare name: string;

  protected override render() {
    if (!this.shown || this.shown.reading !== this.store.reading || this.store.readingIsEarlier) return nothing;
    return html`<div class="row" role="group" aria-label=${t('Export this map')}>
      <span class="faint">${t('Export this map')}</span>
      ${Object.entries(formats).map(
        ([format, label]) => html`<vscode-button
          appearance="secondary"
          title=${titleOf(format as ExportFormat)}
          @click=${() => this.save(format as ExportFormat)}
          >${label}</vscode-button
        >`,
      )}
    </div>`;
  }

  private async save(format: ExportFormat): Promise<void> {
    const { store, shown, labels, name } = this;
    const { state, view } = store;
    if (!shown || !state?.subject) return;
    const { value: map } = shown;
    const model = state.models.find(({ id }) => id === state.model)?.name ?? state.model;
    const { combine, dropSink, zoom } = view;
    try {
      const { saveFigure } = await import('./exportFigure');
      const { attentionFigure } = await import('./attentionFigure');
      const figure = attentionFigure({ map, labels, subject: state.subject, name, model, combine, dropSink, zoom });
      await saveFigure(store, figure, 'attention', format);
    } catch (error) {
      store.tell(errorText(error));
    }
  }
}

function titleOf(format: ExportFormat): string {
  const titles: Record<ExportFormat, string> = {
    png: t('The visible part as a picture, at twice its size'),
    svg: t('The visible part as a picture of lines and text'),
    csv: t('All weights as a table'),
    json: t('All weights with labels'),
    html: t('A page of its own that tells the weight under the pointer'),
  };
  return titles[format];
}

customElements.define('attention-export', AttentionExport);
