// npm run catalogue:check asks the Hub about each entry of the catalogue. HF_ENDPOINT and HF_TOKEN are used where they are set.
// Exit 0: all is as the catalogue says; 1: something is not; 2: the Hub cannot be reached from here, so that nothing is known.
import { catalogue } from '../src/hub/catalogue';
import { defaultEndpoint } from '../src/hub/endpoint';
import { HubConnection } from '../src/hub/hubConnection';
import { readRepository } from '../src/hub/repository';
import { LoupeError } from '../src/protocol/errors';
import { checkEntry, type EntryCheck } from './catalogue/checkEntry';

async function main(): Promise<0 | 1 | 2> {
  const { HF_ENDPOINT, HF_TOKEN } = process.env;
  const hub = new HubConnection({ endpoint: HF_ENDPOINT || defaultEndpoint, token: () => HF_TOKEN || undefined });
  const checks: EntryCheck[] = [];
  for (const entry of catalogue) {
    try {
      const repository = await readRepository(hub, entry.id, new AbortController().signal);
      checks.push(checkEntry(entry, repository));
    } catch (error) {
      if (!(error instanceof LoupeError)) throw error;
      if (error.code === 'hubUnreachable') {
        console.error(`The catalogue was not checked. ${error.message}`);
        return 2;
      }
      checks.push({ id: entry.id, faults: [error.message], notes: [] });
    }
  }
  for (const { id, faults, notes } of checks) {
    console.log(`${faults.length > 0 ? 'WRONG' : 'right'}  ${id}${notes.length > 0 ? `: ${notes.join(', ')}` : ''}`);
    for (const fault of faults) console.log(`       ${fault}`);
  }
  return checks.some(({ faults }) => faults.length > 0) ? 1 : 0;
}

main().then((code) => {
  process.exitCode = code;
});
