import { type GraphPart, type NodeEdits, partOf } from './graphEdits';
import { indexGraph, inputsOf } from './graphIndex';
import type { OnnxGraph, OnnxNode, Span } from './onnxModel';
import type { ResidualSite } from './residualSites';

/** What follows the last state of the residual stream. */
export interface Tail {
  graph: OnnxGraph;
  tokens: string;
  logits: string;
  site: ResidualSite;
  /** The tensor that holds that state. */
  stream: string;
}

/** The final norm and the unembedding as a model of their own. */
export interface Unembedding {
  model: Uint8Array;
  /** Takes states, [1, n, width]. */
  input: string;
  logits: string;
  /** Inputs of the graph whose shape is looked at. */
  others: string[];
}

const zero = 'loupe.zero';

/**
 * Cuts the unembedding out of a graph: every node that the logits need and that does not lie before the stream, which becomes
 * an input. It shares the weights.
 *
 * @param elementType `TensorProto.DataType` of the stream
 */
export function extractUnembedding(model: Uint8Array, tail: Tail, elementType: number): Unembedding {
  const { graph, site, tokens, logits } = tail;
  const isSum = site.kind === 'sum';
  // A norm that adds gives the sum under the stream's own name.
  const input = isSum ? 'loupe.stream' : tail.stream;
  const { producers } = indexGraph(graph, tokens, logits);
  const declared = new Map(graph.inputs.map((value) => [value.name, value]));
  const nodes = new Set<OnnxNode>();
  const initializers: Span[] = [];
  const others: string[] = [];
  const queue = [logits];
  const seen = new Set([input]);
  for (const tensor of queue) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    const initializer = graph.initializers.get(tensor);
    const node = producers.get(tensor);
    if (initializer) initializers.push(initializer);
    else if (node) {
      nodes.add(node);
      queue.push(...(isSum && node === site.node ? weightsOf(node) : inputsOf(node)));
    } else if (declared.has(tensor)) others.push(tensor);
  }
  const part: GraphPart = {
    nodes: graph.nodes.filter((node) => nodes.has(node)),
    edits: new Map<OnnxNode, NodeEdits>(),
    added: [],
    initializers,
    inputs: [{ name: input, elementType }, ...others.map((name) => declared.get(name)?.span as Span)],
    outputs: graph.outputs.filter(({ name }) => name === logits).map(({ span }) => span),
  };
  if (isSum) {
    // The norm adds nothing more to the stream, which holds the sum already, the norm's own bias included.
    part.added.push({ opType: 'Sub', inputs: [input, input], outputs: [zero] });
    part.edits.set(site.node, { inputs: [input, zero, ...weightsOf(site.node)] });
  }
  return { model: partOf(model, part), input, logits, others };
}

/** Of a norm that adds, its scale and, for the one that has it, its offset; what it adds besides comes after them. */
function weightsOf({ opType, inputs: [, , scale, offset] }: OnnxNode): string[] {
  return opType === 'SkipLayerNormalization' && offset ? [scale, offset] : [scale];
}
