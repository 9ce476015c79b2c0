import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { graphFiles, weightBits } from '../../protocol/graphFiles';

/** One of the graphs of a model folder: the same model in another precision. */
export interface GraphVariant {
  /** As the file's name says, such as `q4`; `fp32` for a name that says nothing. */
  name: string;
  path: string;
  /** Bytes of the graph's file and of those beside it that hold its weights. */
  bytes: number;
}

const byPrecision = [...weightBits.keys()];

/** How many times its bytes a variant takes in memory: half precision is computed in single. */
const growth: Readonly<Record<string, number>> = { fp16: 2, q4f16: 1.5 };
const usualGrowth = 1.1;

/** The graphs of a folder, the truest first. */
export function listVariants(folder: string): GraphVariant[] {
  const variants = [...graphFiles(filesOf(folder))].map(([name, files]) => {
    const paths = files.map((file) => path.join(folder, file.path));
    return { name, path: paths[0], bytes: paths.reduce((sum, file) => sum + sizeOf(file), 0) };
  });
  return variants.sort((a, b) => rank(a) - rank(b));
}

/**
 * The wanted one if it is there; else the truest that takes at most half of the memory, since the editor is not alone on the
 * machine; else the smallest. Undefined where there is none.
 *
 * @param memory bytes that are free
 */
export function chooseVariant(
  variants: readonly GraphVariant[],
  wanted: string | undefined,
  memory: number,
): GraphVariant | undefined {
  const fits = ({ name, bytes }: GraphVariant) => bytes * (growth[name] ?? usualGrowth) <= memory / 2;
  const smallest = [...variants].sort((a, b) => a.bytes - b.bytes)[0];
  return variants.find(({ name }) => name === wanted) ?? variants.find(fits) ?? smallest;
}

/** What lies where graphs may be. */
function filesOf(folder: string): { path: string }[] {
  return ['onnx/', ''].flatMap((place) => {
    const parent = path.join(folder, place);
    const names = existsSync(parent) ? readdirSync(parent).sort() : [];
    return names.map((name) => ({ path: place + name }));
  });
}

/** Unknown ones come last. */
function rank({ name }: GraphVariant): number {
  return byPrecision.includes(name) ? byPrecision.indexOf(name) : byPrecision.length;
}

/** Links are followed, since the Hugging Face cache consists of them; one that leads nowhere is told of when it is opened. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
