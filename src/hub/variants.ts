import { LoupeError } from '../protocol/errors';
import type { Repository, RepositoryFile } from './repository';

/** One of the graphs that a repository offers, by its precision. */
export interface Variant {
  /** `fp32`, or what the graph's name adds: `fp16`, `int8`, `uint8`, `quantized`, `q4`, `q4f16`, `bnb4`. */
  name: string;
  /** The graph and the files that hold its weights. */
  files: RepositoryFile[];
  bytes: number;
}

/**
 * `onnx/model_q4.onnx`, or the same at the top; older exports call it decoder_model_merged. Matched as a whole: no other path of a
 * server's listing is ever a graph.
 */
const graph = /^(onnx\/)?(model|decoder_model_merged)(?:_([a-z0-9]{1,16}))?\.onnx$/;

/** How exporters name the files of a graph's weights, after the graph's own name. */
const weights = /^(?:_data|\.data)(?:_\d{1,3})?$/;

/** Files besides the graph that say how to read text, and what the model is. */
const companions = [
  /^(?:config|generation_config|special_tokens_map|added_tokens)\.json$/,
  /^tokenizer(?:_config)?\.json$/,
  /^chat_template\.(?:jinja|json)$/,
  /^README\.md$/,
  /^(?:LICEN[CS]E|NOTICE|USE_POLICY)(?:\.md|\.txt)?$/i,
];

/** The variants of a repository, smallest first. */
export function variantsOf({ files }: Pick<Repository, 'files'>): Variant[] {
  const found = new Map<string, Variant>();
  const graphs = files.filter(({ path }) => graph.test(path)).sort((a, b) => preference(b) - preference(a));
  for (const file of graphs) {
    const name = variantName(file.path) ?? 'fp32';
    if (found.has(name)) continue;
    const parts = [file, ...files.filter(({ path }) => isWeightsOf(file.path, path))];
    found.set(name, { name, files: parts, bytes: total(parts) });
  }
  return [...found.values()].sort((a, b) => a.bytes - b.bytes);
}

/** The variant that a graph's path in a model folder stands for; undefined where that is no graph. */
export function variantName(path: string): string | undefined {
  const match = graph.exec(path);
  return match ? (match[3] ?? 'fp32') : undefined;
}

/** All files of a model folder with this variant alone. Fails with `hubNotOnnx` or `hubVariantMissing`. */
export function filesToGet(repository: Repository, variant: string): RepositoryFile[] {
  const variants = variantsOf(repository);
  if (variants.length === 0 || !repository.files.some(({ path }) => path === 'config.json'))
    throw new LoupeError('hubNotOnnx', repository.id);
  const chosen = variants.find(({ name }) => name === variant);
  if (!chosen) {
    const names = variants.map(({ name }) => name).join(', ');
    throw new LoupeError('hubVariantMissing', repository.id, variant, names);
  }
  // Small files come first: what is wrong with the rights to a repository then shows at once.
  return [...companionsOf(repository), ...chosen.files];
}

/** Whether a path is one that `filesToGet` may give; such a path never leaves the folder it is put into. */
export function isModelPath(path: string): boolean {
  const name = /^(?:onnx\/)?([a-z0-9_]*\.onnx)(.*)$/.exec(path);
  if (name) return graph.test(name[1]) && (name[2] === '' || weights.test(name[2]));
  return companions.some((pattern) => pattern.test(path));
}

function companionsOf({ files }: Repository): RepositoryFile[] {
  const taken = new Set<string>();
  return files.filter(({ path }) => {
    // Names that differ in case alone are one file on some disks.
    const key = path.toLowerCase();
    if (taken.has(key) || !companions.some((pattern) => pattern.test(path))) return false;
    taken.add(key);
    return true;
  });
}

/** Of two graphs of one variant: the one in onnx/, where the runtime looks first, and the one with today's name. */
const preference = ({ path }: RepositoryFile) => (path.startsWith('onnx/') ? 2 : 0) + (path.includes('merged') ? 0 : 1);
const isWeightsOf = (graphPath: string, path: string) =>
  path.startsWith(graphPath) && weights.test(path.slice(graphPath.length));
const total = (files: readonly RepositoryFile[]) => files.reduce((sum, { bytes }) => sum + bytes, 0);
