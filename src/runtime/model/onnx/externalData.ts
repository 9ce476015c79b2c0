import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { UnsupportedGraphError } from './onnxModel';
import { WireFormatError } from './wireReader';

/**
 * The files that a graph keeps weights in. A model folder is not trusted: only files that really lie (links resolved)
 * in the real folder of the graph, or below it, are used. Resolving first is what lets the links of a Hugging Face cache work.
 */
export class ExternalFiles {
  /** The graph's real folder. */
  readonly folder: string;
  /** Bytes of each file in use, by its real path. */
  readonly sizes = new Map<string, number>();

  constructor(private readonly graphPath: string) {
    const real = realpathSync(graphPath);
    this.folder = path.dirname(real);
    this.sizes.set(real, sizeOfFile(real, 'it'));
  }

  /** The graph's own file, relative to `folder`. */
  get ownLocation(): string {
    return path.basename(realpathSync(this.graphPath));
  }

  /** The location relative to `folder` of the file that the graph calls `location`, and its bytes. */
  resolve(location: string): { location: string; size: number } {
    const named = path.resolve(path.dirname(this.graphPath), location);
    if (!existsSync(named)) throw new WireFormatError(`its weights file ${location} is missing`);
    const real = realpathSync(named);
    const relative = path.relative(this.folder, real);
    if (path.isAbsolute(location) || relative.split(path.sep)[0] === '..' || path.isAbsolute(relative)) {
      throw new UnsupportedGraphError(`its weights file ${location} lies outside of its folder`);
    }
    const size = sizeOfFile(real, `its weights file ${location}`);
    this.sizes.set(real, size);
    return { location: relative, size };
  }

  /** Bytes of all files in use. */
  get totalBytes(): number {
    return [...this.sizes.values()].reduce((sum, size) => sum + size, 0);
  }
}

/** Folders are refused, and pipes and devices, whose reading would not end. */
function sizeOfFile(real: string, name: string): number {
  const stat = statSync(real);
  if (!stat.isFile()) throw new WireFormatError(`${name} is not a file`);
  return stat.size;
}
