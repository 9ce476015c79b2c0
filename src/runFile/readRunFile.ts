import { LoupeError } from '../protocol/errors';
import { decodeRun } from './decodeRun';
import type { RunJson } from './encodeRun';
import { largestRunFile, runFileFormat, runFileVersion, type SavedRun } from './savedRun';
import { RunFileFault } from './typedArrays';

/**
 * The run that a file holds. The schema's compiler, a script as large as the rest of the extension, is loaded here first.
 *
 * @param file its name, for messages
 * Throws `LoupeError` `runFileTooLarge`, `runFileNewer`, `runFileBroken`.
 */
export async function readRunFile(bytes: Uint8Array, file: string): Promise<SavedRun> {
  const { schemaFault } = await import('./schemaFault.js');
  checkRunFileSize(bytes.length, file);
  try {
    const json = parse(bytes);
    if (!isObject(json) || json.format !== runFileFormat)
      throw new RunFileFault(`its format is not “${runFileFormat}”`);
    const { version } = json;
    if (typeof version === 'number' && version > runFileVersion) {
      throw new LoupeError('runFileNewer', file, version, runFileVersion);
    }
    const fault = schemaFault(json);
    if (fault !== null) throw new RunFileFault(fault);
    return decodeRun(json as unknown as RunJson);
  } catch (error) {
    if (error instanceof RunFileFault) throw new LoupeError('runFileBroken', file, error.message);
    throw error;
  }
}

/** Throws `LoupeError('runFileTooLarge')`. */
export function checkRunFileSize(size: number, file: string): void {
  if (size <= largestRunFile) return;
  const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);
  throw new LoupeError('runFileTooLarge', file, megabytes(size), megabytes(largestRunFile));
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new RunFileFault('it is no JSON, or was cut off');
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
