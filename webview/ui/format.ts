import { plural } from '../../src/protocol/plural';
import { language, t } from './l10n';

/** ES2023's `negative` is not in the ES2022 types; every editor that runs us knows it. */
type Format = Omit<Intl.NumberFormatOptions, 'signDisplay'> & { signDisplay?: 'negative' };

const cache = new Map<string, Intl.NumberFormat>();

function numberFormat(options: Format): Intl.NumberFormat {
  const key = JSON.stringify(options);
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language(), options as Intl.NumberFormatOptions);
    cache.set(key, format);
  }
  return format;
}

/** 12345 → `12,345` */
export function integer(value: number): string {
  return numberFormat({ maximumFractionDigits: 0 }).format(value);
}

/** 1 → `1 token`, 12345 → `12,345 tokens` */
export function tokenCount(count: number): string {
  return plural(count, t('{0} token', integer(count)), t('{0} tokens', integer(count)));
}

/** With a fixed number of digits after the point; `–` for what is undefined. */
export function decimal(value: number | null, digits = 2): string {
  if (value === null || !Number.isFinite(value)) return '–';
  // What rounds to zero has no sign.
  const options: Format = { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: 'negative' };
  return numberFormat(options).format(value);
}

/** A probability in 0…1 as a percentage; a tiny one as a power of ten. */
export function percent(probability: number): string {
  if (!Number.isFinite(probability)) return '–';
  if (probability > 0 && probability < 1e-6) return powerOfTen(probability);
  const digits: Format =
    probability < 0.01 ? { maximumSignificantDigits: 2 } : { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return numberFormat({ style: 'percent', ...digits }).format(probability);
}

/** 3.2e-8 → `3.2 × 10⁻⁸` */
export function powerOfTen(value: number): string {
  const [mantissa, exponent] = value.toExponential(1).split('e');
  const raised = [...exponent.replace('+', '')].map((sign) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(sign)]).join('');
  return `${decimal(Number(mantissa), 1)} × 10${raised}`;
}

/** Nats → bits. */
export function toBits(nats: number): number {
  return nats / Math.LN2;
}

/** An amount of information given in nats, shown in bits with its unit. */
export function bits(nats: number, digits = 2): string {
  return t('{0} bits', decimal(toBits(nats), digits));
}
