import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const fixtures = path.join(__dirname, '..', '..', 'fixtures', 'matrix');
const graphSuffix = '.onnx.gz';

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

/** The families, each with the exports that there are of it. */
export function listExports(): Record<string, string[]> {
  const exportsOf = (family: string) =>
    readdirSync(path.join(fixtures, family))
      .filter((file) => file.endsWith(graphSuffix))
      .map((file) => file.slice(0, -graphSuffix.length));
  return Object.fromEntries(readdirSync(fixtures).map((family) => [family, exportsOf(family)]));
}

/** Lays the export out in `folder` as a model folder in Hugging Face layout; there its family's exports share their weights. */
export function layOut(family: string, way: string, folder: string): void {
  const source = path.join(fixtures, family);
  mkdirSync(path.join(folder, 'onnx'), { recursive: true });
  copyFileSync(path.join(source, 'config.json'), path.join(folder, 'config.json'));
  copyFileSync(path.join(source, 'model.onnx_data'), path.join(folder, 'onnx', 'model.onnx_data'));
  const graph = gunzipSync(readFileSync(path.join(source, way + graphSuffix)));
  writeFileSync(path.join(folder, 'onnx', 'model.onnx'), graph);
}

/** The export's own reference where it rounds the weights, else its family's. */
export function readReference(family: string, way: string): Reference {
  const own = readdirSync(path.join(fixtures, family)).includes(`${way}.json`);
  const stem = path.join(fixtures, family, own ? way : 'reference');
  const { ids, lensRows, ...places } = JSON.parse(readFileSync(`${stem}.json`, 'utf8'));
  const bytes = readFileSync(`${stem}.f32`);
  const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  /** Split along the first axis. */
  const parts = ({ shape, offset }: { shape: number[]; offset: number }) => {
    const size = shape.slice(1).reduce((a, b) => a * b, 1);
    return Array.from({ length: shape[0] }, (_, i) => numbers.subarray(offset + i * size, offset + (i + 1) * size));
  };
  const [logits] = parts({ ...places.logits, shape: [1, ...places.logits.shape] });
  return {
    ids,
    logits,
    lensRows,
    attention: parts(places.attention),
    residuals: parts(places.residuals),
    lens: parts(places.lens),
  };
}
