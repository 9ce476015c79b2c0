import { html, type TemplateResult } from 'lit';
import { decimal } from '../../ui/format';
import { t } from '../../ui/l10n';
import '../shareList';
import { largestWeights, type TokenWeights } from './readings';

/** Marks tokens everywhere; null for none. */
export interface TokenMarker {
  hover(token: number | null): void;
  select(token: number): void;
}

/** Rows of a ranked list. */
const listLength = 8;

/** A token's row and column, ranked. */
export function tokenLists(
  labels: readonly string[],
  { token, row, column }: TokenWeights,
  marker: TokenMarker,
): TemplateResult {
  const list = (title: string, all: Float32Array) => {
    const weights = largestWeights(all, listLength);
    return html`<section>
    <h3>${title}</h3>
    ${
      weights.length
        ? html`<share-list
            selectable
            label=${title}
            .rows=${weights.map(({ token, weight }) => ({ note: String(token), label: labels[token], share: weight, value: decimal(weight, 3) }))}
            @rowhover=${({ detail }: CustomEvent<{ index: number | null }>) => marker.hover(detail.index === null ? null : weights[detail.index].token)}
            @rowselect=${({ detail }: CustomEvent<{ index: number }>) => marker.select(weights[detail.index].token)}
          ></share-list>`
        : html`<p class="faint">${t('Nothing.')}</p>`
    }
  </section>`;
  };
  return html`${list(t('What “{0}” ({1}) looks at', labels[token], token), row)}
  ${list(t('Who looks at “{0}” ({1})', labels[token], token), column)}`;
}
