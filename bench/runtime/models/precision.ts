import type { Bits } from './quantise';

/** How weights are held, and what each library calls that. Embeddings and norms stay in 32 bit, activations outside of products too. */
export interface Precision {
  name: 'fp32' | 'q4' | 'q8';
  bits?: Bits;
  /** Ending of the graph's name: transformers.js looks for it by its `dtype`, and this runtime by its variant. */
  suffix: string;
  variant: string;
  gguf: string;
  /** `general.file_type` and the tensors' type in GGUF. */
  ggufFileType: number;
  ggufTensorType: number;
}

export const precisions: Readonly<Record<Precision['name'], Precision>> = {
  fp32: { name: 'fp32', suffix: '', variant: 'fp32', gguf: 'F32', ggufFileType: 0, ggufTensorType: 0 },
  q4: { name: 'q4', bits: 4, suffix: '_q4', variant: 'q4', gguf: 'Q4_0', ggufFileType: 2, ggufTensorType: 2 },
  q8: {
    name: 'q8',
    bits: 8,
    suffix: '_quantized',
    variant: 'quantized',
    gguf: 'Q8_0',
    ggufFileType: 7,
    ggufTensorType: 8,
  },
};
