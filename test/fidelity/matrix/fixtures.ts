import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const fixtures = path.join(__dirname, '..', '..', 'fixtures', 'matrix');

/** What transformers gave for one text, as `reference.py` says; T tokens, L layers, H heads, V vocabulary, D width. */
export interface Reference {
  ids: number[];
  /** [T, V] */
  logits: Float32Array;
  /** [L] of [H, T, T] */
  attention: Float32Array[];
  /** [L + 1] of [T, D] */
  residuals: Float32Array[];
  /** Positions whose states `lens` is of. */
  lensRows: number[];
  /** [L + 1] of [lensRows, V] */
  lens: Float32Array[];
}

/** The same in all references; their arrays lie end to end in this order. */
interface Layout {
  ids: number[];
  lensRows: number[];
  shapes: Record<'logits' | 'attention' | 'residuals' | 'lens', number[]>;
}

/** The families, each with its exports. */
export function listExports(): Record<string, string[]> {
  const families = readdirSync(fixtures, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return Object.fromEntries(families.map(({ name }) => [name, Object.keys(referencesOf(name))]));
}

/** Lays an export out in `folder` as a model folder in Hugging Face layout: as stored, those of a family share their weights. */
export function layOut(family: string, way: string, folder: string): void {
  const source = path.join(fixtures, family);
  mkdirSync(path.join(folder, 'onnx'), { recursive: true });
  copyFileSync(path.join(source, 'config.json'), path.join(folder, 'config.json'));
  copyFileSync(path.join(source, 'model.onnx_data'), path.join(folder, 'onnx', 'model.onnx_data'));
  const graph = gunzipSync(readFileSync(path.join(source, `${way}.onnx.gz`)));
  writeFileSync(path.join(folder, 'onnx', 'model.onnx'), graph);
}

/** What transformers gave with the weights that the export has. */
export function readReference(family: string, way: string): Reference {
  const { ids, lensRows, shapes } = readJson<Layout>('layout.json');
  let numbers = readFloats(path.join(fixtures, family, `${referencesOf(family)[way]}.f32`));
  const take = (count: number, size: number) => {
    const parts = Array.from({ length: count }, (_, i) => numbers.subarray(i * size, (i + 1) * size));
    numbers = numbers.subarray(count * size);
    return parts;
  };
  const takeLayers = ([layers, ...rest]: number[]) => take(layers, product(rest));
  const [logits] = take(1, product(shapes.logits));
  const attention = takeLayers(shapes.attention);
  const residuals = takeLayers(shapes.residuals);
  return { ids, lensRows, logits, attention, residuals, lens: takeLayers(shapes.lens) };
}

/** [L] of [lensRows, D], as `middles.py` says; null for a family whose blocks do not add one after the other. */
export function readMiddles(family: string): Float32Array[] | null {
  const file = path.join(fixtures, family, 'middles.f32');
  if (!existsSync(file)) return null;
  const numbers = readFloats(file);
  const { shapes } = readJson<Layout>('layout.json');
  const [layers, size] = [shapes.attention[0], shapes.lens[1] * shapes.residuals[2]];
  return Array.from({ length: layers }, (_, layer) => numbers.subarray(layer * size, (layer + 1) * size));
}

/** What `ablations.py` ablated, and where it looked. */
export const ablatedLayers = [0, 2];
export const ablatedHead = 2;
export const ablatedRows = [7, 23];

/** Logits [V] at a position with a part of a layer ablated; `part` counts as `ablations.py` does: head, attention, feed-forward. */
export function readAblations(
  family: string,
  { layer, part, kind, position }: { layer: number; part: number; kind: 'zero' | 'mean'; position: number },
): Float32Array {
  const numbers = readFloats(path.join(fixtures, family, 'ablations.f32'));
  const vocabulary = readJson<Layout>('layout.json').shapes.logits[1];
  const parts = numbers.length / (ablatedLayers.length * 2 * ablatedRows.length * vocabulary);
  const block = (ablatedLayers.indexOf(layer) * parts + part) * 2 + (kind === 'zero' ? 0 : 1);
  const start = (block * ablatedRows.length + ablatedRows.indexOf(position)) * vocabulary;
  return numbers.subarray(start, start + vocabulary);
}

/** The weight that `weights.py` looked at. */
export const weightQuery = 23;
export const weightKey = 20;

/** What it is made from in one head. */
export function readWeightVectors(
  family: string,
  { layer, head, layers, heads }: { layer: number; head: number; layers: number; heads: number },
) {
  const numbers = readFloats(path.join(fixtures, family, 'weights.f32'));
  const length = numbers.length / (layers * heads);
  const own = numbers.subarray((layer * heads + head) * length, (layer * heads + head + 1) * length);
  const size = (length - 1) / 4;
  const at = (place: number) => own.subarray(place, place + size);
  const scale = own[3 * size];
  return { query: at(0), key: at(size), value: at(2 * size), scale, output: at(3 * size + 1) };
}

function readFloats(file: string): Float32Array {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** Of each of the family's exports, the name of its reference. */
function referencesOf(family: string): Record<string, string> {
  return readJson(path.join(family, 'exports.json'));
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(path.join(fixtures, file), 'utf8'));
}

function product(sizes: number[]): number {
  return sizes.reduce((a, b) => a * b, 1);
}
