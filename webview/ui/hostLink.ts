import type { Envelope, Link } from '../../src/protocol/rpc';
import { vscodeApi } from './vscodeApi';

const kinds: ReadonlySet<string> = new Set<Envelope['kind']>(['request', 'progress', 'result', 'error', 'cancel']);

function isEnvelope(data: unknown): data is Envelope {
  return typeof data === 'object' && data !== null && kinds.has((data as { kind?: string }).kind ?? '');
}

/** The webview's end of the line to the extension host. It closes only with the page itself. */
export function hostLink(): Link {
  const api = vscodeApi();
  return {
    send: (envelope) => api.postMessage(envelope),
    onMessage(listener) {
      const receive = (event: MessageEvent) => {
        if (isEnvelope(event.data)) listener(event.data);
      };
      window.addEventListener('message', receive);
      return { dispose: () => window.removeEventListener('message', receive) };
    },
    onClose: () => ({ dispose() {} }),
  };
}
