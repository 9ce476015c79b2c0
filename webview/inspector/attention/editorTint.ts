import { css, html, nothing } from 'lit';
import { type AttentionTint, attentionShares } from '../../../src/protocol/attentionTint';
import type { Reading } from '../../../src/protocol/runs';
import type { LoupeDropdown } from '../../ui/dropdown';
import { shortPercent } from '../../ui/format';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import { StoreElement } from '../storeElement';
import type { InspectorView } from '../view';

/** Tints the tokens in the editor by the attention that one token pays or gets, for as long as this is on the page. */
export class EditorTint extends StoreElement {
  static override properties = {
    ...StoreElement.properties,
    reading: { attribute: false },
    token: { type: Number },
    labels: { attribute: false },
    row: { attribute: false },
    column: { attribute: false },
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 6px;
        margin-top: 10px;
      }
      .levels {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 10px;
        background: var(--vscode-editor-background);
        color: var(--vscode-editor-foreground);
        border: 1px solid var(--loupe-line);
        padding: 4px 6px;
      }
      .levels span {
        padding-inline: 4px;
      }
      .level0 {
        background: var(--vscode-loupe-attention1Background);
      }
      .level1 {
        background: var(--vscode-loupe-attention2Background);
      }
      .level2 {
        background: var(--vscode-loupe-attention3Background);
      }
      .level3 {
        background: var(--vscode-loupe-attention4Background);
      }
    `,
  ];

  /** Null while what is shown is of an earlier text: its tokens are not in the editor. */
  declare reading: Reading | null;
  /** Whose attention it is. */
  declare token: number;
  declare labels: readonly string[];
  /** [T] what `token` pays to each, and what it gets from each; null while that is on its way. */
  declare row: Float32Array | null;
  declare column: Float32Array | null;
  private sent: AttentionTint | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.send(null);
  }

  protected override updated(): void {
    // An update may come late, after the tab was left.
    if (!this.isConnected) return;
    const { reading, store } = this;
    const { tint } = store.view;
    const weights = tint === 'pays' ? this.row : this.column;
    if (!reading || tint === 'off') this.send(null);
    else if (weights) this.send({ runId: reading.runId, weights: weights.slice(0, reading.tokens.ids.length) });
  }

  protected override render() {
    const { store, labels, token } = this;
    // Its text is in no editor.
    if (store.state?.saved) return nothing;
    const { tint } = store.view;
    const bounds = attentionShares.map((share) => shortPercent(share));
    return html`<loupe-dropdown
        label=${t('Tint the editor')}
        .options=${[
          { value: 'off', label: t('not at all') },
          { value: 'pays', label: t('by what it looks at') },
          { value: 'gets', label: t('by who looks at it') },
        ]}
        .value=${tint}
        @change=${(event: Event) => store.look({ tint: (event.target as LoupeDropdown).value as InspectorView['tint'] })}
      ></loupe-dropdown>
      ${
        tint === 'off'
          ? nothing
          : html`<p class="faint">${
              tint === 'pays'
                ? t(
                    'In the editor: the share of its attention that “{0}” ({1}) pays to each token',
                    labels[token],
                    token,
                  )
                : t(
                    'In the editor: the share of its attention that each token pays to “{0}” ({1})',
                    labels[token],
                    token,
                  )
            }</p>
            <p class="levels number">${bounds.map((bound, level) => html`<span class="level${level}">≥ ${bound}</span>`)}</p>`
      }`;
  }

  /** Once for each tint. */
  private send(tint: AttentionTint | null): void {
    if (tint === this.sent || (tint && this.sent && isSame(tint, this.sent))) return;
    this.sent = tint;
    this.store.command('tintEditor', { tint });
  }
}

const isSame = (a: AttentionTint, b: AttentionTint) =>
  a.runId === b.runId &&
  a.weights.length === b.weights.length &&
  a.weights.every((weight, token) => weight === b.weights[token]);

customElements.define('editor-tint', EditorTint);
