import { existsSync } from 'node:fs';
import path from 'node:path';
import { LoupeError } from '../../protocol/errors';
import { ExternalFiles } from './onnx/externalData';
import { FileSource } from './onnx/fileSource';
import { type OnnxGraph, parseModel, UnsupportedGraphError } from './onnx/onnxModel';
import { readSkeleton } from './onnx/skeleton';
import { WireFormatError } from './onnx/wireReader';

/** The graph of a model folder, without its weights. */
export interface GraphFile {
  path: string;
  /** Model bytes whose weights are references into files of `weightsFolder`. */
  skeleton: Uint8Array;
  graph: OnnxGraph;
  weightsFolder: string;
  /** Bytes of the graph's file and of those that hold its weights. */
  totalBytes: number;
}

/** Where exporters put the graph, in the order in which it is looked for. */
const places = [path.join('onnx', 'model.onnx'), 'model.onnx'];

/** Reads the graph of `folder`: `onnx/model.onnx`, else `model.onnx`. Fails with `modelGraphMissing`, `modelGraphBroken` or `modelUnsupported`. */
export function readGraphFile(folder: string): GraphFile {
  const file = places.map((place) => path.join(folder, place)).find(existsSync);
  if (!file) throw new LoupeError('modelGraphMissing', folder);
  try {
    const files = new ExternalFiles(file);
    const source = new FileSource(file);
    try {
      const skeleton = readSkeleton(source, files);
      const graph = parseModel(skeleton);
      return { path: file, skeleton, graph, weightsFolder: files.folder, totalBytes: files.totalBytes };
    } finally {
      source.dispose();
    }
  } catch (error) {
    if (error instanceof WireFormatError) throw new LoupeError('modelGraphBroken', file, error.message);
    if (error instanceof UnsupportedGraphError) throw new LoupeError('modelUnsupported', folder, error.message);
    throw new LoupeError('fileUnreadable', file, (error as Error).message);
  }
}
