import { type NewNode, nodeMessage } from '../../../src/runtime/model/onnx/graphEdits';
import {
  AttributeField,
  AttributeType,
  EntryField,
  externalLocation,
  NodeField,
  TensorField,
  TypeField,
  ValueField,
} from '../../../src/runtime/model/onnx/onnxFields';
import { delimitedField, integerField } from '../../../src/runtime/model/onnx/wireWriter';

/** `TensorProto.DataType` */
export const ElementType = { float: 1, uint8: 2, int32: 6, int64: 7 } as const;

export interface TensorPlace {
  location: string;
  offset: number;
  length: number;
}

interface Tensor {
  name: string;
  type: number;
  dims: readonly number[];
}

/** A node, also with attributes that are no whole numbers. */
export function node(description: NewNode, floats: Readonly<Record<string, number>> = {}): Uint8Array {
  const attributes = Object.entries(floats).map(([name, value]) =>
    delimitedField(NodeField.attribute, [
      delimitedField(AttributeField.name, name),
      floatField(AttributeField.float, value),
      integerField(AttributeField.type, AttributeType.float),
    ]),
  );
  return Buffer.concat([...nodeMessage(description), ...attributes]);
}

/** A graph's input or output; dimensions with names are open. */
export function value(name: string, type: number, dims: readonly (number | string)[]): Uint8Array {
  const shape = dims.map((dim) =>
    delimitedField(
      TypeField.dimension,
      typeof dim === 'number' ? integerField(TypeField.value, dim) : delimitedField(TypeField.parameter, dim),
    ),
  );
  const tensor = [integerField(TypeField.elementType, type), delimitedField(TypeField.shape, shape)];
  return Buffer.concat([
    delimitedField(ValueField.name, name),
    delimitedField(ValueField.type, delimitedField(TypeField.tensor, tensor)),
  ]);
}

/** Weights that lie in another file. */
export function externalTensor(tensor: Tensor, place: TensorPlace): Uint8Array {
  const entries = Object.entries(place).map(([key, text]) =>
    delimitedField(TensorField.externalData, [
      delimitedField(EntryField.key, key),
      delimitedField(EntryField.value, String(text)),
    ]),
  );
  return Buffer.concat([...tensorHead(tensor), ...entries, integerField(TensorField.dataLocation, externalLocation)]);
}

export function int64Tensor(name: string, dims: readonly number[], numbers: readonly number[]): Uint8Array {
  const data = new Uint8Array(BigInt64Array.from(numbers, BigInt).buffer);
  const tensor = { name, type: ElementType.int64, dims };
  return Buffer.concat([...tensorHead(tensor), delimitedField(TensorField.rawData, data)]);
}

function tensorHead({ name, type, dims }: Tensor): Uint8Array[] {
  return [
    ...dims.map((dim) => integerField(TensorField.dims, dim)),
    integerField(TensorField.type, type),
    delimitedField(TensorField.name, name),
  ];
}

/** A field of four bytes. */
function floatField(number: number, content: number): Uint8Array {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(number * 8 + 5);
  bytes.writeFloatLE(content, 1);
  return bytes;
}
