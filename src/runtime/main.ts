import { Connection } from '../protocol/rpc';
import type { RuntimeApi, RuntimeParentApi } from '../protocol/runtimeApi';
import { parentLink } from './parentLink';
import { createRuntimeService } from './service';

/** The runtime process: serves the runtime's methods to the process that forked it, and goes when that one goes. */

// The parent configures it before all else.
const service = createRuntimeService({
  configuration: { models: [], memoryBudgetBytes: 0, threads: 0 },
  // It fails only where the link closes, and then this process goes.
  onChunk: (ms) => void parent.request('chunkDone', { ms }).catch(() => {}),
});
const parent = new Connection<RuntimeApi, RuntimeParentApi>(parentLink(), service, (method, error) =>
  log(`${method}: ${describe(error)}`),
);

process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', async (error) => {
  // The parent restarts a process that exits; one that does not answer must not keep this one alive.
  setTimeout(() => process.exit(1), 1000);
  await log(`The runtime process stops: ${describe(error)}`);
  process.exit(1);
});

async function log(text: string): Promise<void> {
  try {
    await parent.request('log', { level: 'error', text });
  } catch {
    console.error(text); // The parent cannot be told; its log also takes what is written here.
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
