import { type Architecture, context, headSize, normEpsilon, weightsOf } from './architecture';
import { ElementType, int64Tensor, node, value } from './onnxMessages';
import type { Precision } from './precision';
import { blockSize } from './quantise';

const microsoft = 'com.microsoft';

/** Messages of a graph, weights aside. */
export interface GraphMessages {
  nodes: Uint8Array[];
  inputs: Uint8Array[];
  outputs: Uint8Array[];
  constants: Uint8Array[];
}

/**
 * The decoder as onnx-community's exports have it: GroupQueryAttention that turns queries and keys itself, fused norms, and
 * MatMulNBits with 8 bit activations where weights are quantised.
 */
export function decoderGraph(architecture: Architecture, { bits }: Precision): GraphMessages {
  const { layers, heads, keyHeads, vocabularySize } = architecture;
  const nodes: Uint8Array[] = [];
  const shapes = new Map(weightsOf(architecture).map(({ huggingFace, shape }) => [huggingFace, shape]));

  const add = (
    opType: string,
    inputs: string[],
    output: string,
    { domain, integers, floats, more = [] }: NodeExtras = {},
  ): string => {
    nodes.push(node({ opType, domain, inputs, outputs: [output, ...more], integers }, floats));
    return output;
  };
  const multiply = (input: string, weight: string): string => {
    const output = weight === 'lm_head' ? 'logits' : `${weight}/output`;
    if (!bits) return add('MatMul', [input, `${weight}.weight`], output);
    const [N, K] = shapes.get(weight) as number[];
    const integers = { K, N, bits, block_size: blockSize, accuracy_level: 4 };
    return add('MatMulNBits', [input, `${weight}.weight`, `${weight}.scales`], output, { domain: microsoft, integers });
  };
  const floats = { epsilon: normEpsilon };
  /** The sum of both, and its norm. */
  const addAndNorm = (residual: string, update: string, weight: string): [norm: string, sum: string] => {
    const sum = `${weight}/sum`;
    const inputs = [residual, update, `${weight}.weight`];
    const extras = { domain: microsoft, floats, more: ['', '', sum] };
    return [add('SkipSimplifiedLayerNormalization', inputs, `${weight}/output`, extras), sum];
  };

  add('ReduceSum', ['attention_mask', 'one'], 'mask/sum', { integers: { keepdims: 0 } });
  add('Sub', ['mask/sum', 'one'], 'mask/last');
  add('Cast', ['mask/last'], 'mask/last32', { integers: { to: ElementType.int32 } });
  add('Shape', ['attention_mask'], 'mask/shape');
  add('Gather', ['mask/shape', 'second'], 'mask/total');
  add('Cast', ['mask/total'], 'mask/total32', { integers: { to: ElementType.int32 } });

  let residual = add('Gather', ['model.embed_tokens.weight', 'input_ids'], 'model.embed_tokens/output');
  let update: string | undefined;
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}`;
    let normed: string;
    if (update === undefined) {
      const inputs = [residual, `${at}.input_layernorm.weight`];
      normed = add('SimplifiedLayerNormalization', inputs, `${at}.input_layernorm/output`, { floats });
    } else [normed, residual] = addAndNorm(residual, update, `${at}.input_layernorm`);
    const [query, key, values] = ['q', 'k', 'v'].map((name) => multiply(normed, `${at}.self_attn.${name}_proj`));
    const past = [`past_key_values.${layer}.key`, `past_key_values.${layer}.value`];
    const attended = add(
      'GroupQueryAttention',
      [query, key, values, ...past, 'mask/last32', 'mask/total32', 'cos_cache', 'sin_cache'],
      `${at}.self_attn/output`,
      {
        domain: microsoft,
        integers: { num_heads: heads, kv_num_heads: keyHeads, do_rotary: 1 },
        more: [`present.${layer}.key`, `present.${layer}.value`],
      },
    );
    const attention = multiply(attended, `${at}.self_attn.o_proj`);
    [normed, residual] = addAndNorm(residual, attention, `${at}.post_attention_layernorm`);
    const gate = multiply(normed, `${at}.mlp.gate_proj`);
    const up = multiply(normed, `${at}.mlp.up_proj`);
    const sigmoid = add('Sigmoid', [gate], `${at}.mlp/sigmoid`);
    const gated = add('Mul', [add('Mul', [gate, sigmoid], `${at}.mlp/silu`), up], `${at}.mlp/gated`);
    update = multiply(gated, `${at}.mlp.down_proj`);
  }
  multiply(addAndNorm(residual, update as string, 'model.norm')[0], 'lm_head');

  const keysAndValues = Array.from({ length: layers }, (_, layer) => [`${layer}.key`, `${layer}.value`]).flat();
  const cached = (prefix: string, length: string) =>
    keysAndValues.map((name) =>
      value(`${prefix}.${name}`, ElementType.float, ['batch_size', keyHeads, length, headSize(architecture)]),
    );
  return {
    nodes,
    inputs: [
      value('input_ids', ElementType.int64, ['batch_size', 'sequence_length']),
      value('attention_mask', ElementType.int64, ['batch_size', 'total_sequence_length']),
      ...cached('past_key_values', 'past_sequence_length'),
    ],
    outputs: [
      value('logits', ElementType.float, ['batch_size', 'sequence_length', vocabularySize]),
      ...cached('present', 'total_sequence_length'),
    ],
    constants: [int64Tensor('one', [1], [1]), int64Tensor('second', [], [1])],
  };
}

interface NodeExtras {
  domain?: string;
  integers?: Record<string, number>;
  floats?: Record<string, number>;
  /** Outputs after the first. */
  more?: string[];
}

/** Cosines and sines of the angle of each position and pair, [context, head size / 2]. */
export function rotaryTables(architecture: Architecture, base: number): { cos: Float32Array; sin: Float32Array } {
  const pairs = headSize(architecture) / 2;
  const cos = new Float32Array(context * pairs);
  const sin = new Float32Array(context * pairs);
  for (let i = 0; i < cos.length; i++) {
    const angle = Math.floor(i / pairs) * base ** (-(i % pairs) / pairs);
    cos[i] = Math.cos(angle);
    sin[i] = Math.sin(angle);
  }
  return { cos, sin };
}
