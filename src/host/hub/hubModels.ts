import * as vscode from 'vscode';
import { Downloads } from '../../hub/downloads';
import { type CachedModel, cachedModels, hubCacheFolder } from '../../hub/hubCache';
import { ModelStore } from '../../hub/modelStore';
import { type Disposable, DisposableStore, Emitter } from '../../protocol/disposable';
import type { Setting } from '../settings';
import { HubAccount } from './hubAccount';

export interface HubModelsOptions {
  /** Of the extension, on the machine that it runs on: where downloads go. */
  home: string;
  secrets: vscode.SecretStorage;
  endpoint: Setting<string>;
}

/** Models that come from the Hub: those being downloaded, and those that other programs keep in its cache on this machine. */
export class HubModels implements Disposable {
  private readonly owned = new DisposableStore();
  readonly account: HubAccount;
  readonly store: ModelStore;
  readonly downloads: Downloads;
  private readonly foundEmitter = this.owned.add(new Emitter<void>());
  private foundModels: readonly CachedModel[] = [];
  readonly onDidFind = this.foundEmitter.on;

  constructor({ home, secrets, endpoint }: HubModelsOptions) {
    this.account = new HubAccount(secrets, endpoint);
    this.store = new ModelStore(home);
    this.downloads = this.owned.add(new Downloads({ store: this.store, connect: () => this.account.connect() }));
    this.owned.add(showProgress(this.downloads));
  }

  /** Models of the cache. */
  get found(): readonly CachedModel[] {
    return this.foundModels;
  }

  /** Looks again at what other windows and programs did. */
  async reload(): Promise<void> {
    this.downloads.reload();
    const found = await cachedModels(hubCacheFolder(process.env));
    if (JSON.stringify(found) === JSON.stringify(this.foundModels)) return;
    this.foundModels = found;
    this.foundEmitter.fire();
  }

  dispose(): void {
    this.owned.dispose();
  }
}

/** The view's own bar moves as long as something is downloaded. */
function showProgress(downloads: Downloads): Disposable {
  let end: (() => void) | undefined;
  const stop = () => {
    end?.();
    end = undefined;
  };
  const listener = downloads.onDidChange(() => {
    const running = downloads.list.some(({ state }) => state === 'running');
    if (!running) stop();
    else if (!end) {
      const work = new Promise<void>((resolve) => {
        end = resolve;
      });
      void vscode.window.withProgress({ location: { viewId: 'loupe.models' } }, () => work);
    }
  });
  return {
    dispose: () => {
      listener.dispose();
      stop();
    },
  };
}
