import { blockSize, fromHalf, type Quantised } from './quantise';

/** As MatMulNBits takes them: [outputs, inputs / 32, bytes of a block], neighbours in one byte, with the middle as zero. */
export function packForOnnx({ bits, integers }: Quantised): Uint8Array {
  if (bits === 8) return Uint8Array.from(integers, (value) => value + 128);
  const packed = new Uint8Array(integers.length / 2);
  for (let i = 0; i < packed.length; i++) packed[i] = (integers[2 * i] + 8) | ((integers[2 * i + 1] + 8) << 4);
  return packed;
}

/** [outputs × inputs / 32] */
export function scalesForOnnx({ halfScales }: Quantised): Float32Array {
  return Float32Array.from(halfScales, fromHalf);
}

/** As Q4_0 and Q8_0 have them: blocks of a scale and its numbers; in 4 bit, a byte holds one of each half of the block. */
export function packForGguf({ bits, integers, halfScales }: Quantised): Uint8Array {
  const half = blockSize / 2;
  const stride = 2 + (blockSize * bits) / 8;
  const packed = Buffer.alloc(halfScales.length * stride);
  for (let block = 0; block < halfScales.length; block++) {
    const to = block * stride;
    const from = block * blockSize;
    packed.writeUInt16LE(halfScales[block], to);
    if (bits === 8) packed.set(new Uint8Array(integers.buffer, from, blockSize), to + 2);
    else {
      for (let i = 0; i < half; i++)
        packed[to + 2 + i] = (integers[from + i] + 8) | ((integers[from + half + i] + 8) << 4);
    }
  }
  return packed;
}

/** [rows, columns] to [columns, rows], as ONNX's MatMul takes weights. */
export function transpose(values: Float32Array, rows: number): Float32Array {
  const columns = values.length / rows;
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column];
  }
  return turned;
}

/**
 * The rows of each head with its two halves interleaved: llama.cpp turns neighbouring rows by one angle where Hugging Face's
 * Llama turns a row and the one half a head further.
 */
export function interleaveHalves(values: Float32Array, rows: number, heads: number): Float32Array {
  const columns = values.length / rows;
  const half = rows / heads / 2;
  const moved = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    const inHead = row % (2 * half);
    const target = row - inHead + (inHead < half ? 2 * inHead : 2 * (inHead - half) + 1);
    moved.set(values.subarray(row * columns, (row + 1) * columns), target * columns);
  }
  return moved;
}
