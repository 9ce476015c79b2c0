import { html } from 'lit';
import type { AttentionWeightParams } from '../../../../src/protocol/attentionWeight';
import type { Disposable } from '../../../../src/protocol/disposable';
import type { Reading } from '../../../../src/protocol/runs';
import { tokenBytes } from '../../../../src/protocol/tokenLookup';
import { tokenLabel } from '../../../drawing/tokenText';
import { t } from '../../../ui/l10n';
import { sharedStyles } from '../../../ui/sharedStyles';
import { SliceLoader } from '../../sliceLoader';
import { StoreElement } from '../../storeElement';
import '../../shareList';
import './dimensionBars';
import { keyList, scoreSteps, valueSteps } from './weightSteps';
import { weightStoryStyles } from './weightStoryStyles';

/** One weight of attention, from its vectors to what it brings. */
export class WeightStoryPanel extends StoreElement {
  static override properties = { ...StoreElement.properties, place: { attribute: false } };
  static override styles = [sharedStyles, weightStoryStyles];

  declare place: Omit<AttentionWeightParams, 'runId'>;
  private loader: SliceLoader<'attentionWeight', Reading> | null = null;
  private watches: Disposable[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const loader = new SliceLoader<'attentionWeight', Reading>(this.store.host, 'attentionWeight');
    this.loader = loader;
    this.watches = [loader.changed.on(() => this.requestUpdate()), this.store.changed.on(() => loader.forgive())];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const watch of this.watches) watch.dispose();
    this.loader?.stop();
  }

  protected override render() {
    const { shown, problem, loading } = this.loader ?? {};
    if (problem) return html`<p class="faint" role="alert">${problem}</p>`;
    if (!shown) return html`<p class="faint" role="status">${t('Reading…')}</p>`;
    const { params, about: reading, value } = shown;
    const { layer, head, query, key } = params;
    const label = (token: number) => labelOf(reading, token);
    const rotated = value.rotated
      ? t('q and k are after the rotary position embedding.')
      : t('This layer has no rotary position embedding.');
    return html`<section class="card ${loading || this.store.readingIsEarlier ? 'earlier' : ''}">
      <h3>
        ${t('“{0}” ({1}) looks at “{2}” ({3}), layer {4}, head {5}', label(query), query, label(key), key, layer, head)}
      </h3>
      <dimension-bars
        .query=${value.query}
        .key=${value.key}
        .names=${[t('q of “{0}”', label(query)), t('k of “{0}”', label(key))]}
      ></dimension-bars>
      <p class="faint">${rotated}</p>
      <ol class="steps">
        ${scoreSteps(value, params, this.store.view.dropSink)}
      </ol>
      <div class="columns">
        <div>
          <h4>${t('The largest weights of the row')}</h4>
          ${keyList(value, params, label)}
        </div>
        <div>
          <h4>${t('What it brings')}</h4>
          ${valueSteps(value)}
        </div>
      </div>
    </section>`;
  }

  protected override updated(): void {
    const { reading, readingIsEarlier } = this.store;
    if (!reading || readingIsEarlier) return;
    this.loader?.want({ runId: reading.runId, ...this.place }, reading);
  }
}

/** Tokens that were generated after the text are known by their position. */
function labelOf({ tokens }: Reading, token: number): string {
  return token < tokens.ids.length ? tokenLabel(tokenBytes(tokens, token)) || '∅' : `#${token}`;
}

customElements.define('weight-story-panel', WeightStoryPanel);
