import { html, type TemplateResult } from 'lit';
import type { InspectionState } from '../../../src/protocol/inspectorApi';
import type { TokenizerRef } from '../../../src/protocol/tokens';
import { checkbox } from '../../ui/checkbox';
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
  return html`<div class="row">
    <loupe-dropdown
      label=${t('Tokenizer')}
      .options=${state.tokenizers.map(({ ref, name }) => ({ value: refKey(ref), label: name }))}
      .value=${refKey(state.tokenizer)}
      @change=${chosen}
    ></loupe-dropdown>
    ${checkbox({
      label: t('Surprisal'),
      hint: scored
        ? t('Tint tokens by how unexpected they were to the model')
        : t('Only for the model’s own tokens: choose the model’s tokenizer'),
      checked: view.surprisal && scored,
      disabled: !scored,
      changed: (surprisal) => store.look({ surprisal }),
    })}
    ${checkbox({
      label: t('White space'),
      hint: t('Show spaces and tabs as signs'),
      checked: view.whitespace,
      changed: (whitespace) => store.look({ whitespace }),
    })}
    ${checkbox({ label: t('Ids'), checked: view.ids, changed: (ids) => store.look({ ids }) })}
    ${checkbox({
      label: t('Special tokens'),
      hint: t('Read markup such as <|im_start|> in the text as special tokens, not as text'),
      checked: state.special === 'parse',
      changed: (parse) => store.command('setSpecial', { special: parse ? 'parse' : 'text' }),
    })}
  </div>`;
}

const refKey = (ref: TokenizerRef) => (ref.kind === 'encoding' ? `encoding ${ref.name}` : `model ${ref.model}`);
