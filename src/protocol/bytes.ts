import type { PackedBytes } from './tokens';

export function packBytes(strings: readonly Uint8Array[]): PackedBytes {
  const offsets = new Int32Array(strings.length + 1);
  strings.forEach((string, i) => {
    offsets[i + 1] = offsets[i] + string.length;
  });
  const bytes = new Uint8Array(offsets[strings.length]);
  strings.forEach((string, i) => {
    bytes.set(string, offsets[i]);
  });
  return { bytes, offsets };
}

/** String `index` of the packed ones, as a view. Copy what goes over a link: a view takes its whole buffer along. */
export function packedAt({ bytes, offsets }: PackedBytes, index: number): Uint8Array {
  return bytes.subarray(offsets[index], offsets[index + 1]);
}

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** `e4bda0`, as JSON has it. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => pairs[byte]).join('');
}

/** `E4 BD A0`, for people. */
export function spacedHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => pairs[byte].toUpperCase()).join(' ');
}

/** `E4 BD A0`, `e4bda0`, `0xE4` → bytes; null for anything else. */
export function parseHex(query: string): Uint8Array | null {
  const digits = query.replace(/0x|\s/gi, '');
  if (digits.length === 0 || digits.length % 2 === 1 || !/^[\da-f]*$/i.test(digits)) return null;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Bytes of the UTF-8 character that starts with `lead`, 1…4; 0 where none can. */
export function characterLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf5 ? 4 : 0;
}
