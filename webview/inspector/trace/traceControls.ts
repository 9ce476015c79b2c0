import { html, nothing, type TemplateResult } from 'lit';
import type { InspectorTraceParams } from '../../../src/protocol/inspectorApi';
import { checkbox } from '../../ui/checkbox';
import { t } from '../../ui/l10n';
import { numberField } from '../../ui/numberField';
import type { InspectorStore } from '../store';

/** How the model is asked; a text that holds thoughts already can be read instead. */
export function traceControls(store: InspectorStore, text: string, canThink: boolean): TemplateResult {
  const { view } = store;
  const seed = view.traceSeed ?? store.state?.seed ?? 1;
  const run = (source: InspectorTraceParams['source']) => () =>
    store.command('startTrace', {
      source,
      thinking: view.thinking && canThink,
      temperature: view.traceTemperature,
      seed,
    });
  if (store.state?.saved) {
    return html`<p class="faint">${t('A saved run does not go on: it does not have its model.')}</p>`;
  }
  const transcript = /<think>/.test(text);
  return html`<div class="row">
    ${
      store.trace?.stream
        ? html`<vscode-button @click=${() => store.command('cancelTrace', undefined)}>${t('Stop')}</vscode-button>`
        : html`${transcript ? html`<vscode-button @click=${run('transcript')}>${t('Read this transcript')}</vscode-button>` : nothing}
            <vscode-button appearance=${transcript ? 'secondary' : 'primary'} @click=${run('question')}>
              ${t('Ask the model')}
            </vscode-button>`
    }
    ${checkbox({
      label: t('Thinking'),
      hint: canThink ? t('Let the model reason before it answers') : t('The model has no switch for thinking'),
      checked: view.thinking && canThink,
      disabled: !canThink,
      changed: (thinking) => store.look({ thinking }),
    })}
    ${numberField({
      label: t('Temperature'),
      hint: t('0 always takes the most probable token'),
      value: view.traceTemperature,
      whole: false,
      change: (traceTemperature) => store.look({ traceTemperature }),
    })}
    ${numberField({
      label: t('Seed'),
      hint: t('The same seed gives the same text'),
      value: seed,
      whole: true,
      change: (traceSeed) => store.look({ traceSeed }),
    })}
  </div>`;
}
