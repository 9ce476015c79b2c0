import { ElementType, GraphField, ModelField, NodeField, OpsetField, TypeField, ValueField } from './onnxFields';
import { delimitedField, integerField } from './wireWriter';

/** A model of one product of matrices: `left` [m, k] and `right` [k, n] give `product` [m, n], in float32. */
export function productGraph(): Uint8Array {
  const node = [
    delimitedField(NodeField.input, 'left'),
    delimitedField(NodeField.input, 'right'),
    delimitedField(NodeField.output, 'product'),
    delimitedField(NodeField.opType, 'MatMul'),
  ];
  const graph = [
    delimitedField(GraphField.node, node),
    delimitedField(GraphField.name, 'product'),
    delimitedField(GraphField.input, matrix('left', 'm', 'k')),
    delimitedField(GraphField.input, matrix('right', 'k', 'n')),
    delimitedField(GraphField.output, matrix('product', 'm', 'n')),
  ];
  const opset = [delimitedField(OpsetField.domain, ''), integerField(OpsetField.version, 17)];
  return Buffer.concat([
    integerField(ModelField.irVersion, 8),
    delimitedField(ModelField.opsets, opset),
    delimitedField(ModelField.graph, graph),
  ]);
}

/** Float32, of sizes that are known when it comes. */
function matrix(name: string, ...sizes: readonly string[]): Uint8Array[] {
  const shape = sizes.map((size) => delimitedField(TypeField.dimension, [delimitedField(TypeField.parameter, size)]));
  const tensor = [integerField(TypeField.elementType, ElementType.float32), delimitedField(TypeField.shape, shape)];
  return [
    delimitedField(ValueField.name, name),
    delimitedField(ValueField.type, [delimitedField(TypeField.tensor, tensor)]),
  ];
}
