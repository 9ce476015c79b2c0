import { fork } from 'node:child_process';
import { type Disposable, Emitter } from '../../protocol/disposable';
import type { Envelope, Link } from '../../protocol/rpc';

/** One life of the runtime process. */
export interface RuntimeProcess {
  /** Undefined where it could not be started; `onExit` then tells why. */
  readonly pid: number | undefined;
  readonly link: Link;
  /** Tells once how it ended, such as “signal SIGKILL” or “exit code 1”. */
  onExit(listener: (reason: string) => void): Disposable;
  /** Ends it at once, whatever it computes. */
  kill(): void;
}

/**
 * Of the process that holds the weights. Linux's allocator would keep what a closed model had: it raises the size from which
 * memory is its own mapping, and returned, each time such a block is freed. Other systems do not read this.
 */
export function runtimeEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, MALLOC_MMAP_THRESHOLD_: String(2 ** 20) };
}

/**
 * Of Node in that process: a young generation of a few MB. What native libraries gave is let go when their handles are collected,
 * all those of a collection in one go; counting a long text leaves so many in a larger one that a key would wait 60 ms.
 */
export const runtimeArguments: readonly string[] = ['--max-semi-space-size=4'];

/** Forks the bundle of the runtime as language clients do; under Electron the same executable runs as Node. */
export function forkRuntime(
  bundle: string,
  onOutput: (stream: 'stdout' | 'stderr', text: string) => void,
): RuntimeProcess {
  const child = fork(bundle, [], {
    env: { ...runtimeEnvironment(), ELECTRON_RUN_AS_NODE: '1', ELECTRON_NO_ASAR: '1' },
    execArgv: [...runtimeArguments],
    silent: true,
    serialization: 'advanced',
  });
  const messages = new Emitter<Envelope>();
  const closed = new Emitter<void>();
  const exited = new Emitter<string>();
  const exit = (reason: string) => {
    closed.fire();
    exited.fire(reason);
    for (const emitter of [messages, closed, exited]) emitter.dispose();
  };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => onOutput('stdout', text.trimEnd()));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => onOutput('stderr', text.trimEnd()));
  child.on('message', (message) => messages.fire(message as Envelope));
  child.once('exit', (code, signal) => exit(signal ? `signal ${signal}` : `exit code ${code}`));
  child.once('error', (error) => exit(error.message));
  return {
    pid: child.pid,
    link: {
      // A send that fails means that the process is going: `exit` follows and rejects every open request.
      send: (envelope) => void (child.connected && child.send(envelope, () => {})),
      onMessage: messages.on,
      onClose: closed.on,
    },
    onExit: exited.on,
    kill: () => void child.kill('SIGKILL'),
  };
}
