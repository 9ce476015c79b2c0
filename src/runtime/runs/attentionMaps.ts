import { attentionReasons } from '../../protocol/models';
import type { ForwardChunk, LanguageModel } from '../model/languageModel';

type CapturedChunk = Pick<ForwardChunk, 'first' | 'rows'> & Required<Pick<ForwardChunk, 'attention'>>;

/**
 * Attention of all layers and heads over T tokens, kept as the passes over them gave it: a chunk has no weights for keys after it,
 * which lie in the future of its queries, and a map is made when it is looked at.
 */
export class AttentionMaps {
  readonly available = true;
  private readonly chunks: CapturedChunk[] = [];

  constructor(
    readonly layers: number,
    readonly heads: number,
    /** T */
    readonly tokens: number,
  ) {}

  add({ first, rows, attention }: ForwardChunk): void {
    if (attention?.length !== this.layers) throw new Error('The chunk has not the attention of all layers');
    this.chunks.push({ first, rows, attention });
  }

  /** [T, T], query by key: a copy. */
  map(layer: number, head: number): Float32Array {
    const { tokens } = this;
    const map = new Float32Array(tokens * tokens);
    for (const { first, rows, attention } of this.chunks) {
      const keys = first + rows;
      for (let row = 0; row < rows; row++) {
        const from = (head * rows + row) * keys;
        map.set(attention[layer].subarray(from, from + keys), (first + row) * tokens);
      }
    }
    return map;
  }

  get bytes(): number {
    return this.chunks.reduce(
      (sum, { attention }) => attention.reduce((part, { byteLength }) => part + byteLength, sum),
      0,
    );
  }
}

/** What was captured, or why nothing was. */
export type RunAttention = AttentionMaps | { available: false; reason: string };

/**
 * Where the attention of a text of `tokens` tokens is to be kept; or the reason for keeping none: the model shows none, nobody
 * wants it, or whole maps of it would not fit into `budgetBytes` even alone.
 */
export function prepareAttention(
  { capabilities, layers, heads }: LanguageModel,
  tokens: number,
  wanted: boolean,
  budgetBytes: number,
): RunAttention {
  if (!capabilities.attention.available) return capabilities.attention;
  if (!wanted) return { available: false, reason: attentionReasons.notCaptured };
  if (layers * heads * tokens * tokens * Float32Array.BYTES_PER_ELEMENT > budgetBytes) {
    return { available: false, reason: attentionReasons.tooLarge };
  }
  return new AttentionMaps(layers, heads, tokens);
}
