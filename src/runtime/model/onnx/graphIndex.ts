import type { OnnxGraph, OnnxNode } from './onnxModel';

/** The ways through a graph. */
export interface GraphIndex {
  producers: Map<string, OnnxNode>;
  consumers: Map<string, OnnxNode[]>;
  /** Tensors that do not depend on any input. */
  constants: Set<string>;
  /** Nodes on the ways from the token ids to the logits, in the graph's order; the numbers of shapes are no way. */
  live: OnnxNode[];
}

/** Their output is about the size of a tensor and not about what is in it. */
const shapeOperators = new Set(['Shape', 'Size']);

/**
 * @param outer constants of the graph around it, for the body of a node
 */
export function indexGraph(graph: OnnxGraph, tokens: string, logits: string, outer: Iterable<string> = []): GraphIndex {
  const producers = new Map<string, OnnxNode>();
  const consumers = new Map<string, OnnxNode[]>();
  const constants = new Set([...outer, ...graph.initializers.keys()]);
  const moving = new Set([tokens]);
  for (const node of graph.nodes) {
    const inputs = inputsOf(node);
    for (const output of node.outputs) producers.set(output, node);
    for (const input of inputs) {
      const known = consumers.get(input);
      if (known) known.push(node);
      else consumers.set(input, [node]);
    }
    if (node.bodies.length === 0 && [...inputs].every((input) => constants.has(input)))
      for (const output of node.outputs) constants.add(output);
    if (!shapeOperators.has(node.opType) && [...inputs].some((input) => moving.has(input)))
      for (const output of node.outputs) moving.add(output);
  }
  const needed = new Set([logits]);
  const live: OnnxNode[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    for (const input of inputsOf(node)) needed.add(input);
    if (node.outputs.some((output) => moving.has(output))) live.push(node);
  }
  return { producers, consumers, constants, live: live.reverse() };
}

/** What a node reads, what its bodies read from around it included. */
export function inputsOf({ inputs, bodies }: OnnxNode): Set<string> {
  const read = new Set(inputs.filter((name) => name !== ''));
  for (const body of bodies) for (const name of freeNames(body)) read.add(name);
  return read;
}

function freeNames(body: OnnxGraph): string[] {
  const own = new Set([...body.initializers.keys(), ...body.inputs.map(({ name }) => name)]);
  const free: string[] = [];
  for (const node of body.nodes) {
    for (const input of inputsOf(node)) if (!own.has(input)) free.push(input);
    for (const output of node.outputs) own.add(output);
  }
  return [...free, ...body.outputs.map(({ name }) => name).filter((name) => !own.has(name))];
}
