import { LoupeError } from '../protocol/errors';
import { type Checksum, isChecksum } from './checksum';
import type { HubConnection } from './hubConnection';
import { isRepositoryId } from './repositoryId';
import { withRetries } from './retries';

export interface RepositoryFile {
  /** With slashes, as the Hub lists it: not to be trusted. */
  path: string;
  bytes: number;
  checksum: Checksum;
}

/** What the Hub says of a model at one commit. */
export interface Repository {
  /** As the Hub spells it, which may be another than was asked for. */
  id: string;
  /** All files are those of this commit, whatever is uploaded meanwhile. */
  commit: string;
  /** Files come only for those who accepted conditions. */
  gated: boolean;
  /** As the model card names it. */
  license?: string;
  /** As config.json names it. */
  architecture?: string;
  /** Those that come with a size and a checksum. */
  files: RepositoryFile[];
}

/** A listing with thousands of files is a megabyte. */
const largestListing = 16 * 2 ** 20;

/** Somebody waits for the answer, and is not told that we try again. Milliseconds. */
const impatience = [500, 2000];
const longest = 10_000;

/**
 * Asks the Hub about a model. Fails with `hubIdInvalid`, `hubRepositoryMissing`, `hubTokenRefused`, `hubBusy`, `hubFailed`, `hubUnreachable`,
 * `hubAnswerOdd`, or `cancelled`.
 */
export async function readRepository(
  hub: HubConnection,
  id: string,
  signal: AbortSignal,
  delays: readonly number[] = impatience,
): Promise<Repository> {
  if (!isRepositoryId(id)) throw new LoupeError('hubIdInvalid', id);
  const listing = await withRetries(
    async () => {
      // `blobs` adds size and checksum to each file, so that one request tells all.
      const answer = await hub.get({ path: `api/models/${id}?blobs=true`, repository: id, signal });
      const chunks: Uint8Array[] = [];
      let length = 0;
      for await (const chunk of answer.body) {
        length += chunk.length;
        if (length > largestListing) throw new LoupeError('hubAnswerOdd', hub.endpoint.host, 'the listing is too long');
        chunks.push(chunk);
      }
      return Buffer.concat(chunks).toString();
    },
    { signal, delays, longest },
  );
  const repository = parseRepository(listing);
  if (!repository) throw new LoupeError('hubAnswerOdd', hub.endpoint.host, 'no listing of a model');
  return repository;
}

/** The members that are as the Hub writes them; undefined where that is no repository. */
function parseRepository(text: string): Repository | undefined {
  const info = asObject(parseJson(text));
  const { id, sha, gated, siblings } = info;
  if (typeof id !== 'string' || !isRepositoryId(id)) return undefined;
  if (typeof sha !== 'string' || !/^[0-9a-f]{40}$/.test(sha) || !Array.isArray(siblings)) return undefined;
  const card = asObject(info.cardData);
  const [architecture] = asArray(asObject(info.config).architectures);
  return {
    id,
    commit: sha,
    gated: gated !== undefined && gated !== false,
    license: licenseOf(card),
    architecture: shortText(architecture),
    files: siblings.flatMap((sibling) => parseFile(asObject(sibling)) ?? []),
  };
}

/** One or several; a licence that the Hub has no short name for is “other”, and named beside that. */
function licenseOf({ license, license_name }: Json): string | undefined {
  const names = [license]
    .flat()
    .flatMap((name) => (name === 'other' && shortText(license_name)) || shortText(name) || []);
  return names.join(', ') || undefined;
}

/** Large files are kept by their SHA-256, all others as git keeps them. */
function parseFile({ rfilename, size, blobId, lfs }: Json): RepositoryFile | undefined {
  const large = asObject(lfs);
  const checksum: Partial<Checksum> = lfs
    ? { algorithm: 'sha256', hex: large.sha256 as string }
    : { algorithm: 'git-sha1', hex: blobId as string };
  const bytes = lfs ? large.size : size;
  if (typeof rfilename !== 'string' || !isByteCount(bytes) || !isChecksum(checksum)) return undefined;
  return { path: rfilename, bytes, checksum };
}

export type Json = Record<string, unknown>;

export function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // What is no JSON holds nothing of what is looked for.
  }
}

export function isByteCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function shortText(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.+ -]{1,100}$/.test(value) ? value : undefined;
}
