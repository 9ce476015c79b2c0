import type { AttentionSite } from './attentionSites';
import type { GraphIndex } from './graphIndex';
import type { OnnxNode } from './onnxModel';

/** Where the residual stream passes: a node's output, or the sum that a fused norm makes of its first two inputs. */
export interface ResidualSite {
  node: OnnxNode;
  kind: 'output' | 'sum';
}

/** Norms that add the residual first and give the sum as their fourth output, where it is asked for. */
export const addingNorms = new Set(['SkipLayerNormalization', 'SkipSimplifiedLayerNormalization']);

/** They hand on what they are given, in the same shape. */
const handingOn = new Set(['Cast', 'Identity', 'Dropout']);

/** They change no number. */
export const reshaping = new Set([...handingOn, 'Reshape', 'Squeeze', 'Unsqueeze', 'Flatten']);

const lookups = new Set(['Gather', 'GatherBlockQuantized']);

/** The residual stream of a graph. */
export interface ResidualStream {
  /** [layers + 1]: after the embedding and after each block. */
  states: ResidualSite[];
  /** [layers]: within each block, after its attention was added and before its feed-forward is; empty where both are added at once. */
  middles: ResidualSite[];
  /** Whether blocks only add to it; else they normalise it too. */
  additive: boolean;
}

/**
 * The residual stream after the embedding and after each block, or null where the graph has another build.
 *
 * All that flows from the embedding to the logits passes through single nodes, the cuts. The stream after a block is the last
 * cut before the next block's attention: the addition of the feed-forward's output, or for post-norm models the norm after
 * it. After the last block further cuts follow (the final norm, the unembedding), so how far behind its last addition the
 * others' cut lay tells which it is.
 */
export function findResiduals(index: GraphIndex, attention: readonly AttentionSite[]): ResidualStream | null {
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
  const middles: ResidualSite[] = [];
  let behindSum: number | null = null;
  let additive = true;
  for (let layer = 0; layer + 1 < starts.length; layer++) {
    const between = cuts.filter((node) => placeOf(node) > starts[layer] && placeOf(node) < starts[layer + 1]);
    while (between.length > 1 && handingOn.has(between[between.length - 1].opType)) between.pop();
    if (between.length === 0) return null;
    behindSum = between.length - 1 - lastSum(between);
    additive &&= between.slice(lastSum(between) + 1).every(({ opType }) => reshaping.has(opType));
    sites.push(siteAt(between[between.length - 1]));
    middles.push(...middleOf(between));
  }
  const after = cuts.filter((node) => placeOf(node) > starts[starts.length - 1]);
  const sum = lastSum(after);
  const last = after[sum + (behindSum ?? 0)];
  if (sum < 0 || !last) return null;
  middles.push(...middleOf(after));
  return {
    states: [...sites, siteAt(last)],
    middles: middles.length === attention.length ? middles : [],
    additive,
  };

  function placeOf(node: OnnxNode): number {
    return place.get(node) ?? -1;
  }

  /** Index of the last node that adds two tensors of the stream; -1 for none. */
  function lastSum(nodes: readonly OnnxNode[]): number {
    return nodes.map(isSum).lastIndexOf(true);
  }

  /** The first of a block's two sums. */
  function middleOf(nodes: readonly OnnxNode[]): ResidualSite[] {
    const sums = nodes.filter(isSum);
    return sums.length === 2 ? [siteAt(sums[0])] : [];
  }

  function isSum({ opType, inputs }: OnnxNode): boolean {
    if (addingNorms.has(opType)) return true;
    return opType === 'Add' && inputs[0] !== inputs[1] && inputs.every((input) => !index.constants.has(input));
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
