/** Field numbers of onnx.proto that this project reads or writes. Source: github.com/onnx/onnx/blob/main/onnx/onnx.proto */
export const ModelField = { irVersion: 1, graph: 7, opsets: 8, trainingInfo: 20, functions: 25 } as const;

export const OpsetField = { domain: 1, version: 2 } as const;

export const GraphField = {
  node: 1,
  name: 2,
  initializer: 5,
  input: 11,
  output: 12,
  valueInfo: 13,
  sparseInitializer: 15,
} as const;

export const NodeField = { input: 1, output: 2, opType: 4, attribute: 5, domain: 7 } as const;

export const FunctionField = { node: 7 } as const;

export const AttributeField = {
  name: 1,
  float: 2,
  integer: 3,
  tensor: 5,
  graph: 6,
  tensors: 10,
  graphs: 11,
  type: 20,
  sparse: 22,
  sparses: 23,
} as const;

/** `AttributeProto.AttributeType` */
export const AttributeType = { float: 1, integer: 2 } as const;

export const TensorField = { dims: 1, type: 2, name: 8, rawData: 9, externalData: 13, dataLocation: 14 } as const;

/** `TensorProto.data_location`: the weights lie in another file. */
export const externalLocation = 1;

export const EntryField = { key: 1, value: 2 } as const;

export const ValueField = { name: 1, type: 2 } as const;

/** `TypeProto.tensor_type`, `.elem_type`, `.shape`, `TensorShapeProto.dim`, `.dim_value`, `.dim_param` */
export const TypeField = { tensor: 1, elementType: 1, shape: 2, dimension: 1, value: 1, parameter: 2 } as const;

/** Of `TensorProto.DataType`, those that are named here. */
export const ElementType = { float32: 1, int32: 6, int64: 7, bool: 9, float16: 10 } as const;

/** Bytes per element by `TensorProto.DataType`; types that are packed or unknown are absent. */
export const elementBytes: Readonly<Record<number, number>> = {
  1: 4, // float
  2: 1, // uint8
  3: 1, // int8
  4: 2, // uint16
  5: 2, // int16
  6: 4, // int32
  7: 8, // int64
  9: 1, // bool
  10: 2, // float16
  11: 8, // double
  12: 4, // uint32
  13: 8, // uint64
  16: 2, // bfloat16
  17: 1, // float8e4m3fn
  18: 1, // float8e4m3fnuz
  19: 1, // float8e5m2
  20: 1, // float8e5m2fnuz
  21: 0.5, // uint4
  22: 0.5, // int4
};
