import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Disposable } from '../../../protocol/disposable';
import type { ByteSource } from './wireReader';

/** A file read in windows, so that skipping over weights costs nothing. */
export class FileSource implements ByteSource, Disposable {
  readonly length: number;
  private readonly descriptor: number;
  private readonly window = Buffer.alloc(65_536);
  private windowStart = 0;
  private windowEnd = 0;

  constructor(path: string) {
    this.descriptor = openSync(path, 'r');
    this.length = fstatSync(this.descriptor).size;
  }

  byteAt(offset: number): number {
    if (offset < this.windowStart || offset >= this.windowEnd) {
      this.windowStart = offset;
      this.windowEnd = offset + readSync(this.descriptor, this.window, 0, this.window.length, offset);
      if (this.windowEnd === offset) throw new Error(`The file shrank while it was read, at byte ${offset}.`);
    }
    return this.window[offset - this.windowStart];
  }

  bytes(start: number, end: number): Uint8Array {
    const bytes = Buffer.alloc(end - start);
    for (let done = 0; done < bytes.length; ) {
      const count = readSync(this.descriptor, bytes, done, bytes.length - done, start + done);
      if (count === 0) throw new Error(`The file shrank while it was read, at byte ${start + done}.`);
      done += count;
    }
    return bytes;
  }

  dispose(): void {
    closeSync(this.descriptor);
  }
}
