import { attentionReasons } from '../../protocol/models';
import type { ForwardChunk, LanguageModel } from '../model/languageModel';
import type { CapturedAttention, RunAttention } from './run';

/**
 * Maps for the attention of a text of `tokens` tokens, to be filled chunk by chunk; or the reason for having none: the model
 * shows none, nobody wants it, or it would not fit into `budgetBytes` even alone.
 */
export function prepareAttention(
  { capabilities, layers, heads }: LanguageModel,
  tokens: number,
  wanted: boolean,
  budgetBytes: number,
): RunAttention {
  if (!capabilities.attention.available) return capabilities.attention;
  if (!wanted) return { available: false, reason: attentionReasons.notCaptured };
  const layerSize = heads * tokens * tokens;
  if (layers * layerSize * Float32Array.BYTES_PER_ELEMENT > budgetBytes) {
    return { available: false, reason: attentionReasons.tooLarge };
  }
  return { available: true, tokens, heads, layers: Array.from({ length: layers }, () => new Float32Array(layerSize)) };
}

/** Puts a chunk's attention, per layer [heads, rows, first + rows], into its rows of the maps. */
export function captureChunk(
  { tokens, heads, layers }: CapturedAttention,
  { first, rows, attention }: ForwardChunk,
): void {
  if (!attention) throw new Error('The chunk has no attention, though it was asked for');
  const keys = first + rows;
  for (const [layer, values] of attention.entries()) {
    for (let head = 0; head < heads; head++) {
      for (let row = 0; row < rows; row++) {
        const from = (head * rows + row) * keys;
        // Keys beyond the chunk lie in the future of its queries: their weights stay 0.
        layers[layer].set(values.subarray(from, from + keys), (head * tokens + first + row) * tokens);
      }
    }
  }
}
