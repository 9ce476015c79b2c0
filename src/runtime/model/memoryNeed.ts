import { freemem } from 'node:os';
import type { GraphSignature } from './graphSignature';
import type { ModelConfig } from './modelConfig';
import { ElementType, elementBytes } from './onnx/onnxFields';
import type { OnnxConstant, OnnxGraph } from './onnx/onnxModel';

/** What a model takes, as its files say. */
export interface MemoryNeed {
  /** Numbers that were learned; quantised ones count as what they stand for, and one matrix that is there twice counts once. */
  parameters: number;
  /** Bytes of keys and values for each token that is read. */
  cachePerToken: number;
  /** Bytes of weights as they are computed with, and of keys and values of a long text. */
  total: number;
}

/** Tokens that are counted in for keys and values, if the context holds so many. */
const countedTokens = 4096;

/** Smaller constants are shapes and axes. */
const leastWeights = 256;

/** Types of indices and masks. */
const unlearned = new Set<number>([ElementType.int32, ElementType.int64, ElementType.bool]);

/** Inputs that hold tables of angles, or scales and offsets of quantised weights. */
const aids: Readonly<Record<string, readonly number[]>> = {
  RotaryEmbedding: [2, 3],
  GroupQueryAttention: [7, 8],
  MatMulNBits: [2, 3],
};

export function memoryNeed(graph: OnnxGraph, { past }: GraphSignature, config: ModelConfig): MemoryNeed {
  const constants = weightsOf(graph);
  const bytes = constants.reduce((sum, { elementType, dims }) => {
    // Half precision is made single when the model is loaded.
    const computed = elementType === ElementType.float16 ? ElementType.float32 : elementType;
    return sum + product(dims) * (elementBytes[computed] ?? 1);
  }, 0);
  const cachePerToken = past.reduce((sum, { dims, sequenceAxis, type }) => {
    const row = product(dims.filter((_, axis) => axis !== sequenceAxis));
    return sum + row * (type === 'float16' ? 2 : 4);
  }, 0);
  return {
    parameters: learned(graph, config),
    cachePerToken,
    total: bytes + cachePerToken * Math.min(config.context, countedTokens),
  };
}

/** Bytes that a process may take here now. */
export function freeMemory(): number {
  // Knows of limits that a container sets; older versions do not have it.
  return process.availableMemory?.() ?? freemem();
}

function learned(graph: OnnxGraph, { vocabularySize, tiesEmbeddings }: ModelConfig): number {
  const sizes = new Map<string, number[]>();
  const notLearned = new Set<string>();
  for (const { nodes } of withBodies(graph)) {
    for (const { opType, inputs, integers } of nodes) {
      for (const place of aids[opType] ?? []) notLearned.add(inputs[place]);
      const [rows, columns] = [integers.get('N'), integers.get('K')];
      if (opType === 'MatMulNBits' && rows && columns) sizes.set(inputs[1], [rows, columns]);
    }
  }
  let sum = 0;
  let embeddings = 0;
  for (const { name, elementType, dims } of weightsOf(graph)) {
    if (notLearned.has(name) || unlearned.has(elementType)) continue;
    const size = sizes.get(name) ?? dims;
    // The unembedding of a model that has none of its own is the embedding, turned or quantised.
    const again = tiesEmbeddings && size.length === 2 && size.includes(vocabularySize) && embeddings++ > 0;
    if (!again) sum += product(size);
  }
  return sum;
}

function weightsOf(graph: OnnxGraph): (OnnxConstant & { name: string })[] {
  return withBodies(graph)
    .flatMap(({ initializers }) => [...initializers].map(([name, constant]) => ({ name, ...constant })))
    .filter(({ dims }) => product(dims) >= leastWeights);
}

function withBodies(graph: OnnxGraph): OnnxGraph[] {
  return [graph, ...graph.nodes.flatMap(({ bodies }) => bodies)];
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}
