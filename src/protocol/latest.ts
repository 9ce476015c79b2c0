/** Runs one task at a time: a newer one aborts the one before, whose outcome is then nobody's. */
export class Latest {
  private controller: AbortController | undefined;

  get running(): boolean {
    return this.controller !== undefined;
  }

  /**
   * Calls `task` and then `done` or `failed`, unless a newer run, or `abort`, came in between; `late` then gets the value
   * of a task that finished nevertheless.
   */
  async run<T>(
    task: (signal: AbortSignal) => Promise<T>,
    outcome: { done(value: T): void; failed(error: unknown): void; late?(value: T): void },
  ): Promise<void> {
    this.abort();
    const controller = new AbortController();
    this.controller = controller;
    const end = (tell: () => void, tellLate?: () => void) => {
      if (this.controller !== controller) return tellLate?.();
      this.controller = undefined;
      tell();
    };
    try {
      const value = await task(controller.signal);
      end(
        () => outcome.done(value),
        () => outcome.late?.(value),
      );
    } catch (error) {
      end(() => outcome.failed(error));
    }
  }

  /** Drops what runs, with a reason for its signal. */
  abort(reason?: unknown): void {
    const controller = this.controller;
    this.controller = undefined;
    controller?.abort(reason);
  }
}
