/** A Llama: RMS norms before attention and before a gated MLP, rotary positions, grouped key heads, an unembedding of its own. */
export interface Architecture {
  name: string;
  width: number;
  /** Of the MLP's inner layer. */
  innerWidth: number;
  layers: number;
  /** Query heads. */
  heads: number;
  keyHeads: number;
  vocabularySize: number;
}

export const context = 1024;
export const normEpsilon = 1e-5;
export const rotaryBase = 10_000;

/** About 10, 100 and 500 million parameters. Rows are multiples of 32, the block of the 4 and 8 bit formats. */
export const architectures: readonly Architecture[] = [
  { name: '10M', width: 256, innerWidth: 704, layers: 8, heads: 4, keyHeads: 2, vocabularySize: 8192 },
  { name: '100M', width: 768, innerWidth: 2048, layers: 12, heads: 12, keyHeads: 4, vocabularySize: 16_384 },
  { name: '500M', width: 1536, innerWidth: 4096, layers: 16, heads: 24, keyHeads: 8, vocabularySize: 32_768 },
];

/** A tensor of the model, under the names that Hugging Face and llama.cpp give it. */
export interface Weight {
  huggingFace: string;
  gguf: string;
  /** [outputs, inputs] of a matrix, [width] of a norm. */
  shape: readonly number[];
  kind: 'matrix' | 'norm' | 'embedding';
  /** For queries and keys: their heads, whose halves llama.cpp interleaves. */
  rotaryHeads?: number;
}

export function headSize({ width, heads }: Architecture): number {
  return width / heads;
}

/** All weights, in the order in which a token passes them. */
export function weightsOf(architecture: Architecture): Weight[] {
  const { width, vocabularySize, layers } = architecture;
  return [
    {
      huggingFace: 'model.embed_tokens',
      gguf: 'token_embd',
      shape: [vocabularySize, width],
      kind: 'embedding',
    },
    ...Array.from({ length: layers }, (_, layer) => layerWeights(architecture, layer)).flat(),
    { huggingFace: 'model.norm', gguf: 'output_norm', shape: [width], kind: 'norm' },
    { huggingFace: 'lm_head', gguf: 'output', shape: [vocabularySize, width], kind: 'matrix' },
  ];
}

function layerWeights(architecture: Architecture, layer: number): Weight[] {
  const { width, innerWidth, heads, keyHeads } = architecture;
  const keyWidth = keyHeads * headSize(architecture);
  const norm = (huggingFace: string, gguf: string): Weight => ({ huggingFace, gguf, shape: [width], kind: 'norm' });
  const matrix = (huggingFace: string, gguf: string, shape: number[], rotaryHeads?: number): Weight => ({
    huggingFace,
    gguf,
    shape,
    kind: 'matrix',
    rotaryHeads,
  });
  return [
    norm('input_layernorm', 'attn_norm'),
    matrix('self_attn.q_proj', 'attn_q', [width, width], heads),
    matrix('self_attn.k_proj', 'attn_k', [keyWidth, width], keyHeads),
    matrix('self_attn.v_proj', 'attn_v', [keyWidth, width]),
    matrix('self_attn.o_proj', 'attn_output', [width, width]),
    norm('post_attention_layernorm', 'ffn_norm'),
    matrix('mlp.gate_proj', 'ffn_gate', [innerWidth, width]),
    matrix('mlp.up_proj', 'ffn_up', [innerWidth, width]),
    matrix('mlp.down_proj', 'ffn_down', [width, innerWidth]),
  ].map((weight) => ({
    ...weight,
    huggingFace: `model.layers.${layer}.${weight.huggingFace}`,
    gguf: `blk.${layer}.${weight.gguf}`,
  }));
}
