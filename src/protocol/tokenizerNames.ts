import { folderName } from './installedModels';
import type { TokenizerRef } from './tokens';

/** Megabytes of a `tokenizer.json`. The largest ones known are Gemma's, 33 MB. */
export const largestTokenizer = 64;

/** The same for the same tokenizer, and different for all others: a model may have the name of an encoding. */
export function tokenizerKey(ref: TokenizerRef): string {
  return `${ref.kind} ${tokenizerName(ref)}`;
}

/** As it is named on the command line. */
function tokenizerName(ref: TokenizerRef): string {
  if (ref.kind === 'encoding') return ref.name;
  return ref.kind === 'model' ? ref.model : ref.path;
}

/** For people. */
export function tokenizerLabel(ref: TokenizerRef): string {
  return ref.kind === 'file' ? tokenizerFileName(ref.path) : tokenizerName(ref);
}

/** The file's own name, or its folder where all are called `tokenizer.json`; `owner/name` for one of the Hub. */
export function tokenizerFileName(path: string): string {
  const name = folderName(path.replace(/[\\/]tokenizer\.json$/, ''));
  return name.replace(/\.json$/, '').replace('--', '/');
}
