/**
 * The protobuf wire format, read without a schema and without trust: every length is checked against its enclosing
 * message. Numbers up to 2^53 are exact, which covers all lengths, dimensions and enumerations of an ONNX file.
 * Source: protobuf.dev/programming-guides/encoding
 */

/** Bytes with random access, in memory or in a file. */
export interface ByteSource {
  readonly length: number;
  byteAt(offset: number): number;
  /** The bytes from `start` up to `end`, which may be a view. */
  bytes(start: number, end: number): Uint8Array;
}

/** What is wrong with the bytes; turned into a `LoupeError` where the file's name is known. */
export class WireFormatError extends Error {}

/** One field of a message. */
export interface WireField {
  number: number;
  /** True for length-delimited fields: strings, bytes, messages, packed numbers. */
  delimited: boolean;
  /** Where the field with its tag begins. */
  tagStart: number;
  /** Payload. */
  start: number;
  end: number;
  /** Of a varint field; 0 for others. */
  value: number;
}

export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    length: bytes.length,
    byteAt: (offset) => bytes[offset],
    bytes: (start, end) => bytes.subarray(start, end),
  };
}

/** The fields of the message between `start` and `end`, in file order. */
export function* wireFields(source: ByteSource, start = 0, end = source.length): Generator<WireField> {
  for (let position = start; position < end; ) {
    const tag = readVarint(source, position, end);
    const number = Math.floor(tag.value / 8);
    const field: WireField = { number, delimited: false, tagStart: position, start: tag.end, end: tag.end, value: 0 };
    switch (tag.value % 8) {
      case 0: {
        const varint = readVarint(source, tag.end, end);
        field.value = varint.value;
        field.end = varint.end;
        break;
      }
      case 1:
        field.end += 8;
        break;
      case 2: {
        const length = readVarint(source, tag.end, end);
        field.delimited = true;
        field.start = length.end;
        field.end = length.end + length.value;
        break;
      }
      case 5:
        field.end += 4;
        break;
      default:
        throw new WireFormatError(`unknown wire type at byte ${position}`);
    }
    if (number === 0) throw new WireFormatError(`field number 0 at byte ${position}`);
    if (field.end > end) throw new WireFormatError(`it ends inside the field at byte ${position}`);
    yield field;
    position = field.end;
  }
}

function readVarint(source: ByteSource, start: number, limit: number): { value: number; end: number } {
  let value = 0;
  let scale = 1;
  for (let position = start; position < limit && position < start + 10; position++) {
    const byte = source.byteAt(position);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end: position + 1 };
    scale *= 128;
  }
  throw new WireFormatError(`a number at byte ${start} does not end`);
}

/** Longer names and lists of dimensions than any exporter writes are refused. */
const longestFieldBytes = 65_536;

export function readText(source: ByteSource, field: WireField): string {
  if (!field.delimited || field.end - field.start > longestFieldBytes)
    throw new WireFormatError(`no name at byte ${field.start}`);
  return Buffer.from(source.bytes(field.start, field.end)).toString('utf8');
}

/** The numbers of a repeated integer field, packed or not. */
export function readNumbers(source: ByteSource, field: WireField): number[] {
  if (!field.delimited) return [field.value];
  if (field.end - field.start > longestFieldBytes) throw new WireFormatError(`too many numbers at byte ${field.start}`);
  const numbers: number[] = [];
  for (let position = field.start; position < field.end; ) {
    const varint = readVarint(source, position, field.end);
    numbers.push(varint.value);
    position = varint.end;
  }
  return numbers;
}
