import { type Architecture, context, headSize, normEpsilon, rotaryBase } from './architecture';

/** The JSON files of a Hugging Face folder, by name. There is no end token: nothing stops a run before its time. */
export function hubFiles(architecture: Architecture): Record<string, object> {
  const { width, innerWidth, layers, heads, keyHeads, vocabularySize } = architecture;
  return {
    'config.json': {
      architectures: ['LlamaForCausalLM'],
      model_type: 'llama',
      hidden_act: 'silu',
      hidden_size: width,
      intermediate_size: innerWidth,
      num_hidden_layers: layers,
      num_attention_heads: heads,
      num_key_value_heads: keyHeads,
      head_dim: headSize(architecture),
      vocab_size: vocabularySize,
      max_position_embeddings: context,
      rms_norm_eps: normEpsilon,
      rope_theta: rotaryBase,
      tie_word_embeddings: false,
      bos_token_id: 1,
      'transformers.js_config': { use_external_data_format: true },
    },
    'generation_config.json': { do_sample: false },
    'tokenizer.json': {
      version: '1.0',
      added_tokens: [],
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
      decoder: { type: 'ByteLevel' },
      model: { type: 'BPE', vocab: byteVocabulary(), merges: [] },
    },
    'tokenizer_config.json': { tokenizer_class: 'PreTrainedTokenizerFast', model_max_length: context },
  };
}

/** One token for each byte, by the visible characters that stand for bytes since GPT-2. */
function byteVocabulary(): Record<string, number> {
  const isVisible = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  let replaced = 0;
  const entries = Array.from({ length: 256 }, (_, byte): [string, number] => [
    String.fromCharCode(isVisible(byte) ? byte : 256 + replaced++),
    byte,
  ]);
  return Object.fromEntries(entries);
}
