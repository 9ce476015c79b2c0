import { writeFile } from 'node:fs/promises';
import { byteText } from '../protocol/byteText';
import { LoupeError } from '../protocol/errors';
import type { Reading } from '../protocol/runs';
import type { SpecialReading } from '../protocol/tokens';
import { collectRun, type SavedParts } from '../runFile/collectRun';
import { encodeRun } from '../runFile/encodeRun';
import { totalSize } from '../runFile/partSizes';
import { savedModel } from '../runFile/savedModel';
import { largestRunFile } from '../runFile/savedRun';
import type { RuntimeService } from '../runtime/service';
import { type OptionValues, unattended } from './command';
import type { InputText } from './input';
import { UsageError } from './options';

const partNames = ['attention', 'lens', 'next'] as const;
type PartName = (typeof partNames)[number];

export interface SaveChoice {
  file: string;
  keeps: readonly PartName[];
  half: boolean;
}

export const saveOptions = {
  save: { type: 'string' },
  keep: { type: 'string' },
  half: { type: 'boolean' },
} as const;

export const saveHelp = [
  '--save RUN        write a file that opens in the editor without the model; best named *.loupe.json',
  `--keep PARTS      of it, besides the tokens: a list of ${partNames.join(',')}, or none (default all)`,
  '--half            attention at half precision: half the size, weights to about three digits',
];

/** Null where nothing is to be saved. Throws `UsageError`. */
export function saveChoice({ save, keep, half }: OptionValues): SaveChoice | null {
  if (save === undefined) {
    if (keep !== undefined || half) throw new UsageError('--keep and --half are for --save.');
    return null;
  }
  const names = keep === undefined ? [...partNames] : String(keep) === 'none' ? [] : String(keep).split(',');
  const unknown = names.find((name) => !(partNames as readonly string[]).includes(name));
  if (unknown !== undefined) throw new UsageError(`--keep takes ${partNames.join(', ')} or none, not “${unknown}”.`);
  return { file: String(save), keeps: names as PartName[], half: half === true };
}

/** Says how large it becomes, and writes. Throws `LoupeError` `runFileTooLarge` and `fileUnwritable`. */
export async function saveRun(
  runtime: RuntimeService,
  reading: Reading,
  input: InputText,
  special: SpecialReading,
  { file, keeps, half }: SaveChoice,
): Promise<void> {
  const { attention, residuals } = reading;
  const keepsAttention = keeps.includes('attention') && attention.available;
  const parts: SavedParts = {
    overview: keepsAttention,
    layers: keepsAttention ? Array.from({ length: attention.layers }, (_, layer) => layer) : [],
    lens: keeps.includes('lens') && residuals.available,
    next: keeps.includes('next'),
  };
  const size = totalSize(parts, { reading, text: input.text, trace: null, half });
  const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);
  if (size > largestRunFile) throw new LoupeError('runFileTooLarge', file, megabytes(size), megabytes(largestRunFile));
  console.error(`loupe: ${file} takes about ${byteText('en', size)}.`);
  const description = await runtime.describeModel({ model: reading.model }, unattended);
  const subject = { document: input.name, text: input.text, line: 1, selection: false, cutFrom: null };
  const run = await collectRun(
    { subject, model: savedModel(description), special, part: 'start', reading, appended: [], trace: null },
    parts,
    async (method, params) => runtime[method](params as never, unattended) as never,
  );
  try {
    await writeFile(file, encodeRun(run, { half }));
  } catch (error) {
    throw new LoupeError('fileUnwritable', file, (error as Error).message);
  }
}
