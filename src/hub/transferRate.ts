/** Longer than a hiccup, short enough to follow a change. Milliseconds. */
const span = 5000;

/** How fast bytes come, over the last seconds. */
export class TransferRate {
  private samples: { time: number; bytes: number }[] = [];

  /** @param bytes that there are in all at `time`, in milliseconds; fewer than before where a file began anew */
  add(time: number, bytes: number): void {
    if (bytes < (this.samples.at(-1)?.bytes ?? 0)) this.samples = [];
    this.samples.push({ time, bytes });
    // One older sample stays, so that there is something to measure from.
    const firstKept = this.samples.findIndex((sample) => sample.time > time - span);
    this.samples.splice(0, Math.max(0, firstKept - 1));
  }

  /** Bytes a second, or undefined as long as that is not known. */
  get bytesPerSecond(): number | undefined {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    const time = first && last ? last.time - first.time : 0;
    return first && last && time >= 500 ? ((last.bytes - first.bytes) / time) * 1000 : undefined;
  }

  /** Seconds until `bytes` more are there at this rate. */
  secondsFor(bytes: number): number | undefined {
    const rate = this.bytesPerSecond;
    return rate ? bytes / rate : undefined;
  }
}
