import type { Reading } from '../protocol/runs';
import type { SpecialReading } from '../protocol/tokens';
import { type CommandContext, unattended } from './command';
import { UsageError } from './options';

/** Has a model read all of the input, without attention, for questions about single positions. Throws `LoupeError`. */
export async function readWhole(
  { input, runtime, options }: CommandContext<{ model: string; special: SpecialReading }>,
  runId: string,
): Promise<Reading> {
  const { model, special } = options;
  const wanted = { topK: 0, captureAttention: false, beyondContext: 'refuse' } as const;
  return runtime.read({ model, special, text: input.text, runId, ...wanted }, unattended);
}

/** A token of the text by the option that names it, or else the last. Throws `UsageError` where there is no such token. */
export function tokenAt(option: string, value: number | null, { tokens }: Reading): number {
  const last = tokens.ids.length - 1;
  const index = value ?? last;
  if (index > last) throw new UsageError(`--${option} ${index} is beyond the last token, ${last}.`);
  return index;
}
