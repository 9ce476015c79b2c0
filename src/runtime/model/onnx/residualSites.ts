import type { AttentionSite } from './attentionSites';
import type { GraphIndex } from './graphIndex';
import type { OnnxNode } from './onnxModel';

/** Where the residual stream passes: a node's output, or the sum that a fused norm makes of its first two inputs. */
export interface ResidualSite {
  node: OnnxNode;
  kind: 'output' | 'sum';
}

/** Norms that add the residual first and give the sum as their fourth output, where it is asked for. */
const addingNorms = new Set(['SkipLayerNormalization', 'SkipSimplifiedLayerNormalization']);

/** They hand on what they are given, in the same shape. */
const handingOn = new Set(['Cast', 'Identity', 'Dropout']);

const lookups = new Set(['Gather', 'GatherBlockQuantized']);

/**
 * The residual stream after the embedding and after each block: [layers + 1], or null where the graph has another build.
 *
 * All that flows from the embedding to the logits passes through single nodes, the cuts. The stream after a block is the last
 * cut before the next block's attention: the addition of the feed-forward's output, or for post-norm models the norm after
 * it. After the last block further cuts follow (the final norm, the unembedding), so how far behind its last addition the
 * others' cut lay tells which it is.
 */
export function findResiduals(index: GraphIndex, attention: readonly AttentionSite[]): ResidualSite[] | null {
  const embedding = index.live.find(
    ({ opType, inputs }) => lookups.has(opType) && index.constants.has(inputs[0]) && !index.constants.has(inputs[1]),
  );
  if (!embedding || attention.length === 0) return null;
  const flow = index.live.slice(index.live.indexOf(embedding));
  const place = new Map(flow.map((node, i) => [node, i]));
  const cuts = findCuts(flow, place, index);
  const starts = attention.map(({ node }) => place.get(node) ?? -1);
  if (starts.some((start) => start < 0)) return null;

  const before = cuts.filter((node) => placeOf(node) < starts[0] && !addingNorms.has(node.opType));
  const sites: ResidualSite[] = [siteAt(before.at(-1) ?? embedding)];
  let behindSum: number | null = null;
  for (let layer = 0; layer + 1 < starts.length; layer++) {
    const between = cuts.filter((node) => placeOf(node) > starts[layer] && placeOf(node) < starts[layer + 1]);
    while (between.length > 1 && handingOn.has(between[between.length - 1].opType)) between.pop();
    if (between.length === 0) return null;
    behindSum = between.length - 1 - lastSum(between);
    sites.push(siteAt(between[between.length - 1]));
  }
  const after = cuts.filter((node) => placeOf(node) > starts[starts.length - 1]);
  const sum = lastSum(after);
  const last = after[sum + (behindSum ?? 0)];
  if (sum < 0 || !last) return null;
  return [...sites, siteAt(last)];

  function placeOf(node: OnnxNode): number {
    return place.get(node) ?? -1;
  }

  /** Index of the last node that adds two tensors of the stream; -1 for none. */
  function lastSum(nodes: readonly OnnxNode[]): number {
    const sums = nodes.map(({ opType, inputs }) => {
      if (addingNorms.has(opType)) return true;
      return opType === 'Add' && inputs[0] !== inputs[1] && inputs.every((input) => !index.constants.has(input));
    });
    return sums.lastIndexOf(true);
  }
}

/** Nodes that everything passes through: whatever was made before them is used by them at the latest. */
function findCuts(
  flow: readonly OnnxNode[],
  place: ReadonlyMap<OnnxNode, number>,
  { consumers }: GraphIndex,
): OnnxNode[] {
  const cuts: OnnxNode[] = [];
  let latestUse = 0;
  flow.forEach((node, i) => {
    if (i > 0 && latestUse <= i) cuts.push(node);
    for (const output of node.outputs)
      for (const user of consumers.get(output) ?? []) latestUse = Math.max(latestUse, place.get(user) ?? 0);
  });
  return cuts;
}

function siteAt(node: OnnxNode): ResidualSite {
  return { node, kind: addingNorms.has(node.opType) ? 'sum' : 'output' };
}
