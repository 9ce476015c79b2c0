/** Messages of the GGUF format, version 3. Source: github.com/ggml-org/ggml/blob/master/docs/gguf.md */

const ValueType = { uint32: 4, int32: 5, float32: 6, string: 8, array: 9 } as const;

export function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function number64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

export function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([number64(bytes.length), bytes]);
}

/** Entries of the metadata: a key, the type of the value, the value. */
export const entry = {
  integer: (key: string, value: number) => Buffer.concat([text(key), number32(ValueType.uint32), number32(value)]),
  float: (key: string, value: number) => Buffer.concat([text(key), number32(ValueType.float32), floats([value])]),
  string: (key: string, value: string) => Buffer.concat([text(key), number32(ValueType.string), text(value)]),
  strings: (key: string, values: readonly string[]) => array(key, ValueType.string, values.length, values.map(text)),
  floats: (key: string, values: readonly number[]) => array(key, ValueType.float32, values.length, [floats(values)]),
  integers: (key: string, values: readonly number[]) =>
    array(key, ValueType.int32, values.length, [Buffer.from(Int32Array.from(values).buffer)]),
};

function floats(values: readonly number[]): Buffer {
  return Buffer.from(Float32Array.from(values).buffer);
}

function array(key: string, type: number, length: number, content: readonly Buffer[]): Buffer {
  return Buffer.concat([text(key), number32(ValueType.array), number32(type), number64(length), ...content]);
}
