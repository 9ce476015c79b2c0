import { html, nothing } from 'lit';
import type { AblationParams } from '../../../../src/protocol/ablation';
import type { Disposable } from '../../../../src/protocol/disposable';
import type { GeneratedToken, Reading } from '../../../../src/protocol/runs';
import { checkbox } from '../../../ui/checkbox';
import { bits } from '../../../ui/format';
import { t } from '../../../ui/l10n';
import { probabilityTableStyles } from '../../../ui/probabilityTableStyles';
import { sharedStyles } from '../../../ui/sharedStyles';
import { SliceLoader } from '../../sliceLoader';
import { StoreElement } from '../../storeElement';
import type { AblationChoice } from '../../view';
import { appendedUpTo } from '../appendedUpTo';
import { ablationControls } from './ablationControls';
import { ablationName, ablationNote } from './ablationNames';
import { ablationPanelStyles } from './ablationPanelStyles';
import { ablationTable } from './ablationTable';

/** Best tokens to ask for, of before and of after. */
const topCount = 8;

/** After which token the distributions are. */
export interface AblatedPlace {
  reading: Reading;
  /** To the reading's tokens. */
  appended: readonly GeneratedToken[];
  position: number;
  /** The token's. */
  label: string;
}

/** What the model would predict at a position without a part of it. Nothing is asked for until the reader wants that. */
export class AblationPanel extends StoreElement {
  static override properties = {
    ...StoreElement.properties,
    place: { attribute: false },
    earlier: { type: Boolean },
  };
  static override styles = [sharedStyles, probabilityTableStyles, ablationPanelStyles];

  declare place: AblatedPlace;
  /** The place is of a text that is not inspected any more. */
  declare earlier: boolean;
  private loader: SliceLoader<'ablation', AblatedPlace> | null = null;
  private watches: Disposable[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const loader = new SliceLoader<'ablation', AblatedPlace>(this.store.host, 'ablation');
    this.loader = loader;
    this.watches = [loader.changed.on(() => this.requestUpdate()), this.store.changed.on(() => loader.forgive())];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const watch of this.watches) watch.dispose();
    this.loader?.stop();
  }

  /** What is ablated; another model may have fewer layers and heads than the one that it was chosen for. */
  private get choice(): AblationChoice | null {
    const { ablation } = this.store.view;
    if (!ablation) return null;
    const { residuals, attention } = this.place.reading;
    const layer = Math.min(ablation.layer, residuals.available ? residuals.layers - 1 : 0);
    const isThere = typeof ablation.part === 'string' || (attention.available && ablation.part.head < attention.heads);
    return { ...ablation, layer, part: isThere ? ablation.part : 'attention' };
  }

  protected override render() {
    const ablation = this.choice;
    const { reading } = this.place;
    return html`<div class="row">
        <h3>${t('Ablation')}</h3>
        ${checkbox({
          label: t('Ablate a part'),
          hint: t(
            'See what the model predicts without a head or a part of a layer. Takes about the memory of the model once more.',
          ),
          checked: ablation !== null,
          changed: (on) => this.store.look({ ablation: on ? { layer: 0, part: 'attention', kind: 'zero' } : null }),
        })}
        ${ablation ? ablationControls(reading, ablation, (change) => this.store.look({ ablation: { ...ablation, ...change } })) : nothing}
      </div>
      ${ablation ? this.result() : nothing}`;
  }

  private result() {
    const { shown, problem, loading } = this.loader ?? {};
    if (problem) return html`<p class="faint" role="alert">${problem}</p>`;
    if (!shown || shown.params.runId !== this.place.reading.runId) {
      return html`<p class="faint" aria-live="polite">${t('Reading…')}</p>`;
    }
    const { params, about, value } = shown;
    const { divergence, entropy } = value;
    return html`<section class=${loading || this.earlier ? 'earlier' : ''}>
      <h4>${t('{0}, after “{1}” ({2})', ablationName(params), about.label, about.position)}</h4>
      <p class="readout" aria-live="polite">
        ${t('KL divergence D(before ‖ after): {0}', bits(divergence, 3))} ·
        ${t('entropy {0} before, {1} after', bits(entropy.before), bits(entropy.after))}
      </p>
      ${ablationTable(value)}
      <p class="faint hint">${ablationNote(params, value.meanOver, about.appended.length)}</p>
    </section>`;
  }

  protected override updated(): void {
    const ablation = this.choice;
    if (!ablation || this.earlier || this.loader === null) return;
    const { reading, appended, position } = this.place;
    const params: AblationParams = { runId: reading.runId, position, ...ablation, count: topCount };
    // Only a mean is over later tokens too.
    const tokens = ablation.kind === 'mean' ? appended : appendedUpTo(this.place);
    this.loader.want(params, this.place, tokens);
  }
}

customElements.define('ablation-panel', AblationPanel);
