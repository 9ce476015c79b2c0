import type { InferenceSession } from 'onnxruntime-node';
import type { Disposable } from '../../protocol/disposable';
import { float32ToHalf } from '../measure/halfFloat';
import { floats } from './graphRunner';
import type { FloatType, GraphSignature } from './graphSignature';
import { type NativeRuntime, nativeMessage } from './nativeRuntime';
import type { Unembedding } from './onnx/unembedding';

/** Calls the final norm and the unembedding, which have a session of their own. */
export class UnembeddingRunner implements Disposable {
  constructor(
    private readonly native: NativeRuntime,
    private readonly session: InferenceSession,
    private readonly signature: GraphSignature,
    private readonly unembedding: Pick<Unembedding, 'input' | 'logits' | 'others'>,
    /** Of the states. */
    readonly type: FloatType,
    private readonly width: number,
  ) {}

  /** Logits [n, vocabulary] of states [n, width]. */
  async run(states: Float32Array): Promise<Float32Array> {
    const rows = states.length / this.width;
    const { input, logits, others } = this.unembedding;
    const { Tensor } = this.native;
    const data = this.type === 'float16' ? float32ToHalf(states) : states;
    const feeds = Object.fromEntries(others.map((name) => [name, this.other(name, rows)]));
    feeds[input] = new Tensor(this.type, data, [1, rows, this.width]);
    const outputs = await this.session.run(feeds, [logits]);
    return floats(outputs[logits]);
  }

  dispose(): void {
    this.session.release().catch((error) => console.error(`An unembedding was not released: ${nativeMessage(error)}`));
  }

  /** An input of which only the shape counts, or the number of rows to compute: all. */
  private other(name: string, rows: number) {
    const { Tensor } = this.native;
    const { tokens, mask, positions, logitsToKeep, past } = this.signature;
    if (name === logitsToKeep) return new Tensor('int64', BigInt64Array.of(0n), []);
    const empty = past.find(({ input }) => input === name);
    if (empty) {
      const data = empty.type === 'float16' ? new Uint16Array(0) : new Float32Array(0);
      return new Tensor(empty.type, data, empty.dims);
    }
    const type = [tokens, mask, positions].find((known) => known?.name === name)?.type ?? 'int64';
    const data = type === 'int64' ? new BigInt64Array(rows).fill(1n) : new Int32Array(rows).fill(1);
    return new Tensor(type, data, [1, rows]);
  }
}
