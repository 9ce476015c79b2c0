import fs from 'node:fs';

/** A file that is written from its start to its end. */
export class FileWriter {
  private readonly file: number;
  private written = 0;

  constructor(readonly path: string) {
    this.file = fs.openSync(path, 'w');
  }

  /** Appends at the next multiple of `alignment`; answers where. */
  append(data: ArrayBufferView, alignment = 1): { offset: number; length: number } {
    const padding = -this.written & (alignment - 1);
    this.write(new Uint8Array(padding));
    const offset = this.written;
    this.write(data);
    return { offset, length: data.byteLength };
  }

  close(): void {
    fs.closeSync(this.file);
  }

  private write({ buffer, byteOffset, byteLength }: ArrayBufferView): void {
    for (let done = 0; done < byteLength; ) {
      done += fs.writeSync(this.file, new Uint8Array(buffer, byteOffset + done, byteLength - done));
    }
    this.written += byteLength;
  }
}
