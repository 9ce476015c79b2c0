import { performance } from 'node:perf_hooks';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Disposable } from '../../protocol/disposable';
import { float32ToHalf, halfToFloat32 } from '../measure/halfFloat';
import type { FloatType, GraphSignature, IntegerType } from './graphSignature';
import type { Intervention } from './languageModel';
import { type NativeRuntime, nativeMessage } from './nativeRuntime';
import { type InterventionPoint, interventionInputs } from './onnx/interventions';
import { type NewRows, rowInputs } from './onnx/newRows';
import { positionInput } from './onnx/querySites';
import type { CachedTensor, Past } from './tokenCache';

/** What to fetch from a run; everything that is fetched is copied. */
export interface Wanted {
  logits: 'all' | 'last' | 'none';
  /** Layers. */
  attention: readonly number[];
  /** All of them, the one after the last block, or none. */
  residuals: 'all' | 'last' | 'none';
  /** Those between attention and feed-forward too. */
  middles?: boolean;
  /** The heads' outputs of a layer. */
  headOutputs?: number;
  /** The queries of a layer. */
  queries?: number;
  /** Only of a decoder with `interventions`. */
  interventions?: readonly Intervention[];
  present: boolean;
}

/** Names of outputs that show something of each layer. */
export interface ProbeOutputs {
  /** One a layer. */
  attention: readonly string[];
  /** After the embedding, then after each block. */
  residuals: readonly string[];
  /** Within each block, between attention and feed-forward; empty where the graph does not show that. */
  middles: readonly string[];
  /** Whether blocks only add to the residual stream. */
  additive: boolean;
  /** Of a decoder whose parts can be changed. */
  interventions?: {
    points: readonly InterventionPoint[];
    /** As the graph holds activations. */
    type: FloatType;
    /** One a layer; empty where the heads cannot be changed. */
    headOutputs: readonly string[];
    /** One a layer; empty where they are not found. */
    queries: readonly string[];
  };
}

/** What a run gave. */
export interface RunResult {
  /** [n, vocabulary] where n is the run's tokens, or fewer last ones, where only the last row was wanted; empty if none was. */
  logits: Float32Array;
  vocabularySize: number;
  /** Of the layers that were wanted. */
  attention: AttentionWeights[];
  /** Those that were wanted: after the embedding and after each block. */
  residuals: States[];
  /** One a block, where wanted. */
  middles: States[];
  /** Of the layer that was wanted, [rows, heads × head size], before a change; null if none was. */
  headOutputs: States | null;
  /** Of the layer that was wanted, as the graph gives them; null if none were. */
  queries: { values: Float32Array; dims: readonly number[] } | null;
  /** In the order of the signature's `past`, of all tokens or of the run's; empty if not wanted. */
  present: CachedTensor[];
  /** Duration of the native call, milliseconds. */
  ms: number;
}

export interface AttentionWeights {
  /** [heads, queries, keys] */
  values: Float32Array;
  heads: number;
  queries: number;
  keys: number;
}

/** Activations of consecutive tokens. */
export interface States {
  /** [rows, width] */
  values: Float32Array;
  rows: number;
  width: number;
  /** As the graph holds them. */
  type: FloatType;
}

/** Reads tokens after those whose keys and values are kept. */
export interface Decoder extends Disposable {
  readonly signature: GraphSignature;
  /** Where `present` holds the rows of a run only, where they go in a past with room behind its tokens; else null. */
  readonly rowPlace: NewRows['place'] | null;
  readonly probes: ProbeOutputs;
  /** Runs `ids` after `past`. */
  run(ids: readonly number[], past: Past, wanted: Wanted): Promise<RunResult>;
}

/** Calls a decoder's graph: one instrumented session, whose probes are fetched only when asked for. */
export class GraphRunner implements Decoder {
  private closing: Promise<void> | undefined;

  constructor(
    private readonly native: NativeRuntime,
    private readonly session: InferenceSession,
    readonly signature: GraphSignature,
    readonly probes: ProbeOutputs,
    private readonly rows: Pick<NewRows, 'outputs' | 'place'> | null = null,
  ) {}

  get rowPlace(): NewRows['place'] | null {
    return this.rows?.place ?? null;
  }

  async run(ids: readonly number[], past: Past, wanted: Wanted): Promise<RunResult> {
    const { signature, probes } = this;
    const present = wanted.present ? (this.rows?.outputs ?? signature.past.map(({ output }) => output)) : [];
    const residuals = { all: probes.residuals, last: probes.residuals.slice(-1), none: [] }[wanted.residuals];
    const middles = wanted.middles ? probes.middles : [];
    const attention = wanted.attention.map((layer) => probes.attention[layer]);
    const heads = wanted.headOutputs === undefined ? undefined : probes.interventions?.headOutputs[wanted.headOutputs];
    const queries = wanted.queries === undefined ? undefined : probes.interventions?.queries[wanted.queries];
    const fetches = [
      ...(wanted.logits === 'none' ? [] : [signature.logits.name]),
      ...attention,
      ...residuals,
      ...middles,
      ...(heads ? [heads] : []),
      ...(queries ? [queries] : []),
      ...present,
    ];
    const feeds = this.feeds(ids, past, wanted);
    const start = performance.now();
    const outputs = await this.session.run(feeds, fetches);
    const ms = performance.now() - start;
    const logits = wanted.logits === 'none' ? undefined : outputs[signature.logits.name];
    return {
      logits: logits ? floats(logits) : new Float32Array(0),
      vocabularySize: logits?.dims.at(-1) ?? 0,
      attention: attention.map((name) => withoutRoom(attentionWeights(outputs[name]), past, this.rowPlace)),
      residuals: residuals.map((name) => states(outputs[name])),
      middles: middles.map((name) => states(outputs[name])),
      headOutputs: heads ? states(outputs[heads]) : null,
      queries: queries ? { values: floats(outputs[queries]), dims: outputs[queries].dims } : null,
      present: present.map((name) => cachedTensor(outputs[name])),
      ms,
    };
  }

  dispose(): void {
    void this.close();
  }

  /** Resolves when its memory is free. */
  close(): Promise<void> {
    // There is nothing to do about it: what cannot be released goes with the process. Its parent logs what is written here.
    this.closing ??= this.session
      .release()
      .catch((error) => console.error(`A model was not released: ${nativeMessage(error)}`));
    return this.closing;
  }

  private feeds(ids: readonly number[], { length, capacity, tensors }: Past, wanted: Wanted) {
    const start = this.rows?.place === 'afterRoom' ? capacity : length;
    const { tokens, mask, positions, cacheBranch, logitsToKeep, past: declared } = this.signature;
    const { Tensor } = this.native;
    const feeds: Record<string, Tensor> = { [tokens.name]: this.integers(tokens.type, ids) };
    if (mask) feeds[mask.name] = this.integers(mask.type, maskOf(length, start, ids.length));
    if (positions)
      feeds[positions.name] = this.integers(
        positions.type,
        ids.map((_, i) => length + i),
      );
    if (cacheBranch) feeds[cacheBranch] = new Tensor('bool', Uint8Array.of(length > 0 ? 1 : 0), [1]);
    if (logitsToKeep)
      feeds[logitsToKeep] = new Tensor('int64', BigInt64Array.of(wanted.logits === 'all' ? 0n : 1n), []);
    declared.forEach(({ input, type, dims }, i) => {
      const tensor =
        length > 0 ? tensors[i] : { data: type === 'float16' ? new Uint16Array(0) : new Float32Array(0), dims };
      feeds[input] = new Tensor(type, tensor.data, tensor.dims);
    });
    if (this.rows?.place === 'afterTokens') {
      const sequenceAxis = declared[0].sequenceAxis;
      const numbers = { start, end: start + ids.length, axis: sequenceAxis };
      for (const [name, value] of Object.entries(numbers))
        feeds[rowInputs[name as keyof typeof rowInputs]] = new Tensor('int64', BigInt64Array.of(BigInt(value)), [1]);
    }
    if (this.session.inputNames.includes(positionInput))
      feeds[positionInput] = new Tensor('int64', BigInt64Array.of(BigInt(length)), [1]);
    this.feedInterventions(feeds, wanted.interventions ?? []);
    return feeds;
  }

  /** What is not to be changed is multiplied by 1, and 0 is added. */
  private feedInterventions(feeds: Record<string, Tensor>, wanted: readonly Intervention[]): void {
    const { points = [], type = 'float32' } = this.probes.interventions ?? {};
    const feed = (name: string, values: Float32Array) => {
      const data = type === 'float16' ? float32ToHalf(values) : values;
      feeds[name] = new this.native.Tensor(type, data, [values.length]);
    };
    for (const point of points) {
      const inputs = interventionInputs(point);
      const change = wanted.find(({ part, layer }) => part === point.part && layer === point.layer);
      feed(inputs.keep, change?.keep ?? Float32Array.of(1));
      feed(inputs.offset, change?.offset ?? Float32Array.of(0));
    }
  }

  /** [1, n] */
  private integers(type: IntegerType, values: readonly number[]): Tensor {
    const data = type === 'int64' ? BigInt64Array.from(values, BigInt) : Int32Array.from(values);
    return new this.native.Tensor(type, data, [1, values.length]);
  }
}

/** Ones for tokens, zeros for the room between those that were read and the new ones. */
function maskOf(length: number, start: number, count: number): number[] {
  return Array.from({ length: start + count }, (_, i) => (i < length || i >= start ? 1 : 0));
}

/** [1, rows, width], or without the batch. */
function states(tensor: Tensor): States {
  const [rows, width] = tensor.dims.slice(-2);
  const values = floats(tensor);
  if (values.length !== rows * width) throw new Error(`The graph gives a residual as [${tensor.dims}].`);
  return { values, rows, width, type: tensor.type === 'float16' ? 'float16' : 'float32' };
}

/** Without the columns of places that no token has: their weights are 0. */
function withoutRoom(weights: AttentionWeights, past: Past, place: NewRows['place'] | null): AttentionWeights {
  const room = place === 'afterRoom' ? past.capacity - past.length : 0;
  if (room === 0) return weights;
  const { heads, queries, keys } = weights;
  const kept = keys - room;
  const values = new Float32Array(heads * queries * kept);
  for (let row = 0; row < heads * queries; row++) {
    const columns = weights.values.subarray(row * keys, (row + 1) * keys);
    values.set(columns.subarray(0, past.length), row * kept);
    values.set(columns.subarray(past.capacity), row * kept + past.length);
  }
  return { values, heads, queries, keys: kept };
}

export function floats(tensor: Tensor): Float32Array {
  const { data } = tensor;
  if (data instanceof Float32Array) return data;
  if (data instanceof Uint16Array) return halfToFloat32(data);
  throw new Error(`The graph gives ${tensor.type} where floats are expected.`);
}

function cachedTensor(tensor: Tensor): CachedTensor {
  return { data: tensor.data as CachedTensor['data'], dims: tensor.dims };
}

function attentionWeights(tensor: Tensor): AttentionWeights {
  const [heads, queries, keys] = tensor.dims.slice(-3);
  const values = floats(tensor);
  if (values.length !== heads * queries * keys) throw new Error(`The graph gives attention as [${tensor.dims}].`);
  return { values, heads, queries, keys };
}
