import { html, type TemplateResult } from 'lit';
import type { AblatedPart } from '../../../../src/protocol/ablation';
import type { Reading } from '../../../../src/protocol/runs';
import type { LoupeDropdown } from '../../../ui/dropdown';
import { t } from '../../../ui/l10n';
import type { AblationChoice } from '../../view';
import { stateName } from '../lensNames';
import { kindNames, partName } from './ablationNames';

/** Which part of which layer, and what takes its place. */
export function ablationControls(
  { residuals, attention }: Reading,
  { layer, part, kind }: AblationChoice,
  choose: (change: Partial<AblationChoice>) => void,
): TemplateResult {
  const layers = residuals.available ? residuals.layers : 0;
  const heads = attention.available ? attention.heads : 0;
  const parts: AblatedPart[] = ['attention', 'feedForward', ...Array.from({ length: heads }, (_, head) => ({ head }))];
  const value = (event: Event) => (event.target as LoupeDropdown).value;
  return html`<loupe-dropdown
      label=${t('Layer')}
      .options=${Array.from({ length: layers }, (_, i) => ({ value: `${i}`, label: stateName(i + 1) }))}
      .value=${`${layer}`}
      @change=${(event: Event) => choose({ layer: Number(value(event)) })}
    ></loupe-dropdown>
    <loupe-dropdown
      label=${t('Part')}
      .options=${parts.map((part, i) => ({ value: `${i}`, label: partName(part) }))}
      .value=${`${parts.findIndex((other) => partName(other) === partName(part))}`}
      @change=${(event: Event) => choose({ part: parts[Number(value(event))] })}
    ></loupe-dropdown>
    <loupe-dropdown
      label=${t('Kind')}
      .options=${(['zero', 'mean'] as const).map((value) => ({ value, label: kindNames()[value] }))}
      .value=${kind}
      @change=${(event: Event) => choose({ kind: value(event) as AblationChoice['kind'] })}
    ></loupe-dropdown>`;
}
