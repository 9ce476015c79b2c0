/**
 * How exporters name the graphs of a model folder and the files of their weights: `onnx/model_q4.onnx`, or the same at the top; older
 * exports call it decoder_model_merged. Matched as a whole: such a path never leaves its folder.
 */
const graphFile =
  /^(?<graph>(?:onnx\/)?(?:model|decoder_model_merged)(?:_(?<variant>[a-z0-9]{1,32}))?\.onnx)(?:[._]data(?:_\d{1,3})?)?$/;

/** The variant whose graph is called plainly `model.onnx`. */
const unquantised = 'fp32';

/** Bits of a weight in the variants that exporters make, from the truest to the most rounded. */
export const weightBits: ReadonlyMap<string, number> = new Map([
  [unquantised, 32],
  ['fp16', 16],
  ['int8', 8],
  ['uint8', 8],
  ['quantized', 8],
  ['q8', 8],
  ['q4f16', 4],
  ['q4', 4],
  ['bnb4', 4],
]);

/**
 * The graphs among the files of a model folder, by the names of their variants: of each the graph, then the files that hold its
 * weights. Of several graphs of one variant the one in onnx/ counts; there, the one with today's name; else the first.
 *
 * @param files with their paths in the folder, with slashes
 */
export function graphFiles<File extends { path: string }>(files: readonly File[]): Map<string, File[]> {
  const found = new Map<string, File[]>();
  const graphs = files.filter(({ path }) => graphOf(path) === path);
  for (const graph of graphs.sort((a, b) => rank(a.path) - rank(b.path))) {
    const variant = variantOf(graph.path);
    if (found.has(variant)) continue;
    const weights = files.filter(({ path }) => path !== graph.path && graphOf(path) === graph.path);
    found.set(variant, [graph, ...weights]);
  }
  return found;
}

/** Whether `graphFiles` takes a path for a graph or for weights of one. */
export function isGraphFile(path: string): boolean {
  return graphFile.test(path);
}

/** Whether a variant may be called so; such a name is also a safe part of a path. */
export function isVariantName(text: string): boolean {
  return graphFile.exec(`model_${text}.onnx`)?.groups?.variant === text;
}

function graphOf(path: string): string | undefined {
  return graphFile.exec(path)?.groups?.graph;
}

function variantOf(graph: string): string {
  return graphFile.exec(graph)?.groups?.variant ?? unquantised;
}

function rank(graph: string): number {
  return (graph.startsWith('onnx/') ? 0 : 2) + (graph.includes('decoder_model') ? 1 : 0);
}
