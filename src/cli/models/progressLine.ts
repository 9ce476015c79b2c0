import { TransferRate } from '../../hub/transferRate';
import { byteText } from '../../protocol/byteText';
import type { LoupeError } from '../../protocol/errors';

/** How often a terminal's line is drawn anew, in milliseconds; in a log there is a line for each tenth. */
const tick = 200;

/** Tells on standard error how far a download is. */
export class ProgressLine {
  private readonly rate = new TransferRate();
  private readonly terminal = process.stderr.isTTY;
  private drawnAt = 0;
  private tenth = -1;

  constructor(
    private readonly name: string,
    private readonly total: number,
  ) {}

  show(bytes: number): void {
    const now = Date.now();
    const tenth = Math.floor((10 * bytes) / this.total);
    const due = this.terminal ? now - this.drawnAt >= tick || bytes === this.total : tenth > this.tenth;
    if (!due) return;
    this.drawnAt = now;
    this.tenth = tenth;
    this.rate.add(now, bytes);
    const rate = this.rate.bytesPerSecond;
    const seconds = this.rate.secondsFor(this.total - bytes);
    const facts = [
      `${this.name}: ${Math.floor((100 * bytes) / this.total)} %`,
      `${byteText('en', bytes)} of ${byteText('en', this.total)}`,
      ...(rate === undefined ? [] : [`${byteText('en', rate)}/s`]),
      ...(seconds === undefined ? [] : [`${clock(seconds)} left`]),
    ];
    this.write(facts.join(', '));
  }

  wait(reason: LoupeError, delay: number): void {
    this.write(`${reason.message} Trying again in ${Math.ceil(delay / 1000)} s.`);
    this.end();
  }

  /** Leaves the line as it stands. */
  end(): void {
    if (this.terminal && this.drawnAt > 0) process.stderr.write('\n');
  }

  private write(text: string): void {
    // Back to the beginning, and away with what was there.
    process.stderr.write(this.terminal ? `\r\x1b[K${text}` : `${text}\n`);
  }
}

/** `1:05:09`, `5:09` */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`;
}
