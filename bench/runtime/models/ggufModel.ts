import { type Architecture, context, headSize, normEpsilon, rotaryBase, type Weight, weightsOf } from './architecture';
import { FileWriter } from './fileWriter';
import { entry, number32, number64, text } from './gguf';
import { interleaveHalves, packForGguf } from './packWeights';
import type { Precision } from './precision';
import { blockSize, quantise } from './quantise';

const version = 3;
/** `general.alignment` where it is not given. */
const alignment = 32;
const float32 = 0;

/** Writes a model as llama.cpp reads it. Weights come in the order of `weightsOf`. */
export class GgufModelWriter {
  private readonly file: FileWriter;

  constructor(
    architecture: Architecture,
    private readonly precision: Precision,
    path: string,
  ) {
    this.file = new FileWriter(path);
    const weights = weightsOf(architecture);
    const metadata = metadataOf(architecture, precision);
    let offset = 0;
    const tensors = weights.map((weight) => {
      const { gguf, shape, kind } = weight;
      const info = [
        text(`${gguf}.weight`),
        number32(shape.length),
        ...[...shape].reverse().map(number64),
        number32(kind === 'matrix' ? precision.ggufTensorType : float32),
        number64(offset),
      ];
      offset += Math.ceil(this.bytesOf(weight) / alignment) * alignment;
      return Buffer.concat(info);
    });
    const head = [Buffer.from('GGUF'), number32(version), number64(tensors.length), number64(metadata.length)];
    this.file.append(Buffer.concat([...head, ...metadata, ...tensors]));
  }

  add({ kind, shape, rotaryHeads }: Weight, values: Float32Array): void {
    const ordered = rotaryHeads ? interleaveHalves(values, shape[0], rotaryHeads) : values;
    const { bits } = this.precision;
    this.file.append(kind === 'matrix' && bits ? packForGguf(quantise(ordered, bits)) : ordered, alignment);
  }

  finish(): void {
    this.file.append(new Uint8Array(0), alignment);
    this.file.close();
  }

  private bytesOf({ shape, kind }: Weight): number {
    const count = shape.reduce((a, b) => a * b);
    const { bits } = this.precision;
    return kind === 'matrix' && bits ? (count / blockSize) * (2 + (blockSize * bits) / 8) : count * 4;
  }
}

function metadataOf(architecture: Architecture, { ggufFileType }: Precision): Buffer[] {
  const { name, width, innerWidth, layers, heads, keyHeads, vocabularySize } = architecture;
  return [
    entry.string('general.architecture', 'llama'),
    entry.string('general.name', name),
    entry.integer('general.file_type', ggufFileType),
    entry.integer('llama.context_length', context),
    entry.integer('llama.embedding_length', width),
    entry.integer('llama.block_count', layers),
    entry.integer('llama.feed_forward_length', innerWidth),
    entry.integer('llama.attention.head_count', heads),
    entry.integer('llama.attention.head_count_kv', keyHeads),
    entry.integer('llama.rope.dimension_count', headSize(architecture)),
    entry.float('llama.attention.layer_norm_rms_epsilon', normEpsilon),
    entry.float('llama.rope.freq_base', rotaryBase),
    entry.integer('llama.vocab_size', vocabularySize),
    ...vocabulary(vocabularySize),
  ];
}

/** Token types of llama.cpp. */
const TokenType = { normal: 1, unknown: 2, control: 3, byte: 6 } as const;

/** Three markers, the bytes, and words that nobody reads: the bench feeds ids. */
function vocabulary(size: number): Buffer[] {
  const markers = ['<unk>', '<s>', '</s>'];
  const bytes = Array.from({ length: 256 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`);
  const words = Array.from({ length: size - markers.length - bytes.length }, (_, i) => `w${i}`);
  const tokens = [...markers, ...bytes, ...words];
  const types = [
    TokenType.unknown,
    TokenType.control,
    TokenType.control,
    ...bytes.map(() => TokenType.byte),
    ...words.map(() => TokenType.normal),
  ];
  return [
    entry.string('tokenizer.ggml.model', 'llama'),
    entry.strings('tokenizer.ggml.tokens', tokens),
    entry.floats(
      'tokenizer.ggml.scores',
      tokens.map(() => 0),
    ),
    entry.integers('tokenizer.ggml.token_type', types),
    entry.integer('tokenizer.ggml.bos_token_id', 1),
    entry.integer('tokenizer.ggml.eos_token_id', 2),
    entry.integer('tokenizer.ggml.unknown_token_id', 0),
  ];
}
