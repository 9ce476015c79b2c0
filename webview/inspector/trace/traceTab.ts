import { html, nothing } from 'lit';
import type { StopReason, TextRange, TraceSample } from '../../../src/protocol/generation';
import type { FinishedTrace } from '../../../src/protocol/inspectorApi';
import { plural } from '../../../src/protocol/plural';
import type { GeneratedToken } from '../../../src/protocol/runs';
import { tokenRange, tokensIn } from '../../../src/protocol/tokenLookup';
import '../../drawing/generatedStrip';
import { generatedTable } from '../../drawing/generatedTable';
import type { TokenEvent, TokenStrip } from '../../drawing/tokenStrip';
import { bits, percent, tokenCount } from '../../ui/format';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import { emptyState } from '../emptyState';
import { StoreElement } from '../storeElement';
import { tokenReadout } from '../tokenReadout';
import '../tokens/heatLegend';
import './evidence';
import { traceControls } from './traceControls';
import type { TraceTokenEvent } from './traceSteps';
import './traceSteps';
import { traceTabStyles } from './traceTabStyles';

type Part = 'reasoning' | 'answer';

/** The text as a question to the model, or as a transcript: the reasoning, the answer, and what one does for the other. */
export class TraceTab extends StoreElement {
  static override styles = [sharedStyles, traceTabStyles];

  /** Under the pointer, or chosen last. */
  private shown: GeneratedToken | null = null;

  protected override render() {
    const { store } = this;
    const { state, trace } = store;
    if (!trace || !state?.subject || state.subject.text === '') return emptyState(store);
    const model = state.models.find(({ id }) => id === state.model);
    if (model && !model.chat) {
      return html`<empty-note heading=${t('{0} cannot be asked', model.name)}>
        ${t('It has no chat template, so it does not know what a question is. Choose a chat model.')}
        <vscode-button slot="action" @click=${() => store.command('manageModels', undefined)}>${t('Models…')}</vscode-button>
      </empty-note>`;
    }
    const { finished, stream, problem } = trace;
    return html`
      ${this.question(state.subject.text)}
      ${traceControls(store, state.subject.text, model?.thinking ?? false)}
      ${problem ? html`<p role="alert">${problem}</p>` : nothing}
      ${stream ? this.stream(stream.reasoning, stream.answer) : nothing}
      ${finished ? this.finished(finished, stream !== null) : nothing}
      ${!stream && !finished && !state.saved ? html`<p class="faint">${t('The text is sent to the model as a question, under its chat template.')}</p>` : nothing}
    `;
  }

  /** By the model's tokens once they are known, so that marks show in it. */
  private question(text: string) {
    const { reading, readingIsEarlier, view, marks } = this.store;
    if (!reading || readingIsEarlier)
      return html`<div class="card question"><div class="lines plain-text">${text}</div></div>`;
    const range = (index: number | null) => (index === null ? null : tokenRange(reading.tokens, index));
    return html`<div class="card question"><div class="lines">
      <loupe-token-strip
        label=${t('Question')}
        .tokens=${reading.tokens}
        ?whitespace=${view.whitespace}
        @tokenhover=${({ detail }: TokenEvent) => marks.hover(range(detail.index))}
        @tokenselect=${({ detail }: TokenEvent) => marks.select(range(detail.index))}
      ></loupe-token-strip>
    </div></div>`;
  }

  protected override updated(): void {
    this.marksChanged();
  }

  protected override marksChanged(): void {
    const { marks, reading } = this.store;
    const strip = this.renderRoot.querySelector<TokenStrip>('.question loupe-token-strip');
    const find = (marked: TextRange | null) => (marked && reading ? tokensIn(reading.tokens, marked) : null);
    strip?.mark(find(marks.selected), find(marks.hovered));
  }

  private stream(reasoning: readonly GeneratedToken[], answer: readonly GeneratedToken[]) {
    const count = reasoning.length + answer.length;
    return html`<div class="stream">
      <div class="row" role="status">
        <vscode-progress-ring></vscode-progress-ring>
        ${count === 0 ? t('Reading the question…') : t('{0} so far', tokenCount(count))}
      </div>
      ${reasoning.length ? this.section('reasoning', t('Reasoning'), [...reasoning]) : nothing}
      ${answer.length ? this.section('answer', t('Answer'), [...answer]) : nothing}
    </div>`;
  }

  private finished({ question, trace }: FinishedTrace, running: boolean) {
    const [sample] = trace.samples;
    const { reasoningTokens, answerTokens, stop, steps } = sample;
    const { state, view } = this.store;
    const stale = question !== state?.subject?.text || trace.model !== state.model;
    return html`<div class="stream ${running ? 'earlier' : ''}">
      ${stale ? html`<p class="faint">${t('{0} on the earlier text “{1}”', trace.model, excerpt(question))}</p>` : nothing}
      ${reasoningTokens.length ? html`<trace-evidence .sample=${sample}></trace-evidence>` : nothing}
      <div class="row spread">
        <p class="readout" aria-live="polite">
          ${this.shown ? tokenReadout(this.shown) : html`<span class="faint">${t('Point at a token to see its probability.')}</span>`}
        </p>
        <heat-legend></heat-legend>
      </div>
      ${
        reasoningTokens.length
          ? html`<section class="part reasoning">
              <h3>
                ${t('Reasoning')}
                <span class="faint">${t('{0}, {1}; the most uncertain token of each is outlined', stepCount(steps.length), tokenCount(reasoningTokens.length))}</span>
              </h3>
              <trace-steps
                .sample=${sample}
                ?whitespace=${view.whitespace}
                @tracetoken=${({ detail }: TraceTokenEvent) => this.point(sample, 'reasoning', detail.token, detail.kind)}
              ></trace-steps>
            </section>`
          : html`<p class="faint">${withoutReasoning(sample)}</p>`
      }
      ${
        answerTokens.length
          ? this.section('answer', t('Answer'), answerTokens, (index, kind) =>
              this.point(sample, 'answer', index, kind),
            )
          : nothing
      }
      ${stop ? html`<p class="faint">${stopText(stop)}</p>` : nothing}
    </div>`;
  }

  private section(
    part: Part,
    title: string,
    tokens: readonly GeneratedToken[],
    point?: (index: number | null, kind: 'hover' | 'select') => void,
  ) {
    return html`<section class="part ${part}">
      <h3>${title} <span class="faint">${tokenCount(tokens.length)}</span></h3>
      <loupe-generated-strip
        label=${title}
        .tokens=${tokens}
        ?whitespace=${this.store.view.whitespace}
        @tokenhover=${({ detail }: TokenEvent) => point?.(detail.index, 'hover')}
        @tokenselect=${({ detail }: TokenEvent) => point?.(detail.index, 'select')}
      ></loupe-generated-strip>
    </section>`;
  }

  /** Shows a token's figures, and marks it where it lies in the text: in a transcript that is still the one inspected. */
  private point(sample: TraceSample, part: Part, index: number | null, kind: 'hover' | 'select'): void {
    const tokens = part === 'reasoning' ? sample.reasoningTokens : sample.answerTokens;
    if (index !== null) this.shown = tokens[index];
    this.requestUpdate();
    const { trace, state, marks } = this.store;
    if (!sample.ranges || trace?.finished?.question !== state?.subject?.text) return;
    const range = index === null ? null : tokenRange(generatedTable(tokens, sample.ranges[part].start), index);
    if (kind === 'hover') marks.hover(range);
    else marks.select(range);
  }
}

function withoutReasoning({ logprobAnswer }: TraceSample): string {
  if (logprobAnswer === null) return t('The model answered without reasoning.');
  const probability = percent(Math.exp(logprobAnswer));
  return t(
    'The model answered without reasoning; P(answer | question) is {0}, {1}.',
    probability,
    bits(-logprobAnswer),
  );
}

const stepCount = (count: number) => plural(count, t('{0} step', count), t('{0} steps', count));

function stopText(stop: StopReason): string {
  const texts: Record<StopReason, string> = {
    eos: t('The model ended by itself.'),
    length: t('Stopped at the largest number of tokens (see the settings).'),
    context: t('Stopped at the end of the model’s context.'),
  };
  return texts[stop];
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

customElements.define('trace-tab', TraceTab);
