import { t } from '../../ui/l10n';

/** A state of the residual stream, for people; blocks are counted from 0, as heads are. */
export function stateName(state: number): string {
  return state === 0 ? t('Embedding') : t('Layer {0}', state - 1);
}

/** The same where there is little room. */
export function shortStateName(state: number): string {
  return state === 0 ? t('Emb.') : `L${state - 1}`;
}
