import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** One of the graphs of a model folder: the same model in another precision. */
export interface GraphVariant {
  /** As the file's name says, such as `q4`; `fp32` for a name that says nothing. */
  name: string;
  path: string;
  /** Bytes of the graph's file and of those beside it that hold its weights. */
  bytes: number;
}

/** Where exporters put graphs, and what they call them, in the order in which they are looked for. */
const folders = ['onnx', '.'];
const fileName = /^(?:model|decoder_model_merged)(?:_(?<name>[a-z0-9]+))?\.onnx$/;

/** From the truest to the smallest; what the Hub calls them. */
const byPrecision = ['fp32', 'fp16', 'int8', 'uint8', 'quantized', 'q8', 'q4f16', 'q4', 'bnb4'];
const unquantised = 'fp32';

/** How many times its bytes a variant takes in memory: half precision is computed in single. */
const growth: Readonly<Record<string, number>> = { fp16: 2, q4f16: 1.5 };
const usualGrowth = 1.1;

/** The graphs of a folder, the truest first. */
export function listVariants(folder: string): GraphVariant[] {
  const found = new Map<string, GraphVariant>();
  for (const place of folders) {
    const files = filesOf(path.join(folder, place));
    for (const file of files) {
      const match = fileName.exec(file);
      const name = match && (match.groups?.name ?? unquantised);
      if (!name || found.has(name)) continue;
      const parts = files.filter(
        (other) => other === file || other.startsWith(`${file}_data`) || other === `${file}.data`,
      );
      const bytes = parts.reduce((sum, part) => sum + sizeOf(path.join(folder, place, part)), 0);
      found.set(name, { name, path: path.join(folder, place, file), bytes });
    }
  }
  const rank = ({ name }: GraphVariant) =>
    byPrecision.includes(name) ? byPrecision.indexOf(name) : byPrecision.length;
  return [...found.values()].sort((a, b) => rank(a) - rank(b));
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

function filesOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** Links are followed, since the Hugging Face cache consists of them; one that leads nowhere is told of when it is opened. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
