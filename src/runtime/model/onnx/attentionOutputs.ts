import { attentionReasons } from '../../../protocol/models';
import { GraphField, ModelField, ValueField } from './onnxFields';
import type { OnnxGraph, OnnxNode } from './onnxModel';
import { delimitedField } from './wireWriter';

/** Per layer, the tensor that holds softmaxed attention weights; or why there is none. */
export type AttentionTensors = { found: true; tensors: string[] } | { found: false; reason: string };

/** Operators that may stand between the softmax and its product with the values, without changing what the weights mean. */
const passedThrough = new Set([
  'Cast',
  'Dropout',
  'Identity',
  'Where',
  'Reshape',
  'Squeeze',
  'Unsqueeze',
  'Slice',
  'Mul',
]);

/** Operators that do all of attention inside and yield only its result. */
const fusedOperators = new Set([
  'Attention',
  'GroupQueryAttention',
  'MultiHeadAttention',
  'DecoderMaskedMultiHeadAttention',
  'DecoderMaskedSelfAttention',
  'PackedMultiHeadAttention',
  'PagedAttention',
  'SparseAttention',
  'LinearAttention',
]);

/**
 * Finds attention by structure, whatever the exporter named things: a `Softmax` whose output becomes the first operand
 * of a `MatMul` with an operand that is not constant (the values). That operand, rather than the softmax, is what is
 * really multiplied with the values.
 */
export function findAttention(graph: OnnxGraph, logits: string): AttentionTensors {
  const index = indexGraph(graph, logits);
  if (graph.nodes.some((node) => fusedOperators.has(node.opType)))
    return { found: false, reason: attentionReasons.fused };
  if (graph.nodes.some((node) => node.bodies.some((body) => body.nodes.some((inner) => inner.opType === 'Softmax')))) {
    return { found: false, reason: attentionReasons.branched };
  }
  const tensors = graph.nodes
    .filter((node) => node.opType === 'Softmax' && index.live.has(node))
    .map((softmax) => valueProduct(softmax, index)?.inputs[0])
    .filter((tensor) => tensor !== undefined);
  if (tensors.length === 0) return { found: false, reason: attentionReasons.notFound };
  return { found: true, tensors };
}

interface GraphIndex {
  consumers: Map<string, OnnxNode[]>;
  /** Tensors that do not depend on any input. */
  constants: Set<string>;
  /** Nodes that the logits depend on. */
  live: Set<OnnxNode>;
}

function indexGraph(graph: OnnxGraph, logits: string): GraphIndex {
  const consumers = new Map<string, OnnxNode[]>();
  const constants = new Set(graph.initializers);
  for (const node of graph.nodes) {
    for (const input of new Set(node.inputs)) {
      const known = consumers.get(input);
      if (known) known.push(node);
      else consumers.set(input, [node]);
    }
    if (node.bodies.length === 0 && node.inputs.every((input) => input === '' || constants.has(input))) {
      for (const output of node.outputs) constants.add(output);
    }
  }
  const needed = new Set([logits]);
  const live = new Set<OnnxNode>();
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    live.add(node);
    for (const input of node.inputs) needed.add(input);
  }
  return { consumers, constants, live };
}

/** The product with the values that `softmax` leads to. */
function valueProduct(softmax: OnnxNode, { consumers, constants }: GraphIndex): OnnxNode | undefined {
  const queue = [softmax.outputs[0]];
  const seen = new Set(queue);
  for (const tensor of queue) {
    for (const node of consumers.get(tensor) ?? []) {
      if (node.opType === 'MatMul' && node.inputs[0] === tensor && !constants.has(node.inputs[1])) return node;
      if (!passedThrough.has(node.opType) || seen.has(node.outputs[0])) continue;
      seen.add(node.outputs[0]);
      queue.push(node.outputs[0]);
    }
  }
  return undefined;
}

/**
 * The model with more outputs. A second graph fragment behind the model's bytes is enough, since protobuf merges
 * repeated occurrences of a message; the types are inferred by the native library.
 */
export function withOutputs(model: Uint8Array, graph: OnnxGraph, tensors: readonly string[]): Uint8Array {
  const present = new Set(graph.outputs.map((output) => output.name));
  const added = [...new Set(tensors)].filter((tensor) => !present.has(tensor));
  const outputs = added.map((name) => delimitedField(GraphField.output, [delimitedField(ValueField.name, name)]));
  return Buffer.concat([model, delimitedField(ModelField.graph, outputs)]);
}
