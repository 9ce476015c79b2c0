import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import type { GeneratedToken } from '../../src/protocol/runs';
import { heatStep } from '../drawing/scales';
import { type TokenPiece, tokenLabel, tokenPieces } from '../drawing/tokenText';
import { bits, integer, percent } from '../ui/format';
import { t } from '../ui/l10n';
import { sharedStyles } from '../ui/sharedStyles';
import { heatClasses } from './heatClasses';
import { type OutputPiece, outputPieces } from './outputPieces';

/**
 * An output as running text, each token tinted by how unexpected it was. Pointer and arrow keys read one token's figures.
 */
export class LoupeTokenOutput extends LitElement {
  static override properties = {
    tokens: { attribute: false },
    label: {},
    read: { state: true },
  };
  static override styles = [
    sharedStyles,
    heatClasses,
    css`
      :host {
        display: block;
        position: relative;
        font-family: var(--loupe-mono);
        font-size: var(--loupe-mono-size);
        line-height: 1.6;
      }
      .text {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        unicode-bidi: plaintext;
      }
      .piece {
        padding: 1px 0;
        border-radius: 2px;
      }
      .piece.special {
        border: 1px dashed currentColor;
        padding: 0 2px;
        margin: 0 1px;
        white-space: nowrap;
      }
      .piece.read {
        outline: 2px solid var(--loupe-mark);
        outline-offset: 0;
      }
      .break,
      .sign {
        opacity: 0.55;
      }
      .bytes {
        font-size: 0.8em;
        border: 1px dashed currentColor;
      }
      .readout {
        position: absolute;
        z-index: 10;
        top: calc(var(--y, 0) * 1px);
        left: clamp(0px, calc(var(--x, 0) * 1px), calc(100% - 220px));
        width: max-content;
        max-width: min(220px, 100%);
        padding: 4px 8px;
        font-family: var(--vscode-font-family);
        font-size: var(--vscode-font-size);
        line-height: 1.4;
        color: var(--vscode-editorHoverWidget-foreground, var(--vscode-foreground));
        background: var(--vscode-editorHoverWidget-background, var(--vscode-editor-background));
        border: 1px solid var(--vscode-editorHoverWidget-border, var(--loupe-line));
        border-radius: var(--loupe-radius);
        pointer-events: none;
      }
      .readout b {
        font-family: var(--loupe-mono);
        overflow-wrap: anywhere;
      }
    `,
  ];

  declare tokens: readonly GeneratedToken[];
  declare label: string;
  /** Index of the piece whose figures are shown. */
  declare read: number | null;
  private pieces: OutputPiece[] = [];
  private readonly readout = createRef<HTMLElement>();

  constructor() {
    super();
    this.tokens = [];
    this.label = '';
    this.read = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('tokens')) return;
    this.pieces = outputPieces(this.tokens);
    if (this.read !== null && this.read >= this.pieces.length) this.read = null;
  }

  protected override render() {
    const piece = this.read === null ? undefined : this.pieces[this.read];
    return html`<div
        class="text"
        role="listbox"
        tabindex="0"
        aria-label=${this.label}
        aria-orientation="horizontal"
        aria-activedescendant=${this.read === null ? nothing : `piece-${this.read}`}
        @pointerover=${this.pointed}
        @pointerleave=${this.close}
        @blur=${this.close}
        @keydown=${this.key}
      >${this.pieces.map((piece, index) => this.piece(piece, index))}</div>
      ${piece ? this.figures(piece) : nothing}`;
  }

  protected override updated(): void {
    const text = this.renderRoot.querySelector('.read')?.getClientRects()[0];
    const box = this.getBoundingClientRect();
    if (!text || !this.readout.value) return;
    this.readout.value.style.setProperty('--x', String(text.left - box.left));
    this.readout.value.style.setProperty('--y', String(text.bottom - box.top + 4));
  }

  private piece(piece: OutputPiece, index: number) {
    const read = index === this.read;
    const classes = ['piece', `heat-${heatStep(-piece.logprob)}`, piece.special && 'special', read && 'read'];
    return html`<span
      id="piece-${index}"
      class=${classes.filter(Boolean).join(' ')}
      role="option"
      aria-selected=${read}
      aria-label=${read ? this.spoken(piece) : nothing}
      data-index=${index}
      >${tokenPieces(piece.bytes, false).map(pieceContent)}</span
    >`;
  }

  private figures(piece: OutputPiece) {
    const [token] = piece.tokens;
    return html`<div class="readout" role="tooltip" ${ref(this.readout)}>
      <b>${tokenLabel(piece.bytes)}</b>
      ${piece.tokens.length > 1 ? html`<div>${t('{0} tokens share this character', piece.tokens.length)}</div>` : nothing}
      <div>${t('Probability {0}', percent(Math.exp(piece.logprob)))}</div>
      ${
        piece.tokens.length > 1
          ? nothing
          : html`<div>${t('Rank {0}', integer(token.rank))} · ${t('Entropy {0}', bits(token.entropy))}</div>`
      }
    </div>`;
  }

  private spoken(piece: OutputPiece): string {
    const probability = t('Probability {0}', percent(Math.exp(piece.logprob)));
    const ranks = piece.tokens.map(({ rank }) => integer(rank)).join(', ');
    return `${tokenLabel(piece.bytes)}. ${probability}. ${t('Rank {0}', ranks)}`;
  }

  private pointed(event: PointerEvent): void {
    const index = (event.target as Element).closest<HTMLElement>('.piece')?.dataset.index;
    if (index !== undefined) this.read = Number(index);
  }

  private close(): void {
    this.read = null;
  }

  private key(event: KeyboardEvent): void {
    const last = this.pieces.length - 1;
    const at = this.read ?? -1;
    const targets: Record<string, number | null> = {
      ArrowLeft: Math.max(0, at - 1),
      ArrowRight: Math.min(last, at + 1),
      Home: 0,
      End: last,
      Escape: null,
    };
    if (!(event.key in targets) || last < 0) return;
    event.preventDefault();
    this.read = targets[event.key];
  }
}

/** Text as itself; breaks with a sign, since they are tokens too; what cannot be read as its bytes. */
function pieceContent({ kind, text }: TokenPiece) {
  if (kind === 'text') return text;
  return html`<span class=${kind}>${text}</span>${kind === 'break' ? '\n' : nothing}`;
}

customElements.define('loupe-token-output', LoupeTokenOutput);
