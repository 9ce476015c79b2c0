import type { AttentionSite } from './attentionSites';
import type { GraphEdits } from './graphEdits';
import type { GraphIndex } from './graphIndex';
import { ElementType } from './onnxFields';
import type { OnnxNode } from './onnxModel';

/** Where a layer's queries are, as they are multiplied with the keys. */
export interface QuerySite {
  tensor: string;
  /** Whether positions were rotated in before that. */
  rotated: boolean;
  /** For the operator that rotates inside: its tables, to do the same beside it. */
  rotary?: { tables: string[]; interleaved: number };
}

/** Input [1] of int64: the position of a run's first token, for graphs in which a fused operator rotates. */
export const positionInput = 'loupe.position';

/** They change a score without mixing it with others. */
const elementwise = new Set([
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Where',
  'Cast',
  'Reshape',
  'Identity',
  'Clip',
  'Max',
  'Tanh',
]);
const products = new Set(['MatMul', 'FusedMatMul', 'Einsum']);
const weighing = new Set(['MatMul', 'Gemm', 'MatMulNBits', 'MatMulInteger', 'FusedMatMul']);
/** They tell how large something is, the steps of its rounding included, and not what is in it. */
const sizes = new Set(['Shape', 'Size', 'DynamicQuantizeLinear']);

/** Null where no product of two computed tensors leads to the weights. */
export function findQueries(index: GraphIndex, site: AttentionSite): QuerySite | null {
  if (site.kind === 'closed') return null;
  if (site.kind === 'open') {
    const product = scoreProduct(index, site.node);
    if (!product) return null;
    const tensor = unscaled(index, product.inputs[0]);
    return { tensor, rotated: isRotated(index, tensor) };
  }
  const { inputs, integers } = site.node;
  const [tensor] = inputs;
  const rotated = isRotated(index, tensor);
  if (site.operator !== 'GroupQueryAttention' || integers.get('do_rotary') !== 1) return { tensor, rotated };
  const rotary = { tables: inputs.slice(7, 9), interleaved: integers.get('rotary_interleaved') ?? 0 };
  return { tensor, rotated: true, rotary };
}

/** Names of the tensors that hold the queries, one a layer. */
export function openQueries(sites: readonly QuerySite[], edits: GraphEdits): string[] {
  if (sites.some(({ rotary }) => rotary)) edits.inputs.push({ name: positionInput, elementType: ElementType.int64 });
  return sites.map(({ tensor, rotary }, layer) => {
    if (!rotary) return tensor;
    const rotated = `loupe.queries.${layer}`;
    edits.added.push({
      opType: 'RotaryEmbedding',
      domain: 'com.microsoft',
      inputs: [tensor, positionInput, ...rotary.tables],
      outputs: [rotated],
      integers: { interleaved: rotary.interleaved },
    });
    return rotated;
  });
}

/** The nearest product of two computed tensors before a softmax. */
function scoreProduct({ producers, constants }: GraphIndex, softmax: OnnxNode): OnnxNode | null {
  const queue = [softmax.inputs[0]];
  for (const tensor of queue) {
    const node = producers.get(tensor);
    if (!node) continue;
    if (products.has(node.opType) && !node.inputs.some((input) => constants.has(input))) return node;
    if (elementwise.has(node.opType)) queue.push(...node.inputs.filter((input) => !queue.includes(input)));
  }
  return null;
}

/** What a tensor is before numbers that are the same for all of it were multiplied in. */
function unscaled({ producers, constants }: GraphIndex, tensor: string): string {
  let current = tensor;
  for (;;) {
    const node = producers.get(current);
    if (!node || !(node.opType === 'Mul' || node.opType === 'Div')) return current;
    const computed = node.inputs.filter((input) => !constants.has(input) && !isShape(producers.get(input)));
    if (computed.length !== 1) return current;
    [current] = computed;
  }

  /** Exporters compute 1 / √size from the shape. */
  function isShape(node: OnnxNode | undefined): boolean {
    if (!node) return false;
    if (node.opType === 'Shape') return true;
    const computed = node.inputs.filter((input) => input !== '' && !constants.has(input));
    return computed.length > 0 && computed.every((input) => isShape(producers.get(input)));
  }
}

/** Whether positions come in on the way from the projection: something else than that is computed with, tables of angles say. */
function isRotated({ producers, constants }: GraphIndex, tensor: string): boolean {
  const queue = [tensor];
  for (const current of queue) {
    const node = producers.get(current);
    // An input of the graph.
    if (!node) return true;
    if (node.opType === 'Cos' || node.opType === 'Sin' || node.opType === 'RotaryEmbedding') return true;
    const isProjection = weighing.has(node.opType) && constants.has(node.inputs[1]);
    if (isProjection || sizes.has(node.opType)) continue;
    queue.push(...node.inputs.filter((input) => input !== '' && !constants.has(input) && !queue.includes(input)));
  }
  return false;
}
