import { isCancelled } from './errorText';

/** Runs one task at a time: a newer one cancels the one before, whose outcome is then dropped. */
export class Latest {
  private current: AbortController | undefined;

  /** Calls `done` or `failed` unless a newer run or `cancel` came in between. */
  async run<T>(
    task: (signal: AbortSignal) => Promise<T>,
    done: (value: T) => void,
    failed: (error: unknown) => void,
  ): Promise<void> {
    this.cancel();
    const controller = new AbortController();
    this.current = controller;
    try {
      const value = await task(controller.signal);
      if (this.current === controller) done(value);
    } catch (error) {
      if (this.current === controller && !isCancelled(error)) failed(error);
    } finally {
      if (this.current === controller) this.current = undefined;
    }
  }

  get running(): boolean {
    return this.current !== undefined;
  }

  cancel(): void {
    const controller = this.current;
    this.current = undefined;
    controller?.abort();
  }
}
