import type { InferenceSession } from 'onnxruntime-node';
import { interventionReasons } from '../../protocol/models';
import { type Decoder, GraphRunner } from './graphRunner';
import { checkInterventions, givesTheLogits } from './interventionCheck';
import type { Interventions, Queries } from './languageModel';
import type { ModelFolder } from './modelFolder';
import type { NativeRuntime } from './nativeRuntime';
import { type Instrumented, instrument, type ProbeRequest } from './onnx/instrument';
import type { BlockPart, InterventionPoint } from './onnx/interventions';
import { ElementType } from './onnx/onnxFields';
import { checkQueries } from './queryCheck';
import type { CheckedGraph } from './selfCheck';
import { SplitDecoder } from './splitDecoder';
import type { UnembeddingRunner } from './unembeddingRunner';

/** What a session is made from. */
export interface Opening {
  native: NativeRuntime;
  files: ModelFolder;
  options: InferenceSession.SessionOptions;
}

/** The decoder whose parts can be changed; the caches are those of the plain one. */
export interface Intervening {
  /** Null where there is nothing to be opened. */
  decoder: Decoder | null;
  can: Interventions;
  queries: Queries;
}

interface PlainModel extends Pick<CheckedGraph, 'attention'> {
  decoder: Decoder;
  unembedding: UnembeddingRunner | null;
}

/**
 * Opens the same graph with its parts open to changes and its queries to be seen, in the same form as the plain decoder, and checks
 * that they are what they are taken for. What does not hold is refused with the reason.
 */
export async function openIntervening(
  opening: Opening,
  request: ProbeRequest,
  plain: PlainModel,
): Promise<Intervening> {
  // A graph that cannot be run with the one may be with the other.
  const both = await openParts(opening, { ...request, queries: true }, plain);
  return both ?? (await openParts(opening, request, plain)) ?? refused('notExtensible');
}

/** Null where the library does not take it. */
async function openParts(
  { native, files, options }: Opening,
  request: ProbeRequest,
  plain: PlainModel,
): Promise<Intervening | null> {
  const { graph, skeleton } = files.graph;
  const { unembedding } = plain;
  // What a graph takes and gives may be of another type than what it computes with.
  const type = unembedding?.type ?? (request.elementType === ElementType.float16 ? 'float16' : 'float32');
  const found = instrument(skeleton, graph, { ...request, interventions: ElementType[type] });
  const { interventions, queries } = found;
  if (!interventions) return refused(found.residuals.found ? 'branches' : 'noStream');
  const { heads, contributions } = interventions;
  const form = formLike(plain.decoder, found);
  const session = await native.InferenceSession.create(form.model, options).catch(() => null);
  if (!session) return null;
  const runner = new GraphRunner(
    native,
    session,
    files.signature,
    {
      attention: found.attention.found ? found.attention.tensors : [],
      residuals: found.residuals.found ? found.residuals.tensors : [],
      middles: found.middles,
      additive: found.additive,
      interventions: {
        points: [
          ...pointsOf('heads', heads.found),
          ...pointsOf('attention', contributions),
          ...pointsOf('feedForward', contributions),
        ],
        type,
        headOutputs: heads.found ? heads.tensors : [],
        queries: queries?.tensors ?? [],
      },
    },
    'place' in form ? form : null,
  );
  const decoder = plain.decoder instanceof SplitDecoder && unembedding ? new SplitDecoder(runner, unembedding) : runner;
  const unavailable = {
    heads: heads.found ? null : heads.reason,
    contributions: contributions ? null : interventionReasons.notApart,
  };
  try {
    if (!(await givesTheLogits(decoder, plain.decoder, files.config))) {
      await runner.close();
      return refused('disturbing');
    }
    return {
      decoder,
      can: await checkInterventions(decoder, files.config, plain.attention, unavailable),
      queries: await checkQueries(decoder, files.config, plain.attention, queries?.rotated ?? null),
    };
  } catch (error) {
    runner.dispose();
    throw error;
  }

  function pointsOf(part: BlockPart, open: boolean): InterventionPoint[] {
    return open ? Array.from({ length: files.config.layers }, (_, layer) => ({ part, layer })) : [];
  }
}

/** So that caches of the one go with the other. */
function formLike(decoder: Decoder, { model, trunk, rowsTrunk }: Instrumented) {
  if (decoder.rowPlace && rowsTrunk) return rowsTrunk;
  return { model: decoder instanceof SplitDecoder && trunk ? trunk : model };
}

function refused(why: keyof typeof interventionReasons): Intervening {
  const unavailable = { available: false, reason: interventionReasons[why] } as const;
  return { decoder: null, can: { heads: unavailable, contributions: unavailable }, queries: unavailable };
}
