/** Runs one task at a time: a newer one aborts the one before, whose outcome is then nobody's. */
export class Latest {
  private controller: AbortController | undefined;

  get running(): boolean {
    return this.controller !== undefined;
  }

  /**
   * Calls `task` and then `done` or `failed`, unless a newer run, or `abort`, came in between; `late` then gets the value
   * of a task that finished nevertheless. Rejects with what `done`, `failed` or `late` throw: that is no failure of the task.
   */
  async run<T>(
    task: (signal: AbortSignal) => Promise<T>,
    outcome: { done(value: T): void; failed(error: unknown): void; late?(value: T): void },
  ): Promise<void> {
    this.abort();
    const controller = new AbortController();
    this.controller = controller;
    let tell: () => void;
    let tellLate: (() => void) | undefined;
    try {
      const value = await task(controller.signal);
      tell = () => outcome.done(value);
      tellLate = () => outcome.late?.(value);
    } catch (error) {
      tell = () => outcome.failed(error);
    }
    if (this.controller !== controller) return tellLate?.();
    this.controller = undefined;
    tell();
  }

  /** Drops what runs, with a reason for its signal. */
  abort(reason?: unknown): void {
    const controller = this.controller;
    this.controller = undefined;
    controller?.abort(reason);
  }
}
