import { AttributeField, AttributeType, GraphField, ModelField, NodeField, TypeField, ValueField } from './onnxFields';
import type { OnnxGraph, OnnxNode, Span } from './onnxModel';
import { memorySource, readText, type WireField, wireFields } from './wireReader';
import { delimitedField, integerField } from './wireWriter';

/** What is to change in a graph, or in the body of a node. */
export interface GraphEdits {
  nodes: Map<OnnxNode, NodeEdits>;
  /** Nodes that come after all others. */
  added: NewNode[];
  inputs: NewValue[];
  outputs: NewValue[];
  /** Types of tensors that the native library does not infer. */
  types: NewValue[];
  /** Nodes that go. */
  removed: ReadonlySet<OnnxNode>;
  /** Outputs that go. */
  withheld: ReadonlySet<string>;
}

export interface NodeEdits {
  /** In place of its own. */
  inputs?: readonly string[];
  /** Outputs that it is to have, by their place; those before them that it lacks stay empty. */
  outputs?: ReadonlyMap<number, string>;
  /** Whole numbers, in place of attributes of the same names. */
  integers?: Readonly<Record<string, number>>;
  bodies?: ReadonlyMap<OnnxGraph, GraphEdits>;
}

export interface NewNode {
  opType: string;
  domain?: string;
  inputs: readonly string[];
  outputs: readonly string[];
  integers?: Readonly<Record<string, number>>;
}

export interface NewValue {
  name: string;
  /** `TensorProto.DataType`; absent where the native library infers it. */
  elementType?: number;
}

export function noEdits(): GraphEdits {
  return {
    nodes: new Map(),
    added: [],
    inputs: [],
    outputs: [],
    types: [],
    removed: new Set(),
    withheld: new Set(),
  };
}

/** Adds to what is to change in a node. */
export function editNode({ nodes }: GraphEdits, node: OnnxNode, more: NodeEdits): void {
  nodes.set(node, { ...nodes.get(node), ...more });
}

/** Both at once. */
export function bothEdits(one: GraphEdits, other: GraphEdits): GraphEdits {
  return {
    nodes: new Map([...one.nodes, ...other.nodes]),
    added: [...one.added, ...other.added],
    inputs: [...one.inputs, ...other.inputs],
    outputs: [...one.outputs, ...other.outputs],
    types: [...one.types, ...other.types],
    removed: new Set([...one.removed, ...other.removed]),
    withheld: new Set([...one.withheld, ...other.withheld]),
  };
}

/** A part of a graph, as a model of its own. */
export interface GraphPart {
  nodes: readonly OnnxNode[];
  /** Of nodes among them. */
  edits: Map<OnnxNode, NodeEdits>;
  /** Nodes that come before all others. */
  added: NewNode[];
  /** Messages of the graph that are taken over as they are. */
  initializers: readonly Span[];
  inputs: readonly (NewValue | Span)[];
  outputs: readonly Span[];
}

/** A part of the model's graph, with all else that the model says: versions, operator sets, functions. */
export function partOf(model: Uint8Array, part: GraphPart): Uint8Array {
  const source = memorySource(model);
  const kept = [...wireFields(source)].filter(({ number }) => number !== ModelField.graph);
  const copy = ({ start, end }: Span) => model.subarray(start, end);
  const graph = [
    delimitedField(GraphField.name, 'part'),
    ...part.added.map((node) => delimitedField(GraphField.node, nodeMessage(node))),
    ...part.nodes.map((node) => delimitedField(GraphField.node, editedNode(model, node, part.edits.get(node) ?? {}))),
    ...part.initializers.map((span) => delimitedField(GraphField.initializer, copy(span))),
    ...part.inputs.map((input) =>
      delimitedField(GraphField.input, 'start' in input ? copy(input) : valueMessage(input)),
    ),
    ...part.outputs.map((span) => delimitedField(GraphField.output, copy(span))),
  ];
  return Buffer.concat([
    ...kept.map(({ tagStart, end }) => model.subarray(tagStart, end)),
    delimitedField(ModelField.graph, graph),
  ]);
}

/** The model with its graph changed. All other bytes stay as they are, so that fields unknown here are kept. */
export function withEdits(model: Uint8Array, edits: GraphEdits): Uint8Array {
  const source = memorySource(model);
  const parts: Uint8Array[] = [];
  for (const field of wireFields(source)) {
    // Of a graph in several fragments each node lies in one; what is added goes into a fragment of its own.
    if (field.number === ModelField.graph)
      parts.push(delimitedField(ModelField.graph, editedNodes(model, field, edits)));
    else parts.push(model.subarray(field.tagStart, field.end));
  }
  return Buffer.concat([...parts, delimitedField(ModelField.graph, additions(edits))]);
}

/** A node's bytes. */
export function nodeMessage({ opType, domain, inputs, outputs, integers = {} }: NewNode): Uint8Array[] {
  return [
    ...inputs.map((name) => delimitedField(NodeField.input, name)),
    ...outputs.map((name) => delimitedField(NodeField.output, name)),
    delimitedField(NodeField.opType, opType),
    ...(domain ? [delimitedField(NodeField.domain, domain)] : []),
    ...integerAttributes(integers),
  ];
}

export function valueMessage({ name, elementType }: NewValue): Uint8Array[] {
  const type =
    elementType === undefined
      ? []
      : [
          delimitedField(
            ValueField.type,
            delimitedField(TypeField.tensor, integerField(TypeField.elementType, elementType)),
          ),
        ];
  return [delimitedField(ValueField.name, name), ...type];
}

function additions({ added, inputs, outputs, types }: GraphEdits): Uint8Array[] {
  return [
    ...inputs.map((value) => delimitedField(GraphField.input, valueMessage(value))),
    ...added.map((node) => delimitedField(GraphField.node, nodeMessage(node))),
    ...outputs.map((value) => delimitedField(GraphField.output, valueMessage(value))),
    ...types.map((value) => delimitedField(GraphField.valueInfo, valueMessage(value))),
  ];
}

/** The fields of a graph, with the edited nodes in their places. */
function editedNodes(model: Uint8Array, graph: Span, { nodes, removed, withheld }: GraphEdits): Uint8Array[] {
  const source = memorySource(model);
  const edited = new Map([...nodes].map(([node, edits]) => [node.span.start, { node, edits }]));
  const gone = new Set([...removed].map((node) => node.span.start));
  const isWithheld = (output: WireField) => {
    const name = [...wireFields(source, output.start, output.end)].find(({ number }) => number === ValueField.name);
    return name !== undefined && withheld.has(readText(source, name));
  };
  return [...wireFields(source, graph.start, graph.end)].flatMap((field) => {
    if (field.number === GraphField.node && gone.has(field.start)) return [];
    if (field.number === GraphField.output && isWithheld(field)) return [];
    const found = field.number === GraphField.node ? edited.get(field.start) : undefined;
    return found
      ? delimitedField(GraphField.node, editedNode(model, found.node, found.edits))
      : model.subarray(field.tagStart, field.end);
  });
}

function editedNode(model: Uint8Array, node: OnnxNode, edits: NodeEdits): Uint8Array[] {
  const {
    inputs = node.inputs,
    outputs = new Map<number, string>(),
    integers = {},
    bodies = new Map<OnnxGraph, GraphEdits>(),
  } = edits;
  const source = memorySource(model);
  const parts: Uint8Array[] = [];
  for (const field of wireFields(source, node.span.start, node.span.end)) {
    if (field.number === NodeField.input || field.number === NodeField.output) continue;
    const kept =
      field.number === NodeField.attribute
        ? editedAttribute(model, field, integers, bodies)
        : model.subarray(field.tagStart, field.end);
    if (kept) parts.push(kept);
  }
  const last = Math.max(node.outputs.length - 1, ...outputs.keys());
  const names = Array.from({ length: last + 1 }, (_, i) => node.outputs[i] || outputs.get(i) || '');
  return [
    ...parts,
    ...inputs.map((name) => delimitedField(NodeField.input, name)),
    ...names.map((name) => delimitedField(NodeField.output, name)),
    ...integerAttributes(integers),
  ];
}

/** Undefined for an attribute that another takes the place of. */
function editedAttribute(
  model: Uint8Array,
  attribute: WireField,
  integers: Readonly<Record<string, number>>,
  bodies: ReadonlyMap<OnnxGraph, GraphEdits>,
): Uint8Array | undefined {
  const source = memorySource(model);
  const fields = [...wireFields(source, attribute.start, attribute.end)];
  const named = fields.find(({ number }) => number === AttributeField.name);
  const name = named ? Buffer.from(model.subarray(named.start, named.end)).toString('utf8') : '';
  if (name in integers) return undefined;
  const parts = fields.map((field) => {
    const body = [...bodies.keys()].find(({ span }) => span?.start === field.start && span.end === field.end);
    if (field.number !== AttributeField.graph || !body) return model.subarray(field.tagStart, field.end);
    const edits = bodies.get(body) as GraphEdits;
    return delimitedField(AttributeField.graph, [...editedNodes(model, field, edits), ...additions(edits)]);
  });
  return delimitedField(NodeField.attribute, parts);
}

function integerAttributes(integers: Readonly<Record<string, number>>): Uint8Array[] {
  return Object.entries(integers).map(([name, value]) =>
    delimitedField(NodeField.attribute, [
      delimitedField(AttributeField.name, name),
      integerField(AttributeField.integer, value),
      integerField(AttributeField.type, AttributeType.integer),
    ]),
  );
}
