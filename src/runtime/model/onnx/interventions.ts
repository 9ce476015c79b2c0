import { editNode, type GraphEdits } from './graphEdits';
import type { InterventionSite } from './interventionSites';

/** Parts of a block that can be changed: the outputs of its heads, and what attention and feed-forward add to the residual stream. */
export type BlockPart = 'heads' | 'attention' | 'feedForward';

export interface InterventionPoint {
  part: BlockPart;
  layer: number;
}

/** Inputs by which a part's output is multiplied and which are then added to it; each [1] or [width]. */
export function interventionInputs({ part, layer }: InterventionPoint): { keep: string; offset: string } {
  return { keep: `loupe.keep.${part}.${layer}`, offset: `loupe.offset.${part}.${layer}` };
}

/**
 * Has a part go through inputs of the graph on its way.
 *
 * @param elementType `TensorProto.DataType` of the activations
 * @returns the tensor that holds the part's output before that
 */
export function openIntervention(
  { node, place, bias }: InterventionSite,
  point: InterventionPoint,
  edits: GraphEdits,
  elementType: number,
): string {
  const { keep, offset } = interventionInputs(point);
  const name = (stage: string) => `loupe.${stage}.${point.part}.${point.layer}`;
  const [kept, changed] = [name('kept'), name('changed')];
  const inputs = [...node.inputs];
  let tensor = inputs[place];
  if (bias !== undefined) {
    const whole = name('whole');
    edits.added.push({ opType: 'Add', inputs: [tensor, inputs[bias]], outputs: [whole] });
    tensor = whole;
    inputs[bias] = '';
  }
  edits.added.push(
    { opType: 'Mul', inputs: [tensor, keep], outputs: [kept] },
    { opType: 'Add', inputs: [kept, offset], outputs: [changed] },
  );
  edits.inputs.push({ name: keep, elementType }, { name: offset, elementType });
  inputs[place] = changed;
  editNode(edits, node, { inputs });
  return tensor;
}
