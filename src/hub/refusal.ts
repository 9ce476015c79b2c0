import { LoupeError } from '../protocol/errors';
import { TransientError } from './transientError';

export interface Refused {
  status: number;
  headers: Headers;
  /** The repository asked for, and where. */
  repository: string;
  endpoint: URL;
  /** Whether a token went along. */
  withToken: boolean;
}

/**
 * The error that an answer without success stands for. The Hub says why in `X-Error-Code` and `X-Error-Message`, as `huggingface_hub`
 * reads them; without a token it answers 401 for a missing repository too.
 */
export function refusal({ status, headers, repository, endpoint, withToken }: Refused): LoupeError | TransientError {
  const code = headers.get('x-error-code');
  const message = plainText(headers.get('x-error-message') ?? '');
  const { host } = endpoint;
  if (status === 429) {
    const wait = retryAfter(headers);
    return new TransientError(new LoupeError('hubBusy', host, Math.ceil((wait ?? 60_000) / 1000)), wait);
  }
  if (status === 408 || status >= 500)
    return new TransientError(new LoupeError('hubFailed', host, status), retryAfter(headers));
  if (code === 'GatedRepo') return new LoupeError('hubGated', repository, new URL(repository, endpoint).href);
  // Of no account, out of date, or without the right to read this.
  if (withToken && (status === 401 || status === 403) && (code === null || /credentials/i.test(message)))
    return new LoupeError('hubTokenRefused', host);
  if (code === 'EntryNotFound' || code === 'RevisionNotFound') return new LoupeError('hubFileMissing', repository);
  if (status === 401 || status === 404) return new LoupeError('hubRepositoryMissing', repository, host);
  return new LoupeError('hubRefused', host, status, message || code || 'no reason given');
}

/** Milliseconds that `Retry-After` asks for, given in seconds or as a date. */
function retryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** What a server says is shown to people: one short line, with nothing that steers a terminal. */
function plainText(text: string): string {
  return text
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, 200);
}
