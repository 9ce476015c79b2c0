import type { PastTensor } from '../graphSignature';
import { type GraphEdits, type NewNode, type NewValue, noEdits } from './graphEdits';
import type { GraphIndex } from './graphIndex';
import { ElementType } from './onnxFields';

/** How a graph is to give only the keys and values of the tokens of a run. */
export interface NewRows {
  /** In the order of the graph's pasts. */
  outputs: string[];
  /**
   * Where the rows of a run go in a past with room behind its tokens: after its last token, as the graph knows how many those are;
   * or after all of the room, whose free places the attention mask then hides.
   */
  place: 'afterTokens' | 'afterRoom';
  edits: GraphEdits;
}

/** Inputs that say which rows are new, each [1] of int64. */
export const rowInputs = { start: 'loupe.start', end: 'loupe.end', axis: 'loupe.axis' } as const;

/**
 * Finds the new rows behind each `present` output: the second operand of the `Concat` that puts them behind the past, or a slice
 * of what a GroupQueryAttention gives. Null where one has another origin.
 */
export function findNewRows(index: GraphIndex, past: readonly PastTensor[]): NewRows | null {
  const found = past.map(({ input, output }) => {
    const node = index.producers.get(output);
    if (node?.opType === 'Concat' && node.inputs.length === 2 && isOnly(input, node.inputs[0], index))
      return node.inputs[1];
    return node?.opType === 'GroupQueryAttention' ? null : undefined;
  });
  if (found.length === 0 || found.some((rows) => rows === undefined)) return null;
  const sliced = found.every((rows) => rows === null);
  // Both kinds in one graph would want their pasts in different ways.
  if (!sliced && found.some((rows) => rows === null)) return null;
  const outputs = found.map((rows, i) => rows ?? `loupe.rows.${i}`);
  const slices: NewNode[] = past.map(({ output }, i) => ({
    opType: 'Slice',
    inputs: [output, rowInputs.start, rowInputs.end, rowInputs.axis],
    outputs: [outputs[i]],
  }));
  const inputs: NewValue[] = Object.values(rowInputs).map((name) => ({ name, elementType: ElementType.int64 }));
  const edits = {
    ...noEdits(),
    added: sliced ? slices : [],
    inputs: sliced ? inputs : [],
    outputs: [...new Set(outputs)].map((name) => ({ name })),
    withheld: new Set(past.map(({ output }) => output)),
  };
  return { outputs, place: sliced ? 'afterTokens' : 'afterRoom', edits };
}

/** Whether a tensor comes from that input alone: exporters record how an empty cache takes up the past. */
function isOnly(input: string, tensor: string, { producers, constants }: GraphIndex): boolean {
  let current = tensor;
  for (let steps = 0; steps < 4 && current !== input; steps++) {
    const moving = (producers.get(current)?.inputs ?? []).filter((name) => name !== '' && !constants.has(name));
    if (moving.length !== 1) return false;
    [current] = moving;
  }
  return current === input;
}
