import { LoupeError } from '../protocol/errors';
import { allowsRedirect, parseEndpoint } from './endpoint';
import { refusal } from './refusal';
import { TransientError } from './transientError';

export interface HubAccess {
  /** Of the Hub, or of a mirror that speaks as it does. */
  endpoint: string;
  /**
   * Gives the access token there is, asked before each request, as people set and remove it meanwhile. It goes to the endpoint alone,
   * never to where that redirects.
   */
  token?(): string | undefined | PromiseLike<string | undefined>;
  /** Milliseconds without a byte after which a connection is given up. */
  stallAfter?: number;
}

export interface HubRequest {
  /** Below the endpoint, encoded. */
  path: string;
  /** For messages. */
  repository: string;
  headers?: Record<string, string>;
  signal: AbortSignal;
  /** Statuses without success that the caller deals with. */
  expects?: readonly number[];
}

export interface HubAnswer {
  status: number;
  headers: Headers;
  /** The body as it comes, to be read once. Throws `TransientError` where it breaks off or stalls, and `cancelled`. */
  body: AsyncGenerator<Uint8Array>;
  /** For a body that nobody reads. */
  close(): Promise<void>;
}

const mostRedirects = 5;

/** One way to the Hub. It follows redirects itself, so that neither the token nor the request go where they should not. */
export class HubConnection {
  readonly endpoint: URL;
  private readonly token: NonNullable<HubAccess['token']>;
  private readonly stallAfter: number;

  /** Fails with `hubEndpointInvalid`. */
  constructor({ endpoint, token = () => undefined, stallAfter = 30_000 }: HubAccess) {
    this.endpoint = parseEndpoint(endpoint);
    this.token = token;
    this.stallAfter = stallAfter;
  }

  /**
   * Asks once. Rejects with a `LoupeError` that says why the Hub refuses, with `TransientError` for what may pass, or with
   * `cancelled`.
   */
  async get(request: HubRequest): Promise<HubAnswer> {
    const { repository, signal, expects = [] } = request;
    const token = await this.token();
    const stall = new AbortController();
    const giveUp = () => stall.abort(new Error(`no data for ${this.stallAfter / 1000} s`));
    let timer = setTimeout(giveUp, this.stallAfter);
    /** What a broken connection means; it may hold when it is made again. */
    const failure = (error: unknown): Error => {
      if (signal.aborted) return new LoupeError('cancelled');
      if (error instanceof LoupeError) return error;
      const detail = reason(stall.signal.aborted ? stall.signal.reason : error);
      return new TransientError(new LoupeError('hubUnreachable', this.endpoint.host, detail));
    };
    async function* read(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      try {
        for await (const chunk of stream) {
          clearTimeout(timer); // What the reader does with it takes its own time.
          yield chunk;
          timer = setTimeout(giveUp, stallAfter);
        }
      } catch (error) {
        throw failure(error);
      } finally {
        clearTimeout(timer);
      }
    }
    const { stallAfter } = this;
    try {
      const { status, headers, ok, body } = await this.follow(request, token, AbortSignal.any([signal, stall.signal]));
      const close = async () => {
        clearTimeout(timer);
        await body?.cancel();
      };
      if (ok || expects.includes(status)) return { status, headers, body: read(body ?? noBytes()), close };
      await close();
      throw refusal({ status, headers, repository, endpoint: this.endpoint, withToken: token !== undefined });
    } catch (error) {
      clearTimeout(timer);
      throw error instanceof TransientError ? error : failure(error);
    }
  }

  private async follow(
    { path, headers, repository }: HubRequest,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<Response> {
    let url = new URL(path, this.endpoint);
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const ours = url.origin === this.endpoint.origin;
      const response = await fetch(url, {
        redirect: 'manual',
        signal,
        headers: {
          ...headers,
          'user-agent': 'model-loupe',
          // Ranges, sizes and checksums are those of the bytes themselves.
          'accept-encoding': 'identity',
          ...(ours && token !== undefined && { authorization: `Bearer ${token}` }),
        },
      });
      const location = response.headers.get('location');
      if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
      await response.body?.cancel();
      const target = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
      if (!target || !allowsRedirect(this.endpoint, target))
        throw new LoupeError('hubRedirect', this.endpoint.host, target?.origin ?? repository);
      url = target;
    }
    throw new LoupeError('hubRedirect', this.endpoint.host, url.origin);
  }
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}

/** `fetch failed` says nothing; its cause does. */
function reason(error: unknown): string {
  const { cause, message } = error as Error;
  const { code, message: inner } = (cause ?? {}) as NodeJS.ErrnoException;
  return inner || code || message;
}
