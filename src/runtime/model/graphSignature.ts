import { ElementType } from './onnx/onnxFields';
import { type OnnxGraph, type OnnxValue, UnsupportedGraphError } from './onnx/onnxModel';

export type FloatType = 'float32' | 'float16';
export type IntegerType = 'int64' | 'int32';

/** One of the tensors in which the graph takes and returns keys or values. */
export interface PastTensor {
  input: string;
  output: string;
  type: FloatType;
  /** Batch 1; the sequence axis is 0 here. */
  dims: readonly number[];
  sequenceAxis: number;
}

export interface LogitsOutput {
  name: string;
  /** `TensorProto.DataType`; 0 where not declared. */
  elementType: number;
}

/** How a decoder's graph wants to be called, from its declared inputs and outputs. */
export interface GraphSignature {
  tokens: { name: string; type: IntegerType };
  /** Ones for all tokens, past ones included. */
  mask?: { name: string; type: IntegerType };
  positions?: { name: string; type: IntegerType };
  /** Switch of a decoder that was merged from one with and one without past. */
  cacheBranch?: string;
  /** How many last rows of logits to compute; 0 for all. */
  logitsToKeep?: string;
  /** Empty for a graph that keeps nothing between runs. */
  past: PastTensor[];
  logits: LogitsOutput;
}

const { float32, float16, int32, int64 } = ElementType;
const floatTypes: Record<number, FloatType> = { [float32]: 'float32', [float16]: 'float16' };
const integerTypes: Record<number, IntegerType> = { [int32]: 'int32', [int64]: 'int64' };

/** Reads the signature; throws `UnsupportedGraphError` for a graph that is no decoder of this kind. */
export function readSignature(graph: OnnxGraph): GraphSignature {
  const signature: Partial<GraphSignature> & { past: PastTensor[] } = { past: [] };
  const outputs = new Map(graph.outputs.map((output) => [output.name, output]));
  for (const input of graph.inputs) {
    // Before IR version 4, constants were listed as inputs too.
    if (graph.initializers.has(input.name)) continue;
    if (input.name === 'input_ids') signature.tokens = integerInput(input);
    else if (input.name === 'attention_mask') signature.mask = integerInput(input);
    else if (input.name === 'position_ids') signature.positions = integerInput(input);
    else if (input.name === 'use_cache_branch') signature.cacheBranch = input.name;
    else if (/^(num_)?logits_to_keep$/.test(input.name)) signature.logitsToKeep = input.name;
    else if (input.name.startsWith('past_key_values.')) signature.past.push(pastTensor(input, outputs));
    else throw new UnsupportedGraphError(`its graph asks for “${input.name}”, which is not known here`);
  }
  const { tokens, past } = signature;
  if (!tokens) throw new UnsupportedGraphError('its graph does not take input_ids');
  const logits = outputs.get('logits') ?? graph.outputs.find((output) => output.dims?.length === 3);
  if (!logits) throw new UnsupportedGraphError('its graph gives no logits');
  return { ...signature, tokens, past, logits: { name: logits.name, elementType: logits.elementType } };
}

function integerInput({ name, elementType, dims }: OnnxValue): { name: string; type: IntegerType } {
  const type = integerTypes[elementType];
  if (!type || (dims !== null && dims.length !== 2)) {
    throw new UnsupportedGraphError(`its graph takes “${name}” in a form that is not known here`);
  }
  return { name, type };
}

function pastTensor(input: OnnxValue, outputs: Map<string, OnnxValue>): PastTensor {
  const output = input.name.replace('past_key_values.', 'present.');
  const type = floatTypes[input.elementType];
  const dynamic = (input.dims ?? []).flatMap((dim, axis) => (typeof dim !== 'number' && axis > 0 ? [axis] : []));
  if (!outputs.has(output) || !type || !input.dims || dynamic.length !== 1) {
    throw new UnsupportedGraphError(`its graph keeps “${input.name}” in a form that is not known here`);
  }
  const [sequenceAxis] = dynamic;
  const dims = input.dims.map((dim, axis) => (axis === sequenceAxis ? 0 : axis === 0 ? 1 : Number(dim)));
  return { input: input.name, output, type, dims, sequenceAxis };
}
