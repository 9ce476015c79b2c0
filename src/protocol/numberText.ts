/** ES2023's `negative` is not in the ES2022 types; every editor that runs us knows it. */
type Format = Omit<Intl.NumberFormatOptions, 'signDisplay'> & { signDisplay?: 'negative' };

const cache = new Map<string, Intl.NumberFormat>();

/** Made once for each language and set of options: tables ask for thousands. */
export function numberFormat(language: string, options: Format): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language, options as Intl.NumberFormatOptions);
    cache.set(key, format);
  }
  return format;
}

/** With a fixed number of digits after the point and a real minus sign; `–` for what is undefined. */
export function decimalText(language: string, value: number | null, digits = 2): string {
  if (value === null || !Number.isFinite(value)) return '–';
  // What rounds to zero has no sign.
  const options: Format = { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: 'negative' };
  return numberFormat(language, options).format(value).replace('-', '−');
}

/**
 * A probability in 0…1, always in percent, so that a column has one unit: `17.0%`, `0.027%`, `9.6 × 10⁻⁵ %`. What is not
 * certain never rounds to 100 %: `99.996%`.
 */
export function percentText(language: string, probability: number): string {
  if (!Number.isFinite(probability)) return '–';
  if (probability > 0 && probability < 1e-6) return `${powerOfTenText(language, probability * 100)} %`;
  const short = probability > 0 && probability < 0.01;
  const digits = probability < 1 ? Math.max(1, -Math.floor(Math.log10((1 - probability) * 100))) : 1;
  return numberFormat(language, {
    style: 'percent',
    ...(short
      ? { minimumSignificantDigits: 2, maximumSignificantDigits: 2 }
      : { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  }).format(probability);
}

/** 3.2e-8 → `3.2 × 10⁻⁸` */
export function powerOfTenText(language: string, value: number): string {
  const [mantissa, exponent] = value.toExponential(1).split('e');
  const raised = [...exponent.replace('+', '')].map((sign) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(sign)]).join('');
  return `${decimalText(language, Number(mantissa), 1)} × 10${raised}`;
}
