import { numberFormat } from './numberText';

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `340 MB`, `1.2 GB`: powers of a thousand, as disks and the Hub count, with one digit after the point below a hundred. */
export function byteText(language: string, bytes: number): string {
  let value = bytes;
  let unit = 0;
  // What would be rounded to a thousand is one of the next unit.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit > 0 && value < 99.95 ? 1 : 0;
  return `${numberFormat(language, { maximumFractionDigits: digits }).format(value)} ${units[unit]}`;
}
