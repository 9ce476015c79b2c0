import { deleteModel, downloadModel } from '../../hub/download';
import { type DownloadRecord, downloadedId, planDownload, totalBytes } from '../../hub/downloadRecord';
import { defaultEndpoint } from '../../hub/endpoint';
import { HubConnection } from '../../hub/hubConnection';
import type { ModelStore } from '../../hub/modelStore';
import { readRepository } from '../../hub/repository';
import { variantsOf } from '../../hub/variants';
import { byteText } from '../../protocol/byteText';
import { LoupeError } from '../../protocol/errors';
import type { CommandResult } from '../command';
import { UsageError } from '../options';
import { ProgressLine } from './progressLine';

/** Downloads a model, or what is left of it, and tells on standard error how far it is. An interrupt stops it; what came stays. */
export async function addModel(store: ModelStore, id: string, variant: string | undefined): Promise<CommandResult> {
  const { HF_ENDPOINT, HF_TOKEN } = process.env;
  const hub = new HubConnection({ endpoint: HF_ENDPOINT || defaultEndpoint, token: () => HF_TOKEN || undefined });
  const controller = new AbortController();
  const { signal } = controller;
  const stop = () => controller.abort();
  process.once('SIGINT', stop);
  try {
    const record = await recordOf(store, hub, id, variant, signal);
    const name = downloadedId(record);
    const line = new ProgressLine(name, totalBytes(record));
    const onBytes = (bytes: number) => line.show(bytes);
    const onWait = (reason: LoupeError, delay: number) => line.wait(reason, delay);
    const folder = await downloadModel(record, { store, hub, signal, onBytes, onWait }).finally(() => line.end());
    const { commit, license } = record;
    return {
      json: { id: name, folder, bytes: totalBytes(record), commit, license: license ?? null },
      table: () => [`${name} is in ${folder}\nUse it as --model ${name}\n`],
    };
  } catch (error) {
    if (signal.aborted) console.error('loupe: stopped; what came is kept, and the same command goes on.');
    throw error;
  } finally {
    process.off('SIGINT', stop);
  }
}

/** What is to be downloaded: what an earlier download left, else what the Hub lists. */
async function recordOf(
  store: ModelStore,
  hub: HubConnection,
  id: string,
  variant: string | undefined,
  signal: AbortSignal,
): Promise<DownloadRecord> {
  const left = matching([...store.whole(), ...store.parts()], id, variant);
  if (left.length === 1) return left[0].record;
  const repository = await readRepository(hub, id, signal);
  const variants = variantsOf(repository);
  if (variant === undefined && variants.length > 1) {
    const offered = variants.map(({ name, bytes }) => `${name} (${byteText('en', bytes)})`).join(', ');
    throw new UsageError(`Choose one with --variant. ${repository.id} has: ${offered}.`);
  }
  return planDownload(repository, variant ?? variants[0]?.name ?? '');
}

/** Deletes whole models and parts of downloads. */
export async function removeModel(store: ModelStore, id: string, variant: string | undefined): Promise<CommandResult> {
  const removed = matching([...store.whole(), ...store.parts()], id, variant);
  if (removed.length === 0)
    throw new LoupeError('downloadMissing', variant === undefined ? id : downloadedId({ repository: id, variant }));
  if (removed.length > 1) {
    const names = removed.map((model) => model.id).join(', ');
    throw new UsageError(`Choose one with --variant. There are: ${names}.`);
  }
  const [model] = removed;
  const { id: name, folder } = model;
  await deleteModel(model, store);
  return { json: { id: name, folder }, table: () => [`${name} was deleted.\n`] };
}

function matching<T extends { record: DownloadRecord }>(all: T[], id: string, variant: string | undefined): T[] {
  return all.filter(({ record }) => record.repository === id && (variant === undefined || record.variant === variant));
}
