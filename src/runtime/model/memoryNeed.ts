import { freemem } from 'node:os';
import type { GraphSignature } from './graphSignature';
import { elementBytes } from './onnx/onnxFields';
import type { OnnxGraph } from './onnx/onnxModel';

/** What a model takes, as its files say. */
export interface MemoryNeed {
  /** Numbers that were learned; quantised ones count as what they stand for. */
  parameters: number;
  /** Bytes of keys and values for each token that is read. */
  cachePerToken: number;
  /** Bytes of weights as they are computed with, and of keys and values of a long text. */
  total: number;
}

/** Tokens that are counted in for keys and values, if the context holds so many. */
const countedTokens = 4096;

const half = 10;
const single = 1;

/** Smaller constants are shapes and axes. */
const leastWeights = 256;

export function memoryNeed(graph: OnnxGraph, { past }: GraphSignature, context: number): MemoryNeed {
  const graphs = [graph, ...graph.nodes.flatMap(({ bodies }) => bodies)];
  const packed = new Map<string, number>();
  for (const { nodes } of graphs) {
    for (const { opType, inputs, integers } of nodes) {
      const [rows, columns] = [integers.get('N'), integers.get('K')];
      if (opType === 'MatMulNBits' && rows && columns) packed.set(inputs[1], rows * columns);
    }
  }
  let parameters = 0;
  let weights = 0;
  for (const { initializers } of graphs) {
    for (const [name, { elementType, dims }] of initializers) {
      const count = dims.reduce((product, size) => product * size, 1);
      if (count < leastWeights) continue;
      parameters += packed.get(name) ?? count;
      // Half precision is made single when the model is loaded.
      weights += count * (elementBytes[elementType === half ? single : elementType] ?? 1);
    }
  }
  const cachePerToken = past.reduce((sum, { dims, sequenceAxis, type }) => {
    const row = dims.reduce((product, size, axis) => (axis === sequenceAxis ? product : product * size), 1);
    return sum + row * (type === 'float16' ? 2 : 4);
  }, 0);
  return { parameters, cachePerToken, total: weights + cachePerToken * Math.min(context, countedTokens) };
}

/** Bytes that a process may take here now. */
export function freeMemory(): number {
  // Knows of limits that a container sets; older versions do not have it.
  return process.availableMemory?.() ?? freemem();
}
