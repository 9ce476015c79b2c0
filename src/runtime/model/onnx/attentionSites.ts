import type { GraphIndex } from './graphIndex';
import type { OnnxNode } from './onnxModel';

/** One layer's attention. */
export type AttentionSite = {
  /** The softmax, or the operator that does all of attention. */
  node: OnnxNode;
} & (
  | { kind: 'open' /** Holds the weights. */; tensor: string /** Of the weights with the values. */; product: OnnxNode }
  | { kind: 'fused'; operator: OpenableOperator }
  | { kind: 'closed' }
);

/** Fused operators that give their weights when asked to. */
export type OpenableOperator = 'GroupQueryAttention' | 'MultiHeadAttention' | 'Attention';

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
  'QuantizeLinear',
  'DequantizeLinear',
]);

const products = new Set(['MatMul', 'FusedMatMul', 'Einsum']);

const microsoft = 'com.microsoft';

/** Fused operators of `com.microsoft`, by whether they can be asked for their weights. */
const fusedOperators: Readonly<Record<string, boolean>> = {
  GroupQueryAttention: true,
  MultiHeadAttention: true,
  Attention: false,
  DecoderMaskedMultiHeadAttention: false,
  DecoderMaskedSelfAttention: false,
  PackedMultiHeadAttention: false,
  PagedAttention: false,
  SparseAttention: false,
  LinearAttention: false,
};

/**
 * Finds attention by structure, whatever the exporter named things: a fused operator, or a `Softmax` whose output becomes the
 * first operand of a product with something that is not constant (the values). That operand, rather than the softmax, is
 * what is really multiplied with the values. In the order of the layers.
 */
export function findAttention(index: GraphIndex): AttentionSite[] {
  return index.live.flatMap((node): AttentionSite[] => {
    if (node.opType === 'Softmax') {
      const product = valueProduct(node, index);
      return product ? [{ node, kind: 'open', tensor: product.inputs[0], product }] : [];
    }
    if (node.domain === microsoft && node.opType in fusedOperators) {
      const operator = node.opType as OpenableOperator;
      return [fusedOperators[node.opType] ? { node, kind: 'fused', operator } : { node, kind: 'closed' }];
    }
    return node.domain === '' && node.opType === 'Attention' ? [{ node, kind: 'fused', operator: 'Attention' }] : [];
  });
}

/** The product with the values that `softmax` leads to. */
function valueProduct(softmax: OnnxNode, { consumers, constants }: GraphIndex): OnnxNode | undefined {
  const queue = [softmax.outputs[0]];
  const seen = new Set(queue);
  for (const tensor of queue) {
    for (const node of consumers.get(tensor) ?? []) {
      if (products.has(node.opType) && node.inputs[0] === tensor && !constants.has(node.inputs[1])) return node;
      if (!passedThrough.has(node.opType) || seen.has(node.outputs[0])) continue;
      seen.add(node.outputs[0]);
      queue.push(node.outputs[0]);
    }
  }
  return undefined;
}
