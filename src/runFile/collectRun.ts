import { LoupeError } from '../protocol/errors';
import type { Lens } from '../protocol/lens';
import type { Reading, Sampling } from '../protocol/runs';
import type { RuntimeApi } from '../protocol/runtimeApi';
import { type SavedAttention, type SavedAttribution, type SavedNext, type SavedRun, triangle } from './savedRun';

/** What of a run goes into a file besides the reading, which always does. */
export interface SavedParts {
  overview: boolean;
  /** Layers whose attention is saved, all heads of them. */
  layers: readonly number[];
  lens: boolean;
  next: boolean;
}

/** Edge length of a saved thumbnail in cells, as the Inspector shows them. */
export const savedThumbnail = 48;
/** Alternatives that the Inspector shows in a cell of the logit lens. */
export const savedLensTokens = 5;
/** Rows that the table of next tokens shows at most. */
export const savedBest = 320;

/** Why a model's logits cannot be taken apart. */
const unattributable: readonly string[] = ['attributionNormed', 'attributionNotLinear'];

const raw: Sampling = { temperature: 1, topK: 0, topP: 1 };

/** Asks the runtime about a run. */
export type AskRuntime = <
  K extends 'attentionOverview' | 'attentionHead' | 'lens' | 'attributions' | 'distribution' | 'logits',
>(
  method: K,
  params: RuntimeApi[K]['params'],
) => Promise<RuntimeApi[K]['result']>;

/**
 * The parts of a live run that are to be saved, from the runtime, one slice after the other. Rejects with `runWentOn` where tokens were
 * appended or taken back before the next token's distribution was had.
 */
export async function collectRun(
  rest: Omit<SavedRun, 'attention' | 'lens' | 'attribution' | 'next'>,
  parts: SavedParts,
  ask: AskRuntime,
): Promise<SavedRun> {
  const { reading } = rest;
  const { runId, tokens } = reading;
  const end = tokens.ids.length;
  // First: what is appended later must not come into it. All else is of the text's own tokens.
  const next = parts.next ? await collectNext(runId, end + rest.appended.length, ask) : null;
  const lens =
    parts.lens && reading.residuals.available
      ? await ask('lens', { runId, first: 0, end, topK: savedLensTokens, follow: 'next' })
      : null;
  return {
    ...rest,
    attention: await collectAttention(reading, parts, ask),
    lens,
    attribution: lens && (await collectAttribution(runId, lens, ask)),
    next,
  };
}

async function collectAttention(
  { runId, attention, tokens }: Reading,
  { overview, layers }: SavedParts,
  ask: AskRuntime,
): Promise<SavedAttention | null> {
  if (!attention.available || (!overview && layers.length === 0)) return null;
  // As it was read: appended tokens are saved without their rows.
  const asked = { runId, tokens: tokens.ids.length, dropSink: false };
  const size = triangle(asked.tokens);
  const maps = new Map<number, Float32Array>();
  for (const layer of layers) {
    const packed = new Float32Array(attention.heads * size);
    for (let head = 0; head < attention.heads; head++) {
      const map = await ask('attentionHead', { ...asked, layer, head });
      for (let query = 0; query < map.tokens; query++) {
        const row = map.values.subarray(query * map.tokens, query * map.tokens + query + 1);
        packed.set(row, head * size + triangle(query));
      }
    }
    maps.set(layer, packed);
  }
  const params = { ...asked, size: savedThumbnail };
  return { overview: overview ? await ask('attentionOverview', params) : null, layers: maps };
}

/** After the text's last token. */
async function collectAttribution(
  runId: string,
  { first, positions, top }: Lens,
  ask: AskRuntime,
): Promise<SavedAttribution | null> {
  const position = first + positions - 1;
  const tokenIds = [...top.ids.subarray(-top.count)].filter((id) => id >= 0);
  try {
    return { position, tokens: await ask('attributions', { runId, position, tokenIds }) };
  } catch (error) {
    // Such a model has a lens all the same.
    const isOfModel = error instanceof LoupeError && unattributable.includes(error.code);
    if (isOfModel) return null;
    throw error;
  }
}

/** @param tokens how many it comes after */
async function collectNext(runId: string, tokens: number, ask: AskRuntime): Promise<SavedNext> {
  const before = await ask('distribution', { runId, sampling: raw, count: savedBest });
  const logits = await ask('logits', { runId });
  const after = await ask('distribution', { runId, sampling: raw, count: 1 });
  if (before.length !== tokens || after.length !== tokens) throw new LoupeError('runWentOn');
  return { logits, best: before.rows.map(({ id, bytes, special }) => ({ id, bytes, special })) };
}
