import assert from 'node:assert/strict';
import { refusal } from '../../../src/hub/refusal';
import { TransientError } from '../../../src/hub/transientError';
import type { ErrorCode } from '../../../src/protocol/errors';

interface Row {
  status: number;
  headers?: Record<string, string>;
  withToken?: boolean;
  code: ErrorCode;
  transient?: boolean;
  retryAfter?: number;
}

const error = (code: string, message = '') => ({ 'x-error-code': code, 'x-error-message': message });
const credentials = 'Invalid credentials in Authorization header';

describe('what a refusal means', () => {
  const rows: Row[] = [
    { status: 401, headers: error('RepoNotFound', 'Repository not found'), code: 'hubRepositoryMissing' },
    { status: 404, headers: error('RepoNotFound'), withToken: true, code: 'hubRepositoryMissing' },
    { status: 401, code: 'hubRepositoryMissing' },
    { status: 404, code: 'hubRepositoryMissing' },
    { status: 401, headers: error('GatedRepo'), code: 'hubGated' },
    { status: 403, headers: error('GatedRepo'), withToken: true, code: 'hubGated' },
    { status: 401, headers: { 'x-error-message': credentials }, withToken: true, code: 'hubTokenRefused' },
    { status: 401, headers: error('RepoNotFound', credentials), withToken: true, code: 'hubTokenRefused' },
    { status: 403, headers: { 'x-error-message': 'Forbidden' }, withToken: true, code: 'hubTokenRefused' },
    { status: 403, headers: { 'x-error-message': 'Access to this resource is disabled.' }, code: 'hubRefused' },
    { status: 404, headers: error('EntryNotFound'), code: 'hubFileMissing' },
    { status: 404, headers: error('RevisionNotFound'), code: 'hubFileMissing' },
    { status: 400, code: 'hubRefused' },
    { status: 451, code: 'hubRefused' },
    { status: 408, code: 'hubFailed', transient: true },
    { status: 500, code: 'hubFailed', transient: true },
    { status: 503, headers: { 'retry-after': '7' }, code: 'hubFailed', transient: true, retryAfter: 7000 },
    { status: 429, code: 'hubBusy', transient: true },
    { status: 429, headers: { 'retry-after': '0' }, code: 'hubBusy', transient: true, retryAfter: 0 },
    { status: 429, headers: { 'retry-after': 'soon' }, code: 'hubBusy', transient: true },
    {
      status: 429,
      headers: { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' },
      code: 'hubBusy',
      transient: true,
      retryAfter: 0,
    },
  ];
  for (const { status, headers = {}, withToken = false, code, transient = false, retryAfter } of rows) {
    it(`${status} ${JSON.stringify(headers)}${withToken ? ' with a token' : ''}: ${code}`, () => {
      const endpoint = new URL('https://huggingface.co/');
      const refused = { status, headers: new Headers(headers), repository: 'owner/small', endpoint, withToken };
      const found = refusal(refused);
      assert.equal(found instanceof TransientError, transient);
      assert.equal(found instanceof TransientError ? found.reason.code : found.code, code);
      if (found instanceof TransientError) assert.equal(found.retryAfter, retryAfter);
    });
  }

  it('says what the server says in one short line that steers no terminal', () => {
    const headers = new Headers({ 'x-error-message': `a\tb\u009b31m ${'x'.repeat(500)}` });
    const { message } = refusal({
      status: 400,
      headers,
      repository: 'a/b',
      endpoint: new URL('https://x/'),
      withToken: false,
    });
    assert.ok(message.length < 300);
    assert.match(message, /: a b 31m x+$/);
  });
});
