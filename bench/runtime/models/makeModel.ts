import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inRepository } from '../../../test/support/paths';
import { type Architecture, weightsOf } from './architecture';
import { GgufModelWriter } from './ggufModel';
import { hubFiles } from './hubFiles';
import { OnnxModelWriter } from './onnxModel';
import type { Precision } from './precision';
import { randomWeight } from './randomWeights';

/** One model in the two forms that the contenders take. */
export interface ModelFiles {
  /** Hugging Face layout, with the graph in `onnx/`. */
  folder: string;
  gguf: string;
}

/** Writes the model into `out/`, unless this code has done so before. */
export function makeModel(architecture: Architecture, precision: Precision): ModelFiles {
  const folder = inRepository(`out/bench-runtime/${architecture.name}-${precision.name}`);
  const files = { folder, gguf: path.join(folder, `model-${precision.gguf}.gguf`) };
  const stamp = path.join(folder, '.made');
  const wanted = fingerprint();
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return files;

  console.error(`Making the model ${path.basename(folder)} …`);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(path.join(folder, 'onnx'), { recursive: true });
  for (const [name, content] of Object.entries(hubFiles(architecture))) {
    fs.writeFileSync(path.join(folder, name), JSON.stringify(content, null, 2));
  }
  const writers = [
    new OnnxModelWriter(architecture, precision, path.join(folder, 'onnx', `model${precision.suffix}.onnx`)),
    new GgufModelWriter(architecture, precision, files.gguf),
  ];
  for (const weight of weightsOf(architecture)) {
    const values = randomWeight(weight);
    for (const writer of writers) writer.add(weight, values);
  }
  for (const writer of writers) writer.finish();
  fs.writeFileSync(stamp, wanted);
  return files;
}

/** Changes with the code that writes models. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const name of fs.readdirSync(__dirname).sort()) hash.update(fs.readFileSync(path.join(__dirname, name)));
  return hash.digest('hex');
}
