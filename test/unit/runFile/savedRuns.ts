import type { ReadParams } from '../../../src/protocol/runs';
import { type AskRuntime, collectRun, type SavedParts } from '../../../src/runFile/collectRun';
import { savedModel } from '../../../src/runFile/savedModel';
import type { SavedRun } from '../../../src/runFile/savedRun';
import type { RuntimeService } from '../../../src/runtime/service';
import { callIn, readParams } from '../runtime/pocket';

export const sheep = 'The farmer had 12 sheep. He sold 3 🐑. 你好 The farmer had';

export const everything: SavedParts = {
  overview: true,
  layers: [0, 1, 2, 3, 4, 5],
  lens: true,
  next: true,
};

/** A run of the shipped model, or another, with two appended tokens and these parts, as it would be saved. */
export async function collected(
  service: RuntimeService,
  { text = sheep, ...read }: Partial<ReadParams> = {},
  parts = everything,
  ask: (call: ReturnType<typeof callIn>) => AskRuntime = (call) => call,
): Promise<SavedRun> {
  const call = callIn(service);
  const reading = await call('read', readParams(text, read));
  const appended = [
    await call('append', { runId: reading.runId, choice: { tokenId: 30 } }),
    await call('append', { runId: reading.runId, choice: { tokenId: 31 } }),
  ];
  const model = savedModel(await call('describeModel', { model: reading.model }), 'reasoning');
  const subject = { document: 'sheep.md', text, line: 7, selection: true, cutFrom: null };
  const rest = { subject, model, special: 'text', part: 'start', reading, appended, trace: null } as const;
  return collectRun({ ...rest, appended }, parts, ask(call));
}
