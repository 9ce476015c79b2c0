import { createHash, type Hash } from 'node:crypto';

/** How the Hub knows a file's content: large files by SHA-256, others by git's SHA-1 of a blob. */
export interface Checksum {
  algorithm: 'sha256' | 'git-sha1';
  hex: string;
}

export function isChecksum(value: unknown): value is Checksum {
  const { algorithm, hex } = (value ?? {}) as Partial<Checksum>;
  const digits = algorithm === 'sha256' ? 64 : algorithm === 'git-sha1' ? 40 : 0;
  return digits > 0 && typeof hex === 'string' && hex.length === digits && /^[0-9a-f]+$/.test(hex);
}

/** A hash to be fed with a content of so many bytes, and then compared with the checksum's `hex`. */
export function startHash({ algorithm }: Checksum, bytes: number): Hash {
  // Git hashes the kind and the length before the content.
  return algorithm === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${bytes}\0`);
}
