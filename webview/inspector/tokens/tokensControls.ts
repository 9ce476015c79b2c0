import type { Checkbox } from '@vscode/webview-ui-toolkit';
import { html, type TemplateResult } from 'lit';
import type { InspectionState } from '../../../src/protocol/inspectorApi';
import type { TokenizerRef } from '../../../src/protocol/tokens';
import type { LoupeDropdown } from '../../ui/dropdown';
import { t } from '../../ui/l10n';
import type { InspectorStore } from '../store';

/** Which tokenizer, and how its tokens are shown. */
export function tokensControls(store: InspectorStore, state: InspectionState, scored: boolean): TemplateResult {
  const { view } = store;
  const chosen = (event: Event): void => {
    const key = (event.target as LoupeDropdown).value;
    const tokenizer = state.tokenizers.find(({ ref }) => refKey(ref) === key);
    if (tokenizer) store.command('setTokenizer', { tokenizer: tokenizer.ref });
  };
  const checkbox = (checked: boolean, label: string, change: (checked: boolean) => void, hint = '', disabled = false) =>
    html`<vscode-checkbox
      .checked=${checked}
      ?disabled=${disabled}
      title=${hint}
      @change=${(event: Event) => change((event.target as Checkbox).checked)}
      >${label}</vscode-checkbox
    >`;
  return html`<div class="row">
    <loupe-dropdown
      label=${t('Tokenizer')}
      .options=${state.tokenizers.map(({ ref, name }) => ({ value: refKey(ref), label: name }))}
      .value=${refKey(state.tokenizer)}
      @change=${chosen}
    ></loupe-dropdown>
    ${checkbox(
      view.surprisal && scored,
      t('Surprisal'),
      (surprisal) => store.look({ surprisal }),
      scored
        ? t('Tint tokens by how unexpected they were to the model')
        : t('Only for the model’s own tokens: choose the model’s tokenizer'),
      !scored,
    )}
    ${checkbox(view.whitespace, t('White space'), (whitespace) => store.look({ whitespace }), t('Show spaces and tabs as signs'))}
    ${checkbox(view.ids, t('Ids'), (ids) => store.look({ ids }))}
    ${checkbox(
      state.special === 'parse',
      t('Special tokens'),
      (parse) => store.command('setSpecial', { special: parse ? 'parse' : 'text' }),
      t('Read markup such as <|im_start|> in the text as special tokens, not as text'),
    )}
  </div>`;
}

const refKey = (ref: TokenizerRef) => (ref.kind === 'encoding' ? `encoding ${ref.name}` : `model ${ref.model}`);
