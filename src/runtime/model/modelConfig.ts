import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { LoupeError } from '../../protocol/errors';

/** What config.json and generation_config.json say. */
export interface ModelConfig {
  architecture: string;
  layers: number;
  /** Query heads. */
  heads: number;
  keyHeads: number;
  vocabularySize: number;
  /** Positions that the model was made for. */
  context: number;
  startToken: number | null;
  endTokens: number[];
  /** Whether the unembedding is the embedding, which is what holds unless a configuration says otherwise. */
  tiesEmbeddings: boolean;
  /** Whether some layer looks at the last tokens only. */
  slidingWindow: boolean;
}

type Json = Record<string, unknown>;

const largestConfigBytes = 4 * 2 ** 20;

/** One key per family: Llama and its kin, GPT-2, BLOOM, MPT, Falcon, XGLM. */
const keys = {
  layers: ['num_hidden_layers', 'n_layer', 'n_layers', 'num_layers'],
  heads: ['num_attention_heads', 'n_head', 'n_heads', 'num_heads', 'attention_heads'],
  keyHeads: ['num_key_value_heads', 'num_kv_heads', 'n_head_kv'],
  vocabularySize: ['vocab_size'],
  context: ['max_position_embeddings', 'n_positions', 'n_ctx', 'max_seq_len', 'seq_length', 'max_sequence_length'],
};

const windowKeys = ['sliding_window', 'attention_window', 'window_size', 'local_attention'];

/** Reads the model's configuration. Fails with `modelConfigMissing` or `modelConfigBroken`. */
export function readModelConfig(folder: string): ModelConfig {
  const whole = readJsonFile(folder, 'config.json');
  if (!whole) throw new LoupeError('modelConfigMissing', folder);
  // Models that also see images keep the language model's part apart.
  const config = isObject(whole.text_config) ? { ...whole, ...whole.text_config } : whole;
  const generation = readJsonFile(folder, 'generation_config.json') ?? {};
  const broken = (detail: string) => new LoupeError('modelConfigBroken', folder, detail);

  const find = (names: string[]) => {
    const name = names.find((key) => config[key] !== undefined && config[key] !== null);
    if (name === undefined) return undefined;
    const value = config[name];
    if (!isCount(value)) throw broken(`${name} is not a positive whole number`);
    return value;
  };
  const demand = (names: string[]) => {
    const value = find(names);
    if (value === undefined) throw broken(`it has no ${names[0]}`);
    return value;
  };
  const heads = demand(keys.heads);
  const startTokens = tokenIds(config.bos_token_id);
  const endTokens = [generation.eos_token_id, config.eos_token_id].map(tokenIds);
  if (!startTokens || !endTokens[0] || !endTokens[1]) throw broken('bos_token_id or eos_token_id is not a token id');
  return {
    architecture: architectureOf(config),
    layers: demand(keys.layers),
    heads,
    keyHeads: find(keys.keyHeads) ?? (config.multi_query === true ? 1 : heads),
    vocabularySize: demand(keys.vocabularySize),
    context: demand(keys.context),
    startToken: startTokens[0] ?? null,
    endTokens: [...new Set([...endTokens[0], ...endTokens[1]])],
    tiesEmbeddings: config.tie_word_embeddings !== false,
    // Qwen's names a window that it does not use.
    slidingWindow: config.use_sliding_window !== false && windowKeys.some((key) => Boolean(config[key])),
  };
}

/** The object in a JSON file of the folder, or undefined where there is no such file. */
function readJsonFile(folder: string, name: string): Json | undefined {
  const file = path.join(folder, name);
  if (!existsSync(file)) return undefined;
  try {
    const stats = statSync(file);
    // Reading a pipe or a device would not end.
    if (!stats.isFile()) throw new Error(`${name} is not a file`);
    if (stats.size > largestConfigBytes) throw new Error(`${name} is too large`);
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!isObject(value)) throw new Error(`${name} is not an object`);
    return value;
  } catch (error) {
    throw new LoupeError('modelConfigBroken', folder, (error as Error).message);
  }
}

function architectureOf(config: Json): string {
  const named = Array.isArray(config.architectures) ? config.architectures[0] : config.model_type;
  return typeof named === 'string' ? named.slice(0, 100) : '';
}

/** One id, a list of ids, or none; undefined for anything else. */
function tokenIds(value: unknown): number[] | undefined {
  if (value === undefined || value === null) return [];
  const ids: unknown[] = Array.isArray(value) ? value : [value];
  return ids.every((id): id is number => Number.isInteger(id) && (id as number) >= 0) ? ids : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 2 ** 31;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
