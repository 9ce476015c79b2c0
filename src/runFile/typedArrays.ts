import { float32ToHalf, halfToFloat32 } from '../runtime/measure/halfFloat';

/** An array in JSON: its numbers little-endian, in base64, the last index running fastest. */
export interface ArrayJson {
  dtype: Dtype;
  shape: number[];
  base64: string;
}

export type Dtype = 'uint8' | 'int32' | 'float32' | 'float16';

/** What is wrong with a file, for people who can look into it. */
export class RunFileFault extends Error {}

const bytesEach: Record<Dtype, number> = { uint8: 1, int32: 4, float32: 4, float16: 2 };

/** Characters of a run file that so many numbers take. */
export const encodedLength = (count: number, dtype: Dtype) => 4 * Math.ceil((count * bytesEach[dtype]) / 3) + 60;

export function encodeArray(values: Uint8Array | Int32Array | Float32Array, ...shape: number[]): ArrayJson {
  const dtype = values instanceof Float32Array ? 'float32' : values instanceof Int32Array ? 'int32' : 'uint8';
  return { dtype, shape, base64: base64(values) };
}

/** At half precision: 11 significant bits. */
export function encodeHalf(values: Float32Array, ...shape: number[]): ArrayJson {
  return { dtype: 'float16', shape, base64: base64(float32ToHalf(values)) };
}

/** @returns the numbers of an array that must have this shape. Throws `RunFileFault`. */
export function decodeFloats(json: ArrayJson, where: string, ...shape: number[]): Float32Array {
  const bytes = bytesOf(json, where, ['float32', 'float16'], shape);
  return json.dtype === 'float16' ? halfToFloat32(new Uint16Array(bytes)) : new Float32Array(bytes);
}

/** Likewise. */
export function decodeIntegers(json: ArrayJson, where: string, ...shape: number[]): Int32Array {
  return new Int32Array(bytesOf(json, where, ['int32'], shape));
}

/** Likewise. */
export function decodeBytes(json: ArrayJson, where: string, ...shape: number[]): Uint8Array {
  return new Uint8Array(bytesOf(json, where, ['uint8'], shape));
}

// The machines that the native runtime is built for are all little-endian.
function base64({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array | Int32Array | Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

function bytesOf({ dtype, shape, base64 }: ArrayJson, where: string, dtypes: Dtype[], wanted: number[]): ArrayBuffer {
  if (!dtypes.includes(dtype)) throw new RunFileFault(`${where} is of ${dtype}, not of ${dtypes.join(' or ')}`);
  if (shape.join() !== wanted.join()) {
    throw new RunFileFault(`${where} has the shape [${shape.join(', ')}], not [${wanted.join(', ')}]`);
  }
  const bytes = Buffer.from(base64, 'base64');
  const expected = wanted.reduce((product, edge) => product * edge, bytesEach[dtype]);
  if (bytes.length !== expected) throw new RunFileFault(`${where} holds ${bytes.length} bytes, not ${expected}`);
  // A copy of its own: small buffers share one, at places where no number may begin.
  return new Uint8Array(bytes).buffer;
}
