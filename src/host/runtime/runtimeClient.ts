import { type Disposable, Emitter } from '../../protocol/disposable';
import { LoupeError } from '../../protocol/errors';
import { Connection, type RequestOptions } from '../../protocol/rpc';
import type { RuntimeApi, RuntimeConfiguration, RuntimeParentApi } from '../../protocol/runtimeApi';
import { LoadedModels } from './loadedModels';
import type { RuntimeProcess } from './runtimeProcess';

export type RuntimeState = 'stopped' | 'starting' | 'ready' | 'busy' | 'failed';

type Method = keyof RuntimeApi;

/**
 * The reason for aborting a request that a person wants ended: it is enforced by killing the process, at the cost of the other
 * requests. Aborting for any other reason only drops the request, which is right for one that was superseded.
 */
export const cancelledByUser = new LoupeError('cancelled');

/** What the other requests are told when the process was killed for one that was to be cancelled. */
const killedToCancel = new LoupeError('runtimeExited', 'ended to cancel another request');

const crashWindowMs = 3 * 60_000;
const crashesToFail = 3;
/** How long a cancelled request may go on: chunks cannot be interrupted, so the last one's duration counts too. */
const patienceMs = (lastChunkMs: number) => Math.max(2000, 2 * lastChunkMs);

interface Life {
  process: RuntimeProcess;
  connection: Connection<RuntimeParentApi, RuntimeApi>;
  configured: Promise<void>;
  ready: boolean;
  /** Why requests that were open at its end fail; undefined while it lives. */
  ending?: LoupeError;
}

export interface RuntimeClientOptions {
  start(): RuntimeProcess;
  configuration(): RuntimeConfiguration;
  log(level: 'info' | 'warn' | 'error', text: string): void;
}

/**
 * The host's line to the runtime process: starts it with the first request, starts it again after a crash, and gives up
 * after three crashes within three minutes until `retry`.
 */
export class RuntimeClient implements Disposable {
  private life: Life | undefined;
  private failure: LoupeError | undefined;
  private currentState: RuntimeState = 'stopped';
  private open = 0;
  private crashes: number[] = [];
  private lastChunkMs = 0;
  private disposed = false;
  readonly loadedModels = new LoadedModels();
  private readonly stateEmitter = new Emitter<RuntimeState>();
  private readonly crashEmitter = new Emitter<LoupeError>();
  private readonly restartEmitter = new Emitter<void>();

  readonly onDidChangeState = this.stateEmitter.on;
  /** Told what happened: `runtimeExited` after a restart, `runtimeFailed` when it stays stopped. */
  readonly onDidCrash = this.crashEmitter.on;
  /** A new process is there in place of one that crashed or was killed, whose runs and models are gone. */
  readonly onDidRestart = this.restartEmitter.on;

  constructor(private readonly options: RuntimeClientOptions) {}

  get state(): RuntimeState {
    return this.currentState;
  }

  get pid(): number | undefined {
    return this.life?.process.pid;
  }

  /** Rejects with `cancelled` when aborted, with `runtimeExited` or `runtimeFailed` when the process ends first, whoever ended it. */
  async request<K extends Method>(
    method: K,
    params: RuntimeApi[K]['params'],
    options: RequestOptions<RuntimeApi[K]['progress']> = {},
  ): Promise<RuntimeApi[K]['result']> {
    const life = this.start();
    this.open++;
    this.updateState();
    let deadline: NodeJS.Timeout | undefined;
    const enforce = () => {
      if (options.signal?.reason === cancelledByUser)
        deadline = setTimeout(() => this.kill(life, killedToCancel), patienceMs(this.lastChunkMs));
    };
    options.signal?.addEventListener('abort', enforce);
    try {
      await life.configured;
      const result = await life.connection.request(method, params, options);
      this.loadedModels.answered(method, params);
      return result;
    } catch (error) {
      throw options.signal?.reason === cancelledByUser ? cancelledByUser : (life.ending ?? error);
    } finally {
      clearTimeout(deadline);
      options.signal?.removeEventListener('abort', enforce);
      this.open--;
      this.updateState();
    }
  }

  /** Frees a run's tensors if the process still lives; a dead one has freed them. */
  free(runId: string): void {
    if (!this.life) return;
    this.request('free', { runId }).catch((error) => this.options.log('warn', `free ${runId}: ${error}`));
  }

  /** Sends the configuration again after a change. A process that is not there yet gets it at its start. */
  configure(): void {
    if (!this.life) return;
    this.request('configure', this.options.configuration()).then(
      ({ loaded }) => this.loadedModels.keep(loaded),
      (error) => this.options.log('warn', `configure: ${error}`),
    );
  }

  /** Forgets past crashes, and starts again after `failed`. */
  retry(): void {
    this.crashes = [];
    if (!this.failure) return;
    this.failure = undefined;
    this.start();
    this.updateState();
    this.restartEmitter.fire();
  }

  dispose(): void {
    this.disposed = true;
    this.kill(this.life, new LoupeError('linkClosed'));
    this.stateEmitter.dispose();
    this.crashEmitter.dispose();
    this.restartEmitter.dispose();
  }

  private start(): Life {
    if (this.failure) throw this.failure;
    if (this.disposed) throw new LoupeError('linkClosed');
    if (this.life) return this.life;
    const process = this.options.start();
    const log: RuntimeClientOptions['log'] = (level, text) => this.options.log(level, text);
    const connection = new Connection<RuntimeParentApi, RuntimeApi>(
      process.link,
      {
        log: ({ level, text }) => log(level, text),
        chunkDone: ({ ms }) => {
          this.lastChunkMs = ms;
        },
      },
      (method, error) => log('error', `${method}: ${error}`),
    );
    const life: Life = { process, connection, configured: Promise.resolve(), ready: false };
    process.onExit((reason) => this.ended(life, reason));
    this.life = life;
    log('info', `Runtime process ${process.pid} started`);
    life.configured = connection.request('configure', this.options.configuration()).then(() => {});
    life.configured
      .catch((error) => log('error', `configure: ${error}`))
      .finally(() => {
        life.ready = true;
        this.updateState();
      });
    return life;
  }

  /** `ending` is why the requests that are open fail, except the one that was to be cancelled. */
  private kill(life: Life | undefined, ending: LoupeError): void {
    life?.process.kill();
    if (life) this.ended(life, 'killed', ending);
  }

  private ended(life: Life, reason: string, killed?: LoupeError): void {
    if (life.ending) return;
    if (this.life === life) this.life = undefined;
    this.options.log(killed ? 'info' : 'error', `Runtime process ${life.process.pid} ended: ${reason}`);
    life.ending = killed ?? this.crashed(reason);
    life.connection.dispose();
    this.loadedModels.keep([]);
    const restart = !this.failure && !this.disposed;
    if (restart) this.start();
    this.updateState();
    if (!killed) this.crashEmitter.fire(life.ending);
    if (restart) this.restartEmitter.fire();
  }

  private crashed(reason: string): LoupeError {
    const now = Date.now();
    this.crashes = [...this.crashes.filter((time) => now - time < crashWindowMs), now];
    if (this.crashes.length < crashesToFail) return new LoupeError('runtimeExited', reason);
    this.failure = new LoupeError('runtimeFailed', reason);
    return this.failure;
  }

  private nextState(): RuntimeState {
    if (this.failure) return 'failed';
    if (!this.life) return 'stopped';
    if (!this.life.ready) return 'starting';
    return this.open > 0 ? 'busy' : 'ready';
  }

  private updateState(): void {
    const next = this.nextState();
    if (next === this.currentState || this.disposed) return;
    this.currentState = next;
    this.stateEmitter.fire(next);
  }
}
