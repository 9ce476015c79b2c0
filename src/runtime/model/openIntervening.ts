import type { InferenceSession } from 'onnxruntime-node';
import { type Capability, interventionReasons } from '../../protocol/models';
import { type Decoder, GraphRunner } from './graphRunner';
import { checkInterventions } from './interventionCheck';
import type { Interventions } from './languageModel';
import type { ModelFolder } from './modelFolder';
import type { NativeRuntime } from './nativeRuntime';
import { type Instrumented, instrument, type ProbeRequest } from './onnx/instrument';
import type { BlockPart, InterventionPoint } from './onnx/interventions';
import { ElementType } from './onnx/onnxFields';
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
  /** Null where nothing can be changed. */
  decoder: Decoder | null;
  can: Interventions;
}

interface PlainModel extends Pick<CheckedGraph, 'attention'> {
  decoder: Decoder;
  unembedding: UnembeddingRunner | null;
}

/**
 * Opens the same graph with its parts open to changes, in the same form as the plain decoder, and checks that they are what they
 * are taken for. What does not hold is refused with the reason.
 */
export async function openIntervening(
  { native, files, options }: Opening,
  request: ProbeRequest,
  plain: PlainModel,
): Promise<Intervening> {
  const { graph, skeleton } = files.graph;
  const { unembedding } = plain;
  // What a graph takes and gives may be of another type than what it computes with.
  const type = unembedding?.type ?? (request.elementType === ElementType.float16 ? 'float16' : 'float32');
  const found = instrument(skeleton, graph, { ...request, interventions: ElementType[type] });
  const { interventions } = found;
  if (!interventions) return refused(found.residuals.found ? 'branches' : 'noStream');
  const { heads, contributions } = interventions;
  if (!heads.found && !contributions) return refused('notApart', heads.reason);
  const form = formLike(plain.decoder, found);
  const session = await native.InferenceSession.create(form.model, options).catch(() => null);
  if (!session) return refused('notExtensible');
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
    const can = await checkInterventions(
      { changed: decoder, ...plain, plain: plain.decoder },
      files.config,
      unavailable,
    );
    if (can.heads.available || can.contributions.available) return { decoder, can };
    await runner.close();
    return { decoder: null, can };
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

function refused(why: keyof typeof interventionReasons, heads: string = interventionReasons[why]): Intervening {
  const unavailable = (reason: string) => ({ available: false, reason }) satisfies Capability;
  return { decoder: null, can: { heads: unavailable(heads), contributions: unavailable(interventionReasons[why]) } };
}
