import type { HeadStatistics } from '../../../src/protocol/runs';
import { decimal, percent, toBits } from '../../ui/format';
import { t } from '../../ui/l10n';

export type HeadScore = keyof HeadStatistics;

/** A score by which heads can be found. */
export interface HeadKind {
  score: HeadScore;
  /** What such heads are called. */
  name: string;
  /** A row of one head's card. */
  row: string;
  /** What is measured, and what it says. */
  meaning: string;
  /** Which heads are most of that kind. */
  best: 'largest' | 'smallest';
  shown(value: number): string;
}

const share = (value: number) => (Number.isNaN(value) ? t('not defined') : percent(value));

/** All of them; definitions are in docs and in `src/runtime/measure/heads.ts`. */
export function headKinds(): HeadKind[] {
  return [
    {
      score: 'previousToken',
      name: t('previous token'),
      row: t('To the token before'),
      meaning: t('Mean weight on the token right before. Such heads tell each token what stood before it.'),
      best: 'largest',
      shown: share,
    },
    {
      score: 'duplicateToken',
      name: t('duplicate token'),
      row: t('To earlier copies'),
      meaning: t(
        'Mean weight on earlier copies of the same token, over rows that have one. Such heads notice what has come before.',
      ),
      best: 'largest',
      shown: share,
    },
    {
      score: 'induction',
      name: t('induction'),
      row: t('After earlier copies'),
      meaning: t(
        'Mean weight on the tokens right after earlier copies of the same token. Such heads let the model continue what is repeated.',
      ),
      best: 'largest',
      shown: share,
    },
    {
      score: 'sink',
      name: t('attention sink'),
      row: t('To the first token'),
      meaning: t('Mean weight on the first token. Such heads rest there when they have nothing to do.'),
      best: 'largest',
      shown: share,
    },
    {
      score: 'distance',
      name: t('local'),
      row: t('Distance'),
      meaning: t('Mean distance looked back, nearest first. Such heads stay with the words around.'),
      best: 'smallest',
      shown: (value) => t('{0} tokens', decimal(value, 1)),
    },
    {
      score: 'entropy',
      name: t('low entropy'),
      row: t('Entropy'),
      meaning: t('Mean entropy of a row, lowest first. Such heads look at few tokens at a time.'),
      best: 'smallest',
      shown: (value) => t('{0} bits', decimal(toBits(value))),
    },
  ];
}

/** Heads by one score, the best first; those that have none last, in their order. */
export function rankHeads(values: Float32Array, best: HeadKind['best']): number[] {
  const sign = best === 'largest' ? -1 : 1;
  const key = (index: number) => (Number.isNaN(values[index]) ? Number.POSITIVE_INFINITY : sign * values[index]);
  return Array.from(values.keys()).sort((a, b) => (key(a) === key(b) ? a - b : key(a) - key(b)));
}
