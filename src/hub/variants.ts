import { LoupeError } from '../protocol/errors';
import { graphFiles, isGraphFile } from '../protocol/graphFiles';
import type { Repository, RepositoryFile } from './repository';

/** One of the graphs that a repository offers, by its precision. */
export interface Variant {
  /** `fp32`, or what the graph's name adds: `fp16`, `int8`, `uint8`, `quantized`, `q4`, `q4f16`, `bnb4`. */
  name: string;
  /** The graph and the files that hold its weights. */
  files: RepositoryFile[];
  bytes: number;
}

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
  const variants = [...graphFiles(files)].map(([name, parts]) => ({ name, files: parts, bytes: total(parts) }));
  return variants.sort((a, b) => a.bytes - b.bytes);
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
  return isGraphFile(path) || isCompanion(path);
}

function companionsOf({ files }: Repository): RepositoryFile[] {
  const taken = new Set<string>();
  return files.filter(({ path }) => {
    // Names that differ in case alone are one file on some disks.
    const key = path.toLowerCase();
    if (taken.has(key) || !isCompanion(path)) return false;
    taken.add(key);
    return true;
  });
}

const isCompanion = (path: string) => companions.some((pattern) => pattern.test(path));
const total = (files: readonly RepositoryFile[]) => files.reduce((sum, { bytes }) => sum + bytes, 0);
