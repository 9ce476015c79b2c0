/** The protobuf wire format, written. Source: protobuf.dev/programming-guides/encoding */

/** A varint field: a non-negative integer up to 2^53. */
export function integerField(number: number, value: number): Uint8Array {
  return Buffer.from([...varint(number * 8), ...varint(value)]);
}

/** A length-delimited field: a string, or bytes, or the fields of a message. */
export function delimitedField(number: number, content: string | Uint8Array | readonly Uint8Array[]): Uint8Array {
  const payload =
    typeof content === 'string'
      ? Buffer.from(content, 'utf8')
      : content instanceof Uint8Array
        ? content
        : Buffer.concat(content);
  return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(payload.length)]), payload]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}
