import type { HeadStatistics } from '../../protocol/runs';
import { headStatistics } from '../measure/headStatistics';
import { HeadScorer } from '../measure/heads';
import type { RowSource, RowsContext } from './rowSource';

/**
 * Scores of all heads, band by band. Fails as `RowSource.bands`.
 *
 * @param ids [T] the tokens whose rows count
 * @param look is shown each row of each head, numbered as in the scores, so that none is had twice
 */
export async function allHeadStatistics(
  source: RowSource,
  ids: ArrayLike<number>,
  context: RowsContext = {},
  look: (head: number, query: number, row: Float32Array) => void = () => {},
): Promise<HeadStatistics> {
  const { layers, heads } = source;
  const scorers = Array.from({ length: layers * heads }, () => new HeadScorer(ids));
  const all = (count: number) => Array.from({ length: count }, (_, i) => i);
  for await (const band of source.bands(all(layers), all(heads), { first: 0, end: ids.length }, context)) {
    for (const [index, scorer] of scorers.entries()) {
      for (let query = band.first; query < band.end; query++) {
        const row = band.row(Math.floor(index / heads), index % heads, query);
        scorer.add(query, row);
        look(index, query, row);
      }
    }
  }
  return headStatistics(scorers.map(({ scores }) => scores));
}
