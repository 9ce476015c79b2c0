import type { AblatedPart } from '../../../../src/protocol/ablation';
import { integer } from '../../../ui/format';
import { t } from '../../../ui/l10n';
import type { AblationChoice } from '../../view';
import { stateName } from '../lensNames';

export function partName(part: AblatedPart): string {
  if (typeof part === 'object') return t('Head {0}', part.head);
  return part === 'attention' ? t('Attention') : t('Feed-forward');
}

export function kindNames(): Record<AblationChoice['kind'], string> {
  return { zero: t('Zero ablation'), mean: t('Mean ablation') };
}

/** `Zero ablation of Layer 1, Head 3` */
export function ablationName({ layer, part, kind }: AblationChoice): string {
  return t('{0}: {1}, {2}', kindNames()[kind], stateName(layer + 1), partName(part));
}

/**
 * What was done, exactly.
 *
 * @param appended tokens that were generated after the text
 */
export function ablationNote({ part, kind }: AblationChoice, meanOver: number | null, appended: number): string {
  const what =
    typeof part === 'object'
      ? t('What the head gives to the output projection')
      : part === 'attention'
        ? t('What the layer’s attention adds to the residual stream')
        : t('What the layer’s feed-forward adds to the residual stream');
  const instead =
    kind === 'zero' || meanOver === null
      ? t('is 0 at every position of the text up to this one.')
      : appended > 0
        ? t(
            'is its mean over all {0} positions of the text and of what was generated (the first one and those after this one included) at every position up to this one.',
            integer(meanOver),
          )
        : t(
            'is its mean over all {0} positions of the text (the first one and those after this one included) at every position up to this one.',
            integer(meanOver),
          );
  return `${what} ${instead}`;
}
