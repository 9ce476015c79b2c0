import type { ComparisonModel, ComparisonResults } from '../../protocol/compareApi';
import type { GeneratedToken } from '../../protocol/runs';

/** Counted up when a reader of older files would misunderstand a newer one. */
export const exportVersion = 1;

/**
 * A comparison as JSON: everything that was asked and everything that came, so that it can be checked or measured anew.
 * Token bytes are hexadecimal; logprob (natural), rank and entropy (nats) are raw, before temperature.
 */
export function exportJson(results: ComparisonResults, models: readonly ComparisonModel[]): string {
  const document = {
    format: 'model-loupe-comparison',
    version: exportVersion,
    setup: results.setup,
    models: models.filter(({ id }) => results.setup.models.includes(id)),
    cells: results.cells.map((cell) => ({ ...cell, tokens: cell.tokens.map(exportedToken) })),
    failures: results.failures.map((cell) => ({ ...cell, tokens: cell.tokens.map(exportedToken) })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function exportedToken({ id, bytes, special, end, logprob, rank, entropy }: GeneratedToken) {
  return { id, bytes: Buffer.from(bytes).toString('hex'), special, end, logprob, rank, entropy };
}
