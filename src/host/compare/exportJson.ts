import { hex } from '../../protocol/bytes';
import type { ComparisonResults } from '../../protocol/compareApi';
import type { ModelChoice } from '../../protocol/models';
import type { GeneratedToken } from '../../protocol/runs';

/** Counted up when a reader of older files would misunderstand a newer one. */
export const exportVersion = 1;

/**
 * A comparison as JSON: everything that was asked and everything that came, so that it can be checked or measured anew.
 * Token bytes are hexadecimal; logprob (natural), rank and entropy (nats) are raw, before temperature.
 */
export function exportJson(results: ComparisonResults, models: readonly ModelChoice[]): string {
  const { setup } = results;
  const document = {
    format: 'model-loupe-comparison',
    version: exportVersion,
    setup: { ...setup, prompts: setup.prompts.map(({ id: _, ...content }) => content) },
    models: models.filter(({ id }) => setup.models.includes(id)),
    cells: results.cells.map((cell) => ({ ...cell, tokens: cell.tokens.map(exportedToken) })),
    failures: results.failures.map((cell) => ({ ...cell, tokens: cell.tokens.map(exportedToken) })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function exportedToken({ id, bytes, special, end, logprob, rank, entropy }: GeneratedToken) {
  return { id, bytes: hex(bytes), special, end, logprob, rank, entropy };
}
