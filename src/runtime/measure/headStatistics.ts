import type { HeadStatistics } from '../../protocol/runs';
import type { HeadScores } from './heads';

/** The scores of heads as columns, each [heads] in their order. */
export function headStatistics(scores: readonly HeadScores[]): HeadStatistics {
  const column = (name: keyof HeadScores) => Float32Array.from(scores, (head) => head[name]);
  return {
    previousToken: column('previousToken'),
    duplicateToken: column('duplicateToken'),
    induction: column('induction'),
    sink: column('sink'),
    entropy: column('entropy'),
    distance: column('distance'),
  };
}
