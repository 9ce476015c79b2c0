import { css, html, type TemplateResult } from 'lit';
import { t } from '../../ui/l10n';
import type { InspectorStore } from '../store';
import type { TokensView } from '../view';

/** What the tab shows: buttons of which one is pressed. */
export function viewSwitch(store: InspectorStore): TemplateResult {
  const views: [view: TokensView, label: string, hint: string][] = [
    ['text', t('Text'), t('The tokens of the text')],
    ['sideBySide', t('Side by side'), t('The text under several tokenizers')],
    ['chat', t('Chat'), t('Messages, as the model’s chat template writes them')],
    ['vocabulary', t('Vocabulary'), t('All tokens that the tokenizer has')],
  ];
  return html`<span class="views" role="group" aria-label=${t('View')}>
    ${views.map(
      ([name, label, hint]) =>
        html`<button
          class="plain"
          title=${hint}
          aria-pressed=${store.view.tokensView === name}
          @click=${() => store.look({ tokensView: name })}
        >
          ${label}
        </button>`,
    )}
  </span>`;
}

export const viewSwitchStyles = css`
  .views {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 1px;
    border: 1px solid var(--loupe-line);
    border-radius: var(--loupe-radius);
    padding: 1px;
  }
  .views button {
    padding: 2px 9px;
    border-radius: 2px;
  }
  .views button:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }
  .views button[aria-pressed='true'] {
    background: var(--vscode-button-background);
    color: var(--vscode-button-foreground);
    outline: 1px solid var(--vscode-contrastBorder, transparent);
    outline-offset: -1px;
  }
`;
