import { isVariantName } from '../protocol/graphFiles';
import { isChecksum } from './checksum';
import { asObject, isByteCount, parseJson, type Repository, type RepositoryFile } from './repository';
import { isRepositoryId } from './repositoryId';
import { filesToGet, isModelPath } from './variants';

/** What a folder of ours holds, or will hold once it is whole: kept in it, so that a download goes on after a restart. */
export interface DownloadRecord {
  /** On the Hub. */
  repository: string;
  commit: string;
  variant: string;
  license?: string;
  architecture?: string;
  files: RepositoryFile[];
}

/** Name of the record's file; the Hub's files in a model folder are never called so (`isModelPath`). */
export const recordFile = 'download.json';

/** Fails with `hubNotOnnx` or `hubVariantMissing`. */
export function planDownload(repository: Repository, variant: string): DownloadRecord {
  const { id, commit, license, architecture } = repository;
  return { repository: id, commit, variant, license, architecture, files: filesToGet(repository, variant) };
}

/** The id under which a downloaded model is known everywhere: `owner/name:variant`. */
export function downloadedId({ repository, variant }: Pick<DownloadRecord, 'repository' | 'variant'>): string {
  return `${repository}:${variant}`;
}

/** For people: `small q4`. */
export function downloadedName({ repository, variant }: Pick<DownloadRecord, 'repository' | 'variant'>): string {
  return `${repository.split('/').pop()} ${variant}`;
}

/** The name of its folder. Ids have no `--`, so that no two have the same. */
export function folderName({ repository, variant }: Pick<DownloadRecord, 'repository' | 'variant'>): string {
  return `${repository.replace('/', '--')}--${variant}`;
}

export function totalBytes({ files }: DownloadRecord): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The record in this text, or undefined where there is none that can be trusted to stay in its folder. */
export function parseRecord(text: string): DownloadRecord | undefined {
  const record = asObject(parseJson(text)) as Partial<DownloadRecord>;
  const { repository, commit, variant, files } = record;
  const valid =
    typeof repository === 'string' &&
    isRepositoryId(repository) &&
    typeof commit === 'string' &&
    /^[0-9a-f]{40}$/.test(commit) &&
    typeof variant === 'string' &&
    isVariantName(variant) &&
    Array.isArray(files) &&
    files.every(isRecordedFile);
  return valid ? (record as DownloadRecord) : undefined;
}

function isRecordedFile(value: unknown): boolean {
  const { path, bytes, checksum } = asObject(value);
  return typeof path === 'string' && isModelPath(path) && isByteCount(bytes) && isChecksum(checksum);
}
