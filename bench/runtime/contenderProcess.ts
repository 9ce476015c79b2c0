import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { Capture, Opening, Reply, Request, Times } from './contender';

/** A contender in a process of its own, so that memory is its own and nothing runs beside it but what it does itself. */
export class ContenderProcess {
  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(name: string, opening: Opening): Promise<ContenderProcess> {
    const child = fork(path.join(__dirname, 'worker.ts'), {
      execArgv: ['--import=tsx'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const started = new ContenderProcess(name, child);
    try {
      await started.ask(opening);
      return started;
    } catch (error) {
      started.end();
      throw error;
    }
  }

  logits(ids: readonly number[]): Promise<Float32Array> {
    return this.ask({ kind: 'logits', ids });
  }

  run(ids: readonly number[], newTokens: number, capture: Capture = 'none'): Promise<Times> {
    return this.ask({ kind: 'run', ids, newTokens, capture });
  }

  /** Bytes of memory that were resident at most, mapped weights included. */
  peakMemory(): Promise<number> {
    return this.ask('peakMemory');
  }

  end(): void {
    if (this.child.connected) this.child.disconnect();
  }

  /** One request at a time. */
  private ask<T>(message: Opening | Request | 'peakMemory'): Promise<T> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null, signal: string | null) =>
        reject(new Error(`The process of ${this.name} ended (${signal ?? code}).`));
      this.child.once('exit', onExit);
      this.child.once('message', (reply: Reply) => {
        this.child.off('exit', onExit);
        if ('error' in reply) reject(new Error(`${this.name}: ${reply.error}`));
        else resolve(reply.result as T);
      });
      this.child.send(message);
    });
  }
}
