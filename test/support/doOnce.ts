import { createHash } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Does the work unless it is done. Of several processes that want work of one name done, one does it and the others wait.
 *
 * Linux only: whose turn it is is told by an abstract socket, which leaves no file, and which the kernel takes back when its
 * process ends, however it ends.
 */
export async function doOnce(
  name: string,
  isDone: () => boolean,
  work: () => void | Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  if (isDone()) return;
  const turn = await takeTurn(name, signal);
  try {
    if (!isDone()) await work();
  } finally {
    turn.close();
  }
}

async function takeTurn(name: string, signal: AbortSignal | undefined): Promise<net.Server> {
  const address = `\0loupe-${createHash('sha256').update(name).digest('hex')}`;
  for (;;) {
    const server = net.createServer().listen(address);
    try {
      await once(server, 'listening', { signal });
      return server.unref();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      await delay(100, undefined, { signal });
    }
  }
}
