import { css, html, LitElement, nothing } from 'lit';
import type { HeadProbe, HeadStatistics } from '../../../src/protocol/runs';
import type { HeadChoice } from '../../drawing/overviewCanvas';
import { cssVariables } from '../../ui/cssVariables';
import type { LoupeDropdown } from '../../ui/dropdown';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import { type HeadScore, headKinds, rankHeads } from './headKinds';

export interface FinderChoice {
  findHeads: HeadScore;
  findOn: 'text' | 'probe';
}

/** All heads in the order of what they do. Fires `finderchange` with another score or text, and `headselect`. */
export class HeadFinder extends LitElement {
  static override properties = {
    statistics: { attribute: false },
    probe: { attribute: false },
    heads: { attribute: false },
    choice: { attribute: false },
    chosen: { attribute: false },
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      .meaning {
        margin: 6px 0;
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
        max-height: 220px;
        overflow: auto;
        display: grid;
        grid-template-columns: auto minmax(40px, 1fr) auto;
        gap: 0 8px;
      }
      li,
      button.plain {
        display: grid;
        grid-column: 1 / -1;
        grid-template-columns: subgrid;
        align-items: center;
      }
      h3 {
        margin-bottom: 4px;
      }
      button.plain {
        padding: 1px 4px;
        border-radius: 2px;
      }
      button.plain:hover {
        background: var(--vscode-list-hoverBackground);
      }
      [aria-current='true'] {
        font-weight: 700;
        outline: 1px solid var(--loupe-line);
        outline-offset: -1px;
      }
      button.plain:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: -1px;
      }
      .value {
        text-align: end;
      }
    `,
  ];

  /** Of the text. */
  declare statistics: HeadStatistics;
  /** Null where it was not asked for, or is on its way. */
  declare probe: HeadProbe | null;
  /** In each layer. */
  declare heads: number;
  declare choice: FinderChoice;
  declare chosen: HeadChoice;

  protected override render() {
    const { findHeads, findOn } = this.choice;
    const kinds = headKinds();
    const kind = kinds.find(({ score }) => score === findHeads) ?? kinds[0];
    const value = (event: Event) => (event.target as LoupeDropdown).value;
    return html`<h3>${t('Find heads')}</h3>
      <div class="row">
        <loupe-dropdown
          label=${t('Sorted by')}
          .options=${kinds.map(({ score, name }) => ({ value: score, label: name }))}
          .value=${kind.score}
          @change=${(event: Event) => this.change({ findOn, findHeads: value(event) as HeadScore })}
        ></loupe-dropdown>
        <loupe-dropdown
          label=${t('Scored on')}
          .options=${[
            { value: 'text', label: t('this text') },
            { value: 'probe', label: t('random tokens, repeated') },
          ]}
          .value=${findOn}
          @change=${(event: Event) => this.change({ findHeads, findOn: value(event) as FinderChoice['findOn'] })}
        ></loupe-dropdown>
      </div>
      <p class="faint meaning">
        ${kind.meaning}
        ${
          findOn === 'probe' && this.probe
            ? t(
                'On {0} random tokens, each once, read twice: nothing but the repetition can be known.',
                this.probe.length,
              )
            : nothing
        }
      </p>
      ${this.list(kind)}`;
  }

  private list(kind: ReturnType<typeof headKinds>[number]) {
    const statistics = this.choice.findOn === 'probe' ? this.probe?.statistics : this.statistics;
    if (!statistics) return html`<p class="faint">${t('Reading…')}</p>`;
    const values = statistics[kind.score];
    const most = values.reduce((largest, value) => (value > largest ? value : largest), 0);
    const { heads, chosen } = this;
    // A share is drawn as it is, what has no limit against the largest.
    const scale = kind.best === 'largest' ? 1 : most || 1;
    return html`<ol aria-label=${t('Heads, best first')}>
      ${rankHeads(values, kind.best).map((index) => {
        const [layer, head] = [Math.floor(index / heads), index % heads];
        const value = values[index];
        return html`<li>
          <button
            class="plain"
            aria-current=${chosen.layer === layer && chosen.head === head}
            @click=${() => this.fire('headselect', { layer, head })}
          >
            <span class="number">${t('L{0} H{1}', layer, head)}</span>
            <span class="bar" ${cssVariables({ '--share': Number.isNaN(value) ? 0 : value / scale })}></span>
            <span class="value number">${kind.shown(value)}</span>
          </button>
        </li>`;
      })}
    </ol>`;
  }

  private change(choice: FinderChoice): void {
    this.fire('finderchange', choice);
  }

  private fire(type: 'finderchange' | 'headselect', detail: FinderChoice | HeadChoice): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

customElements.define('head-finder', HeadFinder);
