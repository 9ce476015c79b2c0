import type { AttentionSite } from './attentionSites';
import type { GraphIndex } from './graphIndex';
import type { OnnxNode } from './onnxModel';
import { addingNorms, type ResidualSite, reshaping } from './residualSites';

/** An input of a node, through which a part of a block has its effect. */
export interface InterventionSite {
  node: OnnxNode;
  place: number;
  /** Of an input that the node adds to it, and that belongs to the part. */
  bias?: number;
}

const rearranging = new Set([...reshaping, 'Transpose']);

/** They multiply by weights, whole or quantised, or prepare for that. */
const projections = new Set(['MatMul', 'FusedMatMul', 'Gemm', 'MatMulNBits', 'DynamicQuantizeLinear']);

/**
 * Where a layer's head outputs, side by side, go into its output projection. Null where something other than a new order lies
 * between, a gate say.
 */
export function findHeadOutputs({ consumers, constants }: GraphIndex, site: AttentionSite): InterventionSite | null {
  let [tensor] = (site.kind === 'open' ? site.product : site.node).outputs;
  for (;;) {
    const users: OnnxNode[] = (consumers.get(tensor) ?? []).filter(({ opType }) => opType !== 'Shape');
    const [node] = users;
    if (users.length !== 1 || node.inputs[0] !== tensor) return null;
    if (projections.has(node.opType)) {
      const isWeighed = node.opType === 'DynamicQuantizeLinear' || constants.has(node.inputs[1]);
      return isWeighed ? { node, place: 0 } : null;
    }
    if (!rearranging.has(node.opType)) return null;
    [tensor] = node.outputs;
  }
}

/**
 * Where something is added to the residual stream: the input of the sum that is not the stream itself.
 *
 * @param site the stream after the addition
 * @param before the tensor that holds it before
 */
export function findContribution(index: GraphIndex, site: ResidualSite, before: string): InterventionSite | null {
  let node: OnnxNode | undefined = site.node;
  while (node && reshaping.has(node.opType)) node = index.producers.get(node.inputs[0]);
  if (!node || !(node.opType === 'Add' || addingNorms.has(node.opType))) return null;
  const fromStream = [0, 1].filter((place) => holds(index, node.inputs[place], before));
  if (fromStream.length !== 1) return null;
  const bias = { SkipLayerNormalization: 4, SkipSimplifiedLayerNormalization: 3 }[node.opType];
  return { node, place: 1 - fromStream[0], bias: bias && node.inputs[bias] ? bias : undefined };
}

/** Whether a tensor holds the numbers of another, in whatever shape. */
function holds({ producers }: GraphIndex, tensor: string, other: string): boolean {
  let current = tensor;
  while (current !== other) {
    const node = producers.get(current);
    if (!node || !reshaping.has(node.opType)) return false;
    [current] = node.inputs;
  }
  return true;
}
