import { css, html, LitElement, type PropertyValues } from 'lit';
import { language, t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import { type WordDifferences, wordDifferences } from './wordDifferences';

/** A text as what became of the reference: new words underlined, missing ones struck out. */
export class LoupeDifferenceOutput extends LitElement {
  static override properties = { text: {}, reference: {} };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        font-family: var(--loupe-mono);
        font-size: var(--loupe-mono-size);
        line-height: 1.6;
      }
      .text {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        unicode-bidi: plaintext;
      }
      ins,
      del {
        border-radius: 2px;
        padding: 1px 2px;
      }
      /* What came in place of a word stands apart from it: "8448" would be one number. */
      del + ins {
        margin-inline-start: 4px;
      }
      ins {
        text-decoration: underline 2px;
        text-underline-offset: 3px;
        background: var(--vscode-diffEditor-insertedTextBackground, transparent);
        outline: 1px dashed var(--vscode-diffEditor-insertedTextBorder, transparent);
      }
      del {
        text-decoration: line-through 1.5px;
        opacity: 0.8;
        background: var(--vscode-diffEditor-removedTextBackground, transparent);
        outline: 1px dashed var(--vscode-diffEditor-removedTextBorder, transparent);
      }
      .count {
        font-family: var(--vscode-font-family);
        font-size: var(--vscode-font-size);
        margin-bottom: 4px;
      }
    `,
  ];

  declare text: string;
  declare reference: string;
  private differences: WordDifferences = { parts: [], inserted: 0, deleted: 0 };

  protected override willUpdate(_changed: PropertyValues<this>): void {
    this.differences = wordDifferences(this.reference, this.text, language());
  }

  protected override render() {
    const { parts, inserted, deleted } = this.differences;
    const equal = this.text === this.reference;
    return html`
      <div class="count faint">
        ${equal ? t('The same as the reference.') : t('+{0} −{1} words against the reference', inserted, deleted)}
      </div>
      <div class="text">${parts.map(({ kind, text }) => {
        if (kind === 'same') return text;
        return kind === 'inserted' ? html`<ins>${text}</ins>` : html`<del>${text}</del>`;
      })}</div>
    `;
  }
}

customElements.define('loupe-difference-output', LoupeDifferenceOutput);
