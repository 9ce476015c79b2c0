import {
  AttributeField,
  externalLocation,
  FunctionField,
  GraphField,
  ModelField,
  NodeField,
  TensorField,
  TypeField,
  ValueField,
} from './onnxFields';
import {
  type ByteSource,
  memorySource,
  readNumbers,
  readText,
  type WireField,
  WireFormatError,
  wireFields,
} from './wireReader';

/** The graph is whole, but uses something that cannot be run here; turned into a `LoupeError` where its name is known. */
export class UnsupportedGraphError extends Error {}

/** Of an ONNX file, what is needed to find one's way. Node order is topological, as ONNX demands. */
export interface OnnxGraph {
  nodes: OnnxNode[];
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  /** The constants by name. */
  initializers: Map<string, OnnxConstant>;
  /** Of the body of a node; a model's graph may lie in several fragments. */
  span?: Span;
}

/** Where a message lies in the bytes that were read. */
export interface Span {
  start: number;
  end: number;
}

export interface OnnxConstant extends Span {
  /** `TensorProto.DataType` */
  elementType: number;
  dims: number[];
}

export interface OnnxNode {
  span: Span;
  opType: string;
  /** Empty for standard operators. */
  domain: string;
  /** Empty names are absent optional ones. */
  inputs: string[];
  outputs: string[];
  /** Of its attributes the whole numbers, by name. */
  integers: Map<string, number>;
  /** Bodies of `If`, `Loop` and `Scan`. */
  bodies: OnnxGraph[];
}

export interface OnnxValue {
  span: Span;
  name: string;
  /** `TensorProto.DataType`; 0 where not declared. */
  elementType: number;
  /** A number, the name of a dynamic dimension, or null for a nameless one; null where not declared. */
  dims: (number | string | null)[] | null;
}

/** Of all messages together: some fifty times what a model of 100 layers has. */
const mostFields = 2_000_000;
const deepestNesting = 8;

/** Reads a model's graph from its skeleton. */
export function parseModel(skeleton: Uint8Array): OnnxGraph {
  const source = memorySource(skeleton);
  const reader = new GraphReader(source);
  const graph = emptyGraph();
  for (const field of wireFields(source)) {
    // Protobuf merges repeated occurrences of a single message, so fragments add up.
    if (field.number === ModelField.graph) reader.addGraph(field, graph, 0);
    else if (field.number === ModelField.functions) reader.checkFunction(field);
  }
  return graph;
}

function emptyGraph(): OnnxGraph {
  return { nodes: [], inputs: [], outputs: [], initializers: new Map() };
}

class GraphReader {
  private fieldCount = 0;

  constructor(private readonly source: ByteSource) {}

  addGraph(message: WireField, graph: OnnxGraph, depth: number): void {
    if (depth > deepestNesting) throw new UnsupportedGraphError('its graph is nested too deeply');
    for (const field of this.fields(message)) {
      if (field.number === GraphField.node) graph.nodes.push(this.node(field, depth));
      else if (field.number === GraphField.initializer) {
        const { name, ...constant } = this.constant(field, depth > 0);
        graph.initializers.set(name, constant);
      } else if (field.number === GraphField.input) graph.inputs.push(this.value(field));
      else if (field.number === GraphField.output) graph.outputs.push(this.value(field));
    }
  }

  checkFunction(message: WireField): void {
    for (const field of this.fields(message)) if (field.number === FunctionField.node) this.node(field, 0);
  }

  private node(message: WireField, depth: number): OnnxNode {
    const span = spanOf(message);
    const node: OnnxNode = { span, opType: '', domain: '', inputs: [], outputs: [], integers: new Map(), bodies: [] };
    for (const field of this.fields(message)) {
      if (field.number === NodeField.input) node.inputs.push(readText(this.source, field));
      else if (field.number === NodeField.output) node.outputs.push(readText(this.source, field));
      else if (field.number === NodeField.opType) node.opType = readText(this.source, field);
      else if (field.number === NodeField.domain) node.domain = readText(this.source, field);
      else if (field.number === NodeField.attribute) this.attribute(field, node, depth);
    }
    return node;
  }

  private attribute(message: WireField, node: OnnxNode, depth: number): void {
    let name = '';
    let integer: number | undefined;
    for (const field of this.fields(message)) {
      if (field.number === AttributeField.name) name = readText(this.source, field);
      else if (field.number === AttributeField.integer) integer = field.value;
      else if (field.number === AttributeField.tensor || field.number === AttributeField.tensors) {
        this.constant(field, true);
      } else if (field.number === AttributeField.graph || field.number === AttributeField.graphs) {
        const body = { ...emptyGraph(), span: spanOf(field) };
        this.addGraph(field, body, depth + 1);
        node.bodies.push(body);
      } else if (field.number === AttributeField.sparse || field.number === AttributeField.sparses) {
        throw new UnsupportedGraphError('it has sparse constants');
      }
    }
    if (integer !== undefined) node.integers.set(name, integer);
  }

  /** Nested tensors must hold their own data: the native reader's path checks are not relied on alone. */
  private constant(message: WireField, nested: boolean): OnnxConstant & { name: string } {
    const constant = { name: '', ...spanOf(message), elementType: 0, dims: [] as number[] };
    for (const field of this.fields(message)) {
      if (field.number === TensorField.name) constant.name = readText(this.source, field);
      else if (field.number === TensorField.type) constant.elementType = field.value;
      else if (field.number === TensorField.dims) constant.dims.push(...readNumbers(this.source, field));
      else if (nested && field.number === TensorField.dataLocation && field.value === externalLocation) {
        throw new UnsupportedGraphError('a constant inside a node lies in another file');
      }
    }
    return constant;
  }

  private value(message: WireField): OnnxValue {
    const value: OnnxValue = { span: spanOf(message), name: '', elementType: 0, dims: null };
    for (const field of this.fields(message)) {
      if (field.number === ValueField.name) value.name = readText(this.source, field);
      if (field.number !== ValueField.type) continue;
      for (const type of this.fields(field)) {
        if (type.number !== TypeField.tensor) continue;
        for (const part of this.fields(type)) {
          if (part.number === TypeField.elementType) value.elementType = part.value;
          else if (part.number === TypeField.shape) value.dims = this.shape(part);
        }
      }
    }
    return value;
  }

  private shape(message: WireField): (number | string | null)[] {
    const dims: (number | string | null)[] = [];
    for (const field of this.fields(message)) {
      if (field.number !== TypeField.dimension) continue;
      let dim: number | string | null = null;
      for (const part of this.fields(field)) {
        if (part.number === TypeField.value) dim = readNumbers(this.source, part)[0];
        else if (part.number === TypeField.parameter) dim = readText(this.source, part);
      }
      dims.push(dim);
    }
    return dims;
  }

  private *fields(message: WireField): Generator<WireField> {
    if (!message.delimited) throw new WireFormatError(`no message at byte ${message.start}`);
    for (const field of wireFields(this.source, message.start, message.end)) {
      if (++this.fieldCount > mostFields) throw new UnsupportedGraphError('its graph has too many parts');
      yield field;
    }
  }
}

function spanOf({ start, end }: WireField): Span {
  return { start, end };
}
