import { LoupeError } from '../../protocol/errors';
import { chooseVariant, type GraphVariant, listVariants } from './graphVariants';
import { freeMemory } from './memoryNeed';
import { ExternalFiles } from './onnx/externalData';
import { FileSource } from './onnx/fileSource';
import { type OnnxGraph, parseModel, UnsupportedGraphError } from './onnx/onnxModel';
import { readSkeleton } from './onnx/skeleton';
import { WireFormatError } from './onnx/wireReader';

/** The graph of a model folder, without its weights. */
export interface GraphFile {
  path: string;
  variant: string;
  /** All that the folder has. */
  variants: GraphVariant[];
  /** Model bytes whose weights are references into files of `weightsFolder`. */
  skeleton: Uint8Array;
  graph: OnnxGraph;
  weightsFolder: string;
  /** Bytes of the graph's file and of those that hold its weights. */
  totalBytes: number;
}

/**
 * Reads one of the graphs of `folder`: the wanted variant, else the one that suits this machine. Fails with
 * `modelGraphMissing`, `modelGraphBroken` or `modelUnsupported`.
 */
export function readGraphFile(folder: string, wanted?: string): GraphFile {
  const variants = listVariants(folder);
  const variant = chooseVariant(variants, wanted, freeMemory());
  if (!variant) throw new LoupeError('modelGraphMissing', folder);
  const file = variant.path;
  try {
    const files = new ExternalFiles(file);
    const source = new FileSource(file);
    try {
      const skeleton = readSkeleton(source, files);
      const graph = parseModel(skeleton);
      const { folder: weightsFolder, totalBytes } = files;
      return { path: file, variant: variant.name, variants, skeleton, graph, weightsFolder, totalBytes };
    } finally {
      source.dispose();
    }
  } catch (error) {
    if (error instanceof WireFormatError) throw new LoupeError('modelGraphBroken', file, error.message);
    if (error instanceof UnsupportedGraphError) throw new LoupeError('modelUnsupported', folder, error.message);
    throw new LoupeError('fileUnreadable', file, (error as Error).message);
  }
}
