import { attentionReasons, interventionReasons, residualReasons } from '../../../protocol/models';
import type { PastTensor } from '../graphSignature';
import { type AttentionSite, findAttention } from './attentionSites';
import { bothEdits, type GraphEdits, noEdits, withEdits } from './graphEdits';
import { type GraphIndex, indexGraph, inputsOf } from './graphIndex';
import { findContribution, findHeadOutputs, type InterventionSite } from './interventionSites';
import { type BlockPart, openIntervention } from './interventions';
import { findNewRows, type NewRows } from './newRows';
import type { OnnxGraph, OnnxNode } from './onnxModel';
import { findQueries, openQueries } from './querySites';
import { findResiduals, type ResidualSite, type ResidualStream } from './residualSites';
import type { Tail } from './unembedding';

/** Names of the outputs that show something of each layer; or why there are none. */
export type Probes = { found: true; tensors: string[] } | { found: false; reason: string };

export interface Instrumented {
  model: Uint8Array;
  /** [layers]: softmaxed weights. */
  attention: Probes;
  /** [layers + 1]: the residual stream after the embedding and after each block. */
  residuals: Probes;
  /** [layers]: the same within each block, between attention and feed-forward; empty where that is not found. */
  middles: string[];
  /** Whether blocks only add to the residual stream. */
  additive: boolean;
  /** What follows the last of the residuals; null where none were found. */
  tail: Tail | null;
  /** The instrumented model up to the last of the residuals, without logits; null where there is none. */
  trunk: Uint8Array | null;
  /** The same, giving only the keys and values of the tokens of a run; null where they are not found. */
  rowsTrunk: (Pick<NewRows, 'outputs' | 'place'> & { model: Uint8Array }) | null;
  /** What can be changed from outside in every layer; null where that was not asked for. */
  interventions: InterventionProbes | null;
  /** Null where that was not asked for, or not found. */
  queries: QueryProbes | null;
}

export interface InterventionProbes {
  /** [layers]: the heads' outputs side by side, as they go into the output projection, before a change. */
  heads: Probes;
  /** Whether what attention and feed-forward add to the residual stream can be changed. */
  contributions: boolean;
}

export interface QueryProbes {
  /** [layers]: the queries as they are multiplied with the keys, but for a number that is the same for all. */
  tensors: string[];
  /** [layers]: whether positions were rotated in. */
  rotated: boolean[];
}

/** What a graph is to be asked for. */
export interface ProbeRequest {
  tokens: string;
  logits: string;
  /** `TensorProto.DataType` of the activations. */
  elementType: number;
  attention?: boolean;
  residuals?: boolean;
  /** Let parts of blocks be changed too, by inputs of this `TensorProto.DataType`; along with residuals only. */
  interventions?: number;
  queries?: boolean;
  /** Where only new keys and values are to leave the graph, those that it takes. */
  past?: readonly PastTensor[];
}

const prefix = 'loupe.';

/**
 * The model with outputs for attention and the residual stream wherever they are found. An output that is not fetched costs
 * nothing that can be measured, since it is not copied.
 */
export function instrument(model: Uint8Array, graph: OnnxGraph, request: ProbeRequest): Instrumented {
  const branching = graph.nodes.find((node) => node.opType === 'If' && node.outputs.includes(request.logits));
  return branching ? instrumentBranches(model, graph, branching, request) : instrumentGraph(model, graph, request);
}

function instrumentGraph(model: Uint8Array, graph: OnnxGraph, request: ProbeRequest): Instrumented {
  const index = indexGraph(graph, request.tokens, request.logits);
  const { attention, residuals, middles, additive, edits, last, interventions, queries } = planProbes(index, request);
  const present = new Set(graph.outputs.map(({ name }) => name));
  const tensors = [
    ...tensorsOf(attention),
    ...tensorsOf(residuals),
    ...middles,
    ...tensorsOf(interventions?.heads),
    ...(queries?.tensors ?? []),
  ];
  edits.outputs.push(...[...new Set(tensors)].filter((name) => !present.has(name)).map((name) => ({ name })));
  const tail = last && { graph, tokens: request.tokens, logits: request.logits, ...last };
  const cut = tail && { ...edits, ...withoutLogits(graph, request.logits, edits) };
  const rows = cut && findNewRows(index, request.past ?? []);
  return {
    model: withEdits(model, edits),
    ...{ attention, residuals, middles, additive, tail, interventions, queries },
    trunk: cut && withEdits(model, cut),
    rowsTrunk: rows && {
      outputs: rows.outputs,
      place: rows.place,
      model: withEdits(model, bothEdits(cut, rows.edits)),
    },
  };
}

/** A decoder that was merged from one with and one without past: both bodies show the same, and so does the node around them. */
function instrumentBranches(
  model: Uint8Array,
  graph: OnnxGraph,
  branching: OnnxNode,
  request: ProbeRequest,
): Instrumented {
  const place = branching.outputs.indexOf(request.logits);
  const plans = branching.bodies.map((body) => {
    const logits = body.outputs[place]?.name ?? '';
    const index = indexGraph(body, request.tokens, logits, graph.initializers.keys());
    return { body, logits, ...planProbes(index, request) };
  });
  const together = (kind: 'attention' | 'residuals'): Probes => {
    const missing = plans.map((plan) => plan[kind]).find((probes) => !probes.found);
    if (missing) return missing;
    const counts = plans.map((plan) => tensorsOf(plan[kind]).length);
    if (new Set(counts).size > 1) return { found: false, reason: attentionReasons.incomplete };
    return { found: true, tensors: Array.from({ length: counts[0] }, (_, layer) => `${prefix}${kind}.${layer}`) };
  };
  const probes = { attention: together('attention'), residuals: together('residuals') };
  const kinds = (['attention', 'residuals'] as const).filter((kind) => probes[kind].found);
  const values = kinds
    .flatMap((kind) => tensorsOf(probes[kind]))
    .map((name) => ({ name, elementType: request.elementType }));
  for (const { edits, ...plan } of plans) {
    // A body may give one tensor twice, or one that it gives already: each gets a name of its own.
    kinds
      .flatMap((kind) => tensorsOf(plan[kind]))
      .forEach((tensor, i) => {
        const name = `${prefix}copy.${i}`;
        edits.added.push({ opType: 'Identity', inputs: [tensor], outputs: [name] });
        edits.outputs.push({ name, elementType: request.elementType });
      });
  }
  const outputs = new Map(values.map(({ name }, i) => [branching.outputs.length + i, name]));
  const bodies = new Map(plans.map(({ body, edits }) => [body, edits]));
  const edits: GraphEdits = { ...noEdits(), nodes: new Map([[branching, { outputs, bodies }]]), outputs: values };
  const [{ body, logits, last }] = plans;
  const tail = last && {
    graph: { ...body, inputs: graph.inputs, initializers: new Map([...graph.initializers, ...body.initializers]) },
    ...{ tokens: request.tokens, logits, ...last },
  };
  const additive = plans.every((plan) => plan.additive);
  const parts = { middles: [], trunk: null, rowsTrunk: null, interventions: null, queries: null };
  return { model: withEdits(model, edits), ...probes, ...parts, additive, tail };
}

/** Takes out of a graph what only the logits need. */
function withoutLogits(graph: OnnxGraph, logits: string, { nodes, outputs, added }: GraphEdits) {
  const kept = graph.outputs.map(({ name }) => name).filter((name) => name !== logits);
  const needed = new Set([...kept, ...outputs.map(({ name }) => name), ...added.flatMap(({ inputs }) => inputs)]);
  const removed = new Set<OnnxNode>();
  for (const node of [...graph.nodes].reverse()) {
    const given = [...node.outputs, ...(nodes.get(node)?.outputs?.values() ?? [])];
    if (!given.some((output) => needed.has(output))) removed.add(node);
    else for (const input of inputsOf(node)) needed.add(input);
  }
  return { removed, withheld: new Set([logits]) };
}

function tensorsOf(probes: Probes | undefined): string[] {
  return probes?.found ? probes.tensors : [];
}

/** Which tensors of a graph show what, and what has to be changed for them to be there. */
function planProbes(index: GraphIndex, request: ProbeRequest) {
  const edits = noEdits();
  const sites = findAttention(index);
  const attention = request.attention ? attentionProbes(sites, edits, request.elementType) : refused(attentionReasons);
  const found = request.residuals ? findResiduals(index, sites) : null;
  const tensors = found?.states.map((site, block) => openResidual(site, `${block}`, edits));
  const middles = found?.middles.map((site, block) => openResidual(site, `middle.${block}`, edits)) ?? [];
  const residuals: Probes = !request.residuals
    ? refused(residualReasons)
    : tensors
      ? { found: true, tensors }
      : { found: false, reason: residualReasons.notFound };
  const last = found && tensors && { site: found.states[found.states.length - 1], stream: tensors[tensors.length - 1] };
  const interventions =
    request.interventions && found && tensors
      ? openInterventions(index, sites, { ...found, tensors, halfway: middles }, edits, request.interventions)
      : null;
  const queries = request.queries ? allOf(sites.map((site) => findQueries(index, site))) : null;
  return {
    ...{ edits, attention, residuals, middles, interventions },
    additive: found?.additive ?? false,
    last: last ?? null,
    queries: queries && { tensors: openQueries(queries, edits), rotated: queries.map(({ rotated }) => rotated) },
  };
}

/** @param stream with the names of the tensors that hold its states, and those within the blocks */
function openInterventions(
  index: GraphIndex,
  sites: readonly AttentionSite[],
  stream: ResidualStream & { tensors: string[]; halfway: string[] },
  edits: GraphEdits,
  elementType: number,
): InterventionProbes {
  const open = (places: readonly InterventionSite[], part: BlockPart) =>
    places.map((place, layer) => openIntervention(place, { part, layer }, edits, elementType));
  const heads = allOf(sites.map((site) => findHeadOutputs(index, site)));
  const { states, middles, tensors, halfway } = stream;
  const attention = allOf(middles.map((site, layer) => findContribution(index, site, tensors[layer])));
  const feedForward = allOf(middles.map((_, layer) => findContribution(index, states[layer + 1], halfway[layer])));
  const contributions = stream.additive && middles.length > 0 && attention !== null && feedForward !== null;
  if (contributions) {
    open(attention, 'attention');
    open(feedForward, 'feedForward');
  }
  return {
    heads: heads
      ? { found: true, tensors: open(heads, 'heads') }
      : { found: false, reason: interventionReasons.headsNotFound },
    contributions,
  };
}

/** Null where one is missing. */
function allOf<T>(items: (T | null)[]): T[] | null {
  return items.every((item) => item !== null) ? items : null;
}

/** For a graph that could not be run with them. */
function refused({ notExtensible }: { notExtensible: string }): Probes {
  return { found: false, reason: notExtensible };
}

function attentionProbes(found: readonly AttentionSite[], edits: GraphEdits, elementType: number): Probes {
  if (found.length === 0) return { found: false, reason: attentionReasons.notFound };
  if (found.some(({ kind }) => kind === 'closed')) return { found: false, reason: attentionReasons.fused };
  return { found: true, tensors: found.map((site, layer) => openSite(site, layer, edits, elementType)) };
}

/** Has a fused operator give its weights. Sources: ONNX Runtime's ContribOperators.md; onnx.ai/onnx/operators/onnx__Attention.html */
function openSite(site: AttentionSite, layer: number, edits: GraphEdits, elementType: number): string {
  if (site.kind !== 'fused') return site.kind === 'open' ? site.tensor : '';
  const { node, operator } = site;
  const weights = node.outputs[3] || `${prefix}weights.${layer}`;
  if (operator !== 'MultiHeadAttention') {
    // Each has a mode that gives them after the softmax.
    const integers: Record<string, number> = operator === 'Attention' ? { qk_matmul_output_mode: 3 } : { qk_output: 2 };
    edits.nodes.set(node, { outputs: new Map([[3, weights]]), integers });
    return weights;
  }
  // It gives what is there before the softmax, of a type that the library does not infer, and only along with keys and values.
  const softmaxed = `${prefix}softmaxed.${layer}`;
  const outputs = new Map([1, 2].map((place): [number, string] => [place, `${prefix}present.${layer}.${place}`]));
  edits.nodes.set(node, { outputs: outputs.set(3, weights) });
  edits.types.push({ name: weights, elementType });
  edits.added.push({ opType: 'Softmax', inputs: [weights], outputs: [softmaxed] });
  return softmaxed;
}

function openResidual({ node, kind }: ResidualSite, name: string, edits: GraphEdits): string {
  if (kind === 'output') return node.outputs[0];
  const sum = node.outputs[3] || `${prefix}sum.${name}`;
  edits.nodes.set(node, { outputs: new Map([[3, sum]]) });
  return sum;
}
