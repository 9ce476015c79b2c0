import type { Decoder, GraphRunner, ProbeOutputs, RunResult, Wanted } from './graphRunner';
import type { GraphSignature } from './graphSignature';
import type { Past } from './tokenCache';
import type { UnembeddingRunner } from './unembeddingRunner';

/**
 * A decoder in two parts, the trunk up to the last block and the unembedding: rows whose logits nobody reads cost none, which
 * is a quarter of the work for a small model with a large vocabulary.
 */
export class SplitDecoder implements Decoder {
  readonly signature: GraphSignature;
  readonly probes: ProbeOutputs;

  constructor(
    private readonly trunk: GraphRunner,
    private readonly unembedding: UnembeddingRunner,
  ) {
    this.signature = trunk.signature;
    this.probes = trunk.probes;
  }

  get rowPlace() {
    return this.trunk.rowPlace;
  }

  async run(ids: readonly number[], past: Past, wanted: Wanted): Promise<RunResult> {
    const { logits, residuals } = wanted;
    const states = residuals === 'none' && logits !== 'none' ? 'last' : residuals;
    const result = await this.trunk.run(ids, past, { ...wanted, logits: 'none', residuals: states });
    const last = result.residuals.at(-1);
    if (logits === 'none' || !last) return result;
    const start = performance.now();
    const rows = logits === 'all' ? last.values : last.values.subarray(-last.width);
    const values = await this.unembedding.run(rows);
    return {
      ...result,
      logits: values,
      vocabularySize: values.length / (rows.length / last.width),
      residuals: residuals === 'none' ? [] : result.residuals,
      ms: result.ms + performance.now() - start,
    };
  }

  dispose(): void {
    this.trunk.dispose();
  }
}
