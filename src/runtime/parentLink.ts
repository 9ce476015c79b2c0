import type { Disposable } from '../protocol/disposable';
import type { Envelope, Link } from '../protocol/rpc';

/** The channel to the process that forked this one (with `serialization: 'advanced'`, so that typed arrays travel as such). */
export function parentLink(): Link {
  const on = (event: 'message' | 'disconnect', listener: (envelope: Envelope) => void): Disposable => {
    process.on(event, listener);
    return { dispose: () => process.off(event, listener) };
  };
  return {
    send: (envelope) => {
      // With a callback a closed channel is no exception here; it closes the link, which settles all requests.
      process.send?.(envelope, undefined, undefined, () => {});
    },
    onMessage: (listener) => on('message', listener),
    onClose: (listener) => on('disconnect', () => listener()),
  };
}
