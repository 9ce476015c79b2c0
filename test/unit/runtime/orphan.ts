import { forkRuntime } from './forkedRuntime';

/** A parent of a runtime process, to be killed: says when its runtime works, then waits. The runtime shares its output. */
void (async () => {
  const { connection } = await forkRuntime();
  const tokenizer = { kind: 'model', model: 'pocket' } as const;
  const { tokens } = await connection.request('count', { text: 'one two', tokenizer, special: 'text' });
  console.log(`counted ${tokens}`);
})();
