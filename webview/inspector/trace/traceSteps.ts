import { css, html, LitElement } from 'lit';
import type { TraceSample, TraceStep } from '../../../src/protocol/generation';
import type { GeneratedToken } from '../../../src/protocol/runs';
import '../../drawing/generatedStrip';
import { heatLimitBits } from '../../drawing/scales';
import type { TokenEvent } from '../../drawing/tokenStrip';
import { tokenLabel } from '../../drawing/tokenText';
import { cssVariables } from '../../ui/cssVariables';
import { bits, integer, toBits, tokenCount } from '../../ui/format';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';

export type TraceTokenEvent = CustomEvent<{ token: number | null; kind: 'hover' | 'select' }>;

/** The reasoning step by step, each with its tokens and how uncertain they were. Fires `tracetoken`. */
export class TraceSteps extends LitElement {
  static override properties = { sample: { attribute: false }, whitespace: { type: Boolean } };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        container-type: inline-size;
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: grid;
        grid-template-columns: 2.2em minmax(0, 1fr) 190px;
        gap: 4px 12px;
        padding: 6px 0;
        border-bottom: 1px solid color-mix(in srgb, var(--vscode-foreground) 10%, transparent);
      }
      .position {
        text-align: end;
        padding-top: 3px;
      }
      .bar {
        --bar-color: var(--heat-15);
        height: 5px;
        margin: 3px 0;
      }
      .figures,
      .scale {
        font-size: 0.93em;
      }
      .scale {
        margin-top: 6px;
        text-align: end;
      }
      @container (max-width: 560px) {
        li {
          grid-template-columns: 2.2em minmax(0, 1fr);
        }
        .figures {
          grid-column: 2;
        }
      }
    `,
  ];

  declare sample: TraceSample;
  declare whitespace: boolean;

  protected override render() {
    const { steps, reasoningTokens } = this.sample;
    return html`<ol>
        ${steps.map((step, index) => this.step(step, index, reasoningTokens))}
      </ol>
      <p class="faint scale">${t('Bars: mean surprisal of a token, from 0 to {0}', bits(heatLimitBits * Math.LN2, 0))}</p>`;
  }

  private step(step: TraceStep, index: number, all: readonly GeneratedToken[]) {
    const tokens = all.slice(step.firstToken, step.firstToken + step.tokens);
    const uncertainAt = step.mostUncertain - step.firstToken;
    const uncertain = all[step.mostUncertain];
    const tell = (kind: 'hover' | 'select') => (event: TokenEvent) => {
      const token = event.detail.index === null ? null : step.firstToken + event.detail.index;
      this.dispatchEvent(new CustomEvent('tracetoken', { detail: { token, kind } }));
    };
    return html`<li>
      <span class="position faint number">${integer(index + 1)}</span>
      <loupe-generated-strip
        label=${t('Step {0}', index + 1)}
        .tokens=${tokens}
        .marked=${{ first: uncertainAt, end: uncertainAt + 1 }}
        ?whitespace=${this.whitespace}
        @tokenhover=${tell('hover')}
        @tokenselect=${tell('select')}
      ></loupe-generated-strip>
      <div class="figures">
        <span class="number">${t('{0} · {1} a token', tokenCount(step.tokens), bits(step.surprisal))}</span>
        <span class="bar" ${cssVariables({ '--share': Math.min(1, toBits(step.surprisal) / heatLimitBits) })}></span>
        <span class="faint">
          ${t('Most uncertain: {0}', tokenLabel(uncertain.bytes))}
          <span class="number">(${t('entropy {0}', bits(uncertain.entropy))})</span>
        </span>
      </div>
    </li>`;
  }
}

customElements.define('trace-steps', TraceSteps);
