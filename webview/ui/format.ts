import { decimalText, numberFormat, percentText, powerOfTenText } from '../../src/protocol/numberText';
import { plural } from '../../src/protocol/plural';
import { language, t } from './l10n';

/** 12345 → `12,345` */
export function integer(value: number): string {
  return numberFormat(language(), { maximumFractionDigits: 0 }).format(value);
}

/** 1 → `1 token`, 12345 → `12,345 tokens` */
export function tokenCount(count: number): string {
  return plural(count, t('{0} token', integer(count)), t('{0} tokens', integer(count)));
}

/** With a fixed number of digits after the point; `–` for what is undefined. */
export function decimal(value: number | null, digits = 2): string {
  return decimalText(language(), value, digits);
}

/** A probability in 0…1, always in percent. */
export function percent(probability: number): string {
  return percentText(language(), probability);
}

/** For axes: without digits that say nothing, `50%`, `0.5%`. */
export function shortPercent(share: number): string {
  return numberFormat(language(), { style: 'percent', maximumSignificantDigits: 2 }).format(share);
}

/** 3.2e-8 → `3.2 × 10⁻⁸` */
export function powerOfTen(value: number): string {
  return powerOfTenText(language(), value);
}

/** Nats → bits. */
export function toBits(nats: number): number {
  return nats / Math.LN2;
}

/** An amount of information given in nats, shown in bits with its unit. */
export function bits(nats: number, digits = 2): string {
  return t('{0} bits', decimal(toBits(nats), digits));
}
