import type { Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { startHash } from './checksum';
import type { RepositoryFile } from './repository';

/** Bytes read at a time. */
const block = 2 ** 20;

export interface PartialFileOptions {
  signal: AbortSignal;
  /** Asked before each change; throws where another process may be at work on the file by now. */
  assertAlone(): void;
}

/** A file that is being downloaded: beside its final name, which it gets only when it is complete and its checksum is right. */
export class PartialFile {
  /** Bytes that there are. */
  position = 0;
  private hash: Hash;

  private constructor(
    private readonly target: string,
    private readonly file: RepositoryFile,
    private readonly handle: FileHandle,
    private readonly assertAlone: () => void,
  ) {
    this.hash = startHash(file.checksum, file.bytes);
  }

  /** Opens what an earlier download left, whose bytes are hashed anew, or begins. */
  static async open(target: string, file: RepositoryFile, options: PartialFileOptions): Promise<PartialFile> {
    const { signal, assertAlone } = options;
    assertAlone();
    await mkdir(path.dirname(target), { recursive: true });
    const handle = await open(partOf(target), constants.O_RDWR | constants.O_CREAT);
    const partial = new PartialFile(target, file, handle, assertAlone);
    try {
      await partial.readOn(signal);
      return partial;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get complete(): boolean {
    return this.position === this.file.bytes;
  }

  /** The file never grows beyond the size that the Hub lists: false, with nothing written, for more. */
  async append(chunk: Uint8Array): Promise<boolean> {
    if (this.position + chunk.length > this.file.bytes) return false;
    this.assertAlone();
    this.hash.update(chunk);
    // The system may take only a part at once, as where a disk is nearly full; the hash would not notice what is left out.
    for (let written = 0; written < chunk.length; ) {
      const { bytesWritten } = await this.handle.write(chunk, written, chunk.length - written, this.position);
      written += bytesWritten;
      this.position += bytesWritten;
    }
    return true;
  }

  async restart(): Promise<void> {
    this.assertAlone();
    if (this.position > 0) await this.handle.truncate(0);
    this.position = 0;
    this.hash = startHash(this.file.checksum, this.file.bytes);
  }

  /** Gives it its name if its content is what the Hub lists; else false, and it begins anew. */
  async finish(): Promise<boolean> {
    if (this.hash.digest('hex') !== this.file.checksum.hex) {
      await this.restart();
      return false;
    }
    // A name must not outlive a power cut that its content does not.
    await this.handle.sync();
    await this.handle.close();
    this.assertAlone();
    await rename(partOf(this.target), this.target);
    return true;
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async readOn(signal: AbortSignal): Promise<void> {
    const { size } = await this.handle.stat();
    if (size > this.file.bytes) {
      this.assertAlone();
      return this.handle.truncate(0);
    }
    const buffer = Buffer.allocUnsafe(Math.min(block, size));
    while (this.position < size) {
      signal.throwIfAborted();
      const { bytesRead } = await this.handle.read(buffer, 0, buffer.length, this.position);
      if (bytesRead === 0) break;
      this.hash.update(buffer.subarray(0, bytesRead));
      this.position += bytesRead;
    }
  }
}

export const partOf = (target: string) => `${target}.part`;
