import type { TextField } from '@vscode/webview-ui-toolkit';
import { html, nothing, type TemplateResult } from 'lit';
import type { LensParams } from '../../../src/protocol/lens';
import { tokenLabel } from '../../drawing/tokenText';
import { accessibleName } from '../../ui/accessibleName';
import type { LoupeDropdown } from '../../ui/dropdown';
import { t } from '../../ui/l10n';
import type { InspectorStore } from '../store';
import type { InspectorView } from '../view';
import type { LensTable } from './lensTable';

/** What the runtime is to follow besides the final answer. */
export function followed({ lensFollow, lensToken }: Readonly<InspectorView>): LensParams['follow'] {
  if (lensFollow === 'next') return 'next';
  return lensFollow === 'named' && lensToken !== '' ? { text: lensToken } : undefined;
}

/** What the colours say, and which token is followed. */
export function lensControls(store: InspectorStore, table: LensTable | null): TemplateResult {
  const { lensColor, lensFollow, lensToken } = store.view;
  const value = (event: Event) => (event.target as LoupeDropdown).value;
  return html`<div class="row">
      <loupe-dropdown
        label=${t('Colour')}
        .options=${[
          { value: 'probability', label: t('Probability') },
          { value: 'entropy', label: t('Entropy') },
          { value: 'rank', label: t('Rank of the followed token') },
        ]}
        .value=${lensColor}
        @change=${(event: Event) => store.look({ lensColor: value(event) as InspectorView['lensColor'] })}
      ></loupe-dropdown>
      <loupe-dropdown
        label=${t('Follow')}
        .options=${[
          { value: 'answer', label: t('the final answer') },
          { value: 'next', label: t('the text’s next token') },
          { value: 'named', label: t('a token of mine') },
        ]}
        .value=${lensFollow}
        @change=${(event: Event) => store.look({ lensFollow: value(event) as InspectorView['lensFollow'] })}
      ></loupe-dropdown>
      ${
        lensFollow === 'named'
          ? html`<vscode-text-field
              placeholder=${t('A token; a leading space counts')}
              ${accessibleName(t('Token to follow'))}
              .value=${lensToken}
              @input=${(event: Event) => store.look({ lensToken: (event.target as TextField).value })}
            ></vscode-text-field>`
          : nothing
      }
    </div>
    ${lensFollow === 'named' && table ? namedNote(table) : nothing}`;
}

/** Which token it is; nothing where the text is one. */
function namedNote({ named }: LensTable): TemplateResult | typeof nothing {
  if (named.length < 2) return nothing;
  const labels = named.map(({ bytes }) => tokenLabel(bytes));
  return html`<p class="faint">
    ${t('The text is {0} tokens; only the first is followed: {1}', named.length, labels.join(' | '))}
  </p>`;
}
