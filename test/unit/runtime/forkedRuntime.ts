import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { runtimeArguments, runtimeEnvironment } from '../../../src/host/runtime/runtimeProcess';
import { Emitter } from '../../../src/protocol/disposable';
import { Connection, type Envelope } from '../../../src/protocol/rpc';
import type { RuntimeApi, RuntimeParentApi } from '../../../src/protocol/runtimeApi';
import { pocketConfiguration } from './pocket';

export const runtimeEntry = path.join(__dirname, '../../../src/runtime/main.ts');

/** The runtime's entry in a process of its own, forked as the host does. */
export interface ForkedRuntime {
  child: ChildProcess;
  connection: Connection<RuntimeParentApi, RuntimeApi>;
  /** What it told its parent's log. */
  logged: { level: string; text: string }[];
  /** Durations of the chunks that it ran, milliseconds. */
  chunks: number[];
  /** Exit code, once it has ended. */
  exited: Promise<number | null>;
}

export async function forkRuntime(): Promise<ForkedRuntime> {
  const child = fork(runtimeEntry, [], {
    env: runtimeEnvironment(),
    execArgv: ['--import=tsx', ...runtimeArguments],
    serialization: 'advanced',
  });
  const closed = new Emitter<void>();
  const messages = new Emitter<Envelope>();
  child.on('message', (message) => messages.fire(message as Envelope));
  const exited = once(child, 'exit').then(([code]) => {
    closed.fire();
    return code as number | null;
  });
  const logged: ForkedRuntime['logged'] = [];
  const chunks: number[] = [];
  const connection = new Connection<RuntimeParentApi, RuntimeApi>(
    { send: (envelope) => child.send(envelope), onMessage: messages.on, onClose: closed.on },
    {
      log: (entry) => {
        logged.push(entry);
      },
      chunkDone: ({ ms }) => {
        chunks.push(ms);
      },
    },
  );
  await connection.request('configure', pocketConfiguration);
  return { child, connection, logged, chunks, exited };
}
