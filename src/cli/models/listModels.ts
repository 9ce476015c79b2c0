import { catalogue, purposeTexts } from '../../hub/catalogue';
import { totalBytes } from '../../hub/downloadRecord';
import { bytesOfPart } from '../../hub/fileDownload';
import { isFolderLocked } from '../../hub/folderLock';
import { cachedModels, hubCacheFolder } from '../../hub/hubCache';
import type { ModelStore } from '../../hub/modelStore';
import { byteText } from '../../protocol/byteText';
import type { CommandResult } from '../command';
import { modelsHere } from '../runtime';
import { table } from '../table';

/** Models that are here, downloads that wait, and what other programs keep in the Hub's cache. */
export async function listModels(store: ModelStore, root: string): Promise<CommandResult> {
  const installed = modelsHere(root).map(({ id, source, folder }) => ({ id, source, folder }));
  const downloads = store.parts().map(({ id, folder, record }) => ({
    id,
    bytes: bytesOfPart({ folder, record }),
    total: totalBytes(record),
    running: isFolderLocked(folder),
  }));
  const found = await cachedModels(hubCacheFolder(process.env));
  return {
    json: { home: store.home, installed, downloads, found },
    *table() {
      yield* table(['model', 'from', 'folder'], () => installed.map(({ id, source, folder }) => [id, source, folder]));
      if (downloads.length > 0) {
        yield '\nDownloads\n';
        yield* table(['model', 'there', 'of', 'state'], () =>
          downloads.map(({ id, bytes, total, running }) => [
            id,
            byteText('en', bytes),
            byteText('en', total),
            running ? 'running' : 'stopped; “loupe models add” goes on',
          ]),
        );
      }
      if (found.length > 0) {
        yield '\nIn the Hugging Face cache; give the folder as --model\n';
        yield* table(['model', 'variants', 'folder'], () =>
          found.map(({ repository, variants, folder }) => [repository, variants.join(' '), folder]),
        );
      }
    },
  };
}

export async function listCatalogue(): Promise<CommandResult> {
  return {
    json: { catalogue },
    table: () =>
      table(['model', 'licence', 'for'], () =>
        catalogue.map(({ id, license, purpose }) => [id, license, purposeTexts[purpose]]),
      ),
  };
}
