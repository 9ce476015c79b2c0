import { collectRun, type SavedParts } from '../../../src/runFile/collectRun';
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

/** A run of the shipped model over `text`, its appended tokens and these parts, as it would be saved. */
export async function collected(service: RuntimeService, text = sheep, parts = everything): Promise<SavedRun> {
  const call = callIn(service);
  const reading = await call('read', readParams(text));
  const appended = [
    await call('append', { runId: 'run', choice: { tokenId: 300 } }),
    await call('append', { runId: 'run', choice: { tokenId: 301 } }),
  ];
  const model = savedModel(await call('describeModel', { model: 'pocket' }), 'reasoning');
  const subject = { document: 'sheep.md', text, line: 7, selection: true, cutFrom: null };
  const rest = { subject, model, special: 'text', part: 'start', reading, appended, trace: null } as const;
  return collectRun({ ...rest, appended }, parts, call);
}
