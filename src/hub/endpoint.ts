import { LoupeError } from '../protocol/errors';

export const defaultEndpoint = 'https://huggingface.co';

const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;
const isLocal = (url: URL) => url.protocol === 'http:' && loopback.test(url.hostname);

/**
 * The address of the Hub or of a mirror: https, so that nobody on the way reads the token, or http on this machine. Fails with
 * `hubEndpointInvalid`.
 */
export function parseEndpoint(text: string): URL {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (!url || (url.protocol !== 'https:' && !isLocal(url)) || url.username || url.password || url.search || url.hash)
    throw new LoupeError('hubEndpointInvalid', text);
  url.pathname = url.pathname.replace(/\/*$/, '/');
  return url;
}

/** Whether an answer of the endpoint may send us there: https, or http on this machine where the endpoint is that itself. */
export function allowsRedirect(endpoint: URL, target: URL): boolean {
  return target.protocol === 'https:' || (isLocal(endpoint) && isLocal(target));
}
