import { html, nothing, type TemplateResult } from 'lit';
import type { InspectionState } from '../../../src/protocol/inspectorApi';
import { tokenizerKey } from '../../../src/protocol/tokenizerNames';
import { type EncodingName, encodingModels, TokenFlag, type Tokenization } from '../../../src/protocol/tokens';
import { checkbox } from '../../ui/checkbox';
import type { LoupeDropdown } from '../../ui/dropdown';
import { t } from '../../ui/l10n';
import type { InspectorStore } from '../store';
import { viewSwitch } from './viewSwitch';

/** Which tokenizer, and how its tokens are shown. */
export function tokensControls(
  store: InspectorStore,
  state: InspectionState,
  tokenization: Tokenization,
  scored: boolean,
): TemplateResult {
  const { view, byModel, tokenizationIsEarlier } = store;
  const { tokenizer } = tokenization;
  const chosen = (event: Event): void => {
    const key = (event.target as LoupeDropdown).value;
    const tokenizer = state.tokenizers.find(({ ref }) => tokenizerKey(ref) === key);
    if (tokenizer) store.command('setTokenizer', { tokenizer: tokenizer.ref });
  };
  const pick = (event: Event): void => {
    event.preventDefault();
    store.command('pickTokenizer', undefined);
  };
  const isText = view.tokensView === 'text';
  const isVocabulary = view.tokensView === 'vocabulary';
  const whitespace = checkbox({
    label: t('White space'),
    hint: t('Show spaces and tabs as signs'),
    checked: view.whitespace,
    changed: (whitespace) => store.look({ whitespace }),
  });
  const special = checkbox({
    label: t('Special tokens'),
    hint: t('Read markup such as <|im_start|> in the text as special tokens, not as text'),
    checked: state.special === 'parse',
    changed: (parse) => store.command('setSpecial', { special: parse ? 'parse' : 'text' }),
  });
  return html`<div class="row">
    ${viewSwitch(store)}
    <loupe-dropdown
      label=${t('Tokenizer')}
      .options=${state.tokenizers.map(({ ref, name }) => ({
        value: tokenizerKey(ref),
        label: name,
        title: ref.kind === 'encoding' ? t(encodingModels[ref.name as EncodingName]) : undefined,
      }))}
      .value=${tokenizerKey(state.tokenizer)}
      @change=${chosen}
    ></loupe-dropdown>
    <vscode-link href="#" role="button" @click=${pick}>${t('Tokenizers…')}</vscode-link>
    ${
      !isText
        ? nothing
        : checkbox({
            label: t('Surprisal'),
            hint: t('Tint tokens by how unexpected they were to the model'),
            checked: view.surprisal && scored,
            disabled: !scored,
            changed: (surprisal) => store.look({ surprisal }),
          })
    }
    ${isVocabulary ? nothing : whitespace}
    ${isText || view.tokensView === 'chat' ? checkbox({ label: t('Ids'), checked: view.ids, changed: (ids) => store.look({ ids }) }) : nothing}
    ${isVocabulary ? nothing : special}
    ${byModel || scored || !isText ? nothing : note(t('Surprisal is known for the model’s own tokens only.'))}
    ${
      !isText || state.special === 'text' || tokenizationIsEarlier || hasSpecial(tokenization)
        ? nothing
        : note(t('The text has no special token of {0}.', tokenizer))
    }
  </div>`;
}

const note = (text: string) => html`<span class="faint">${text}</span>`;

/** Special tokens that the text holds; those that the tokenizer adds of itself do not count. */
const hasSpecial = ({ tokens }: Tokenization) =>
  tokens.flags.some((flags) => (flags & (TokenFlag.special | TokenFlag.added)) === TokenFlag.special);
