// A process of its own that downloads the fake model until it is killed: `node downloader.ts HOME ENDPOINT`.
import { downloadModel } from '../../../src/hub/download';
import { planDownload } from '../../../src/hub/downloadRecord';
import { HubConnection } from '../../../src/hub/hubConnection';
import { ModelStore } from '../../../src/hub/modelStore';
import { readRepository } from '../../../src/hub/repository';

const [home, endpoint] = process.argv.slice(2);

async function main(): Promise<void> {
  const hub = new HubConnection({ endpoint });
  const { signal } = new AbortController();
  const record = planDownload(await readRepository(hub, 'owner/small', signal), 'q4');
  const onBytes = (bytes: number) => {
    if (bytes > 100_000) process.send?.(bytes);
  };
  await downloadModel(record, { store: new ModelStore(home), hub, signal, onBytes, onWait: () => {} });
}

void main();
