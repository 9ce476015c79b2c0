import { css, html, LitElement, nothing } from 'lit';
import type { TraceSample } from '../../../src/protocol/generation';
import { cssVariables } from '../../ui/cssVariables';
import { bits, decimal, integer, percent, powerOfTen, tokenCount } from '../../ui/format';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';

/** How much a reasoning mattered: the answer's probability with and without it, and the reasoning's own. */
export class TraceEvidence extends LitElement {
  static override properties = { sample: { attribute: false } };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        container-type: inline-size;
      }
      .finding {
        margin: 4px 0 10px;
        font-size: 1.08em;
      }
      .bars {
        display: grid;
        grid-template-columns: auto minmax(60px, 1fr) auto;
        gap: 6px 12px;
        align-items: center;
      }
      .line {
        display: contents;
      }
      .bar {
        height: 12px;
      }
      .with {
        --bar-color: var(--loupe-reasoning);
      }
      .value {
        text-align: end;
      }
      code {
        font-family: var(--loupe-mono);
        padding: 0 3px;
        border: 1px solid var(--loupe-line);
        border-radius: 2px;
        white-space: pre;
      }
      .note {
        margin-top: 8px;
      }
      @container (max-width: 460px) {
        .bars {
          display: block;
        }
        .line {
          display: block;
          margin-bottom: 8px;
        }
        .bar {
          margin: 2px 0;
        }
        .value {
          display: block;
          text-align: start;
          white-space: normal;
        }
      }
    `,
  ];

  declare sample: TraceSample;

  protected override render() {
    const { logprobAnswer, logprobAnswerDirect, directPrefix } = this.sample;
    return html`<section class="card">
      <h3>${t('Did the reasoning matter?')}</h3>
      ${
        logprobAnswer === null
          ? html`<p class="faint">${t('There is no answer to measure.')}</p>`
          : html`${
              logprobAnswerDirect === null
                ? nothing
                : html`<p class="finding">${finding(logprobAnswer - logprobAnswerDirect)}</p>`
            }
            <div class="bars">
              ${line(t('P(answer | question, thoughts)'), logprobAnswer, 'with')}
              ${line(t('P(answer | question)'), logprobAnswerDirect, 'without')}
            </div>`
      }
      ${this.thoughts()}
      <p class="faint note">
        ${logprobAnswer === null ? nothing : t('Bars: probability of the whole answer, from 0 to 100%.')}
        ${t('“log” is the natural logarithm.')}
        ${
          directPrefix === null || logprobAnswerDirect === null
            ? nothing
            : html`${t('Without thoughts, the answer follows')} <code>${visible(directPrefix)}</code>`
        }
      </p>
    </section>`;
  }

  private thoughts() {
    const { logprobReasoning, reasoningTokens } = this.sample;
    if (logprobReasoning === null) return nothing;
    const count = reasoningTokens.length;
    return html`<p class="note">
      ${t('log P(thoughts | question) {0}', decimal(logprobReasoning))}
      <span class="faint">
        · ${t('{0} per token over {1}', decimal(logprobReasoning / count), tokenCount(count))}
      </span>
    </p>`;
  }
}

/** The probability of the whole answer, on a scale that is the same for every answer. */
function line(name: string, logprob: number | null, kind: string) {
  if (logprob === null) {
    return html`<div class="line">
      <span class="name">${name}</span>
      <span class="faint">${t('not measured')}</span>
      <span></span>
    </div>`;
  }
  return html`<div class="line">
    <span class="name">${name}</span>
    <span class="bar ${kind}" ${cssVariables({ '--share': Math.exp(logprob) })}></span>
    <span class="value number">
      ${percent(Math.exp(logprob))}
      <span class="faint">· ${bits(-logprob)} · ${t('log P {0}', decimal(logprob))}</span>
    </span>
  </div>`;
}

/** A difference of log-probabilities in plain words. */
function finding(difference: number): string {
  const times = Math.exp(Math.abs(difference));
  if (times < 1.1) return t('The reasoning made hardly any difference to this answer.');
  const amount = times >= 1e6 ? powerOfTen(times) : times >= 10 ? integer(times) : decimal(times, 1);
  return difference > 0
    ? t('With the reasoning, this answer is {0} times as probable as without it.', amount)
    : t('Without the reasoning, this answer would be {0} times as probable.', amount);
}

const visible = (text: string) => text.replaceAll('\n', '⏎');

customElements.define('trace-evidence', TraceEvidence);
