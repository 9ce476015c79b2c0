/** What a model of the catalogue is good for; English texts are the keys of their translations. */
export const purposeTexts = {
  smallest: 'Smallest that says sensible things',
  base: 'Base: continues text, and was not taught to answer',
  instruct: 'Instruct: the base model, taught to answer',
  reasoning: 'Thinks before it answers',
  code: 'Reads and writes code',
  multilingual: 'Many languages, Chinese among them',
} as const;

export type Purpose = keyof typeof purposeTexts;

/**
 * A model that is worth a look. Its sizes, checksums and variants are read from the Hub when somebody asks; nothing of them is
 * kept here, where it would grow old. No entry says “tried”: that takes a recorded run, and there is none yet.
 */
export interface CatalogueEntry {
  /** On the Hub. */
  id: string;
  /** As config.json names it. */
  architecture: string;
  /** As the model card, or that of the model it was made from, names it. */
  license: string;
  purpose: Purpose;
}

const table: readonly [id: string, architecture: string, license: string, purpose: Purpose][] = [
  ['onnx-community/gemma-3-270m-it-ONNX', 'Gemma3ForCausalLM', 'gemma', 'smallest'],
  ['onnx-community/Qwen2.5-0.5B-Instruct', 'Qwen2ForCausalLM', 'apache-2.0', 'smallest'],
  ['onnx-community/SmolLM2-135M-ONNX', 'LlamaForCausalLM', 'apache-2.0', 'base'],
  ['onnx-community/SmolLM2-135M-Instruct-ONNX', 'LlamaForCausalLM', 'apache-2.0', 'instruct'],
  ['HuggingFaceTB/SmolLM2-360M-Instruct', 'LlamaForCausalLM', 'apache-2.0', 'instruct'],
  ['onnx-community/Llama-3.2-1B-Instruct', 'LlamaForCausalLM', 'llama3.2', 'instruct'],
  ['onnx-community/Qwen3-0.6B-ONNX', 'Qwen3ForCausalLM', 'apache-2.0', 'reasoning'],
  ['onnx-community/DeepSeek-R1-Distill-Qwen-1.5B-ONNX', 'Qwen2ForCausalLM', 'mit', 'reasoning'],
  ['onnx-community/Qwen3-1.7B-ONNX', 'Qwen3ForCausalLM', 'apache-2.0', 'reasoning'],
  ['onnx-community/Qwen2.5-Coder-0.5B-Instruct', 'Qwen2ForCausalLM', 'apache-2.0', 'code'],
  ['onnx-community/Qwen2.5-Coder-1.5B-Instruct', 'Qwen2ForCausalLM', 'apache-2.0', 'code'],
  ['onnx-community/Qwen2.5-1.5B-Instruct', 'Qwen2ForCausalLM', 'apache-2.0', 'multilingual'],
];

/** By what they are for, smallest first. `npm run catalogue:check` asks the Hub about each. */
export const catalogue: readonly CatalogueEntry[] = table.map(([id, architecture, license, purpose]) => ({
  id,
  architecture,
  license,
  purpose,
}));
