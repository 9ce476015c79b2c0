import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LoupeError } from '../../src/protocol/errors';
import { readGraphFile } from '../../src/runtime/model/graphFile';
import { ExternalFiles } from '../../src/runtime/model/onnx/externalData';
import { memorySource, readText, wireFields } from '../../src/runtime/model/onnx/wireReader';
import { openLanguageModel } from '../../src/runtime/model/openLanguageModel';
import { openModelTokenizer } from '../../src/runtime/tokenizer/huggingFace';
import type { FuzzOrder, FuzzReport } from './fuzz';
import { writeMutant } from './mutations';

/** Opens damaged models, one after another, and tells what came of each. */

const folder = mkdtempSync(path.join(tmpdir(), 'loupe-fuzz-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.on('disconnect', () => process.exit(0));

process.on('message', async ({ number }: FuzzOrder) => {
  const what = writeMutant(folder, number);
  tell({ number, what });
  tell({ number, what, outcome: await open().catch((error) => outcomeOf(error)) });
});

function tell(report: FuzzReport): void {
  process.send?.(report);
}

/** As far as a person's first look goes: tokenizer, graph, a few tokens. */
async function open(): Promise<string> {
  const tokenizer = await openModelTokenizer(folder).catch(expected);
  if (tokenizer) await tokenizer.encode('One two', 'parse');
  staysInside();
  const model = await openLanguageModel(folder, { id: 'mutant', name: 'mutant', source: 'folder' }, { threads: 1 });
  try {
    const attention = model.capabilities.attention.available;
    await model.forward([1, 5, 9], model.createCache(), { logits: 'all', attention });
    return 'opened';
  } finally {
    model.dispose();
  }
}

/** Throws where the graph would have the native library read a file outside of its folder. */
function staysInside(): void {
  const { skeleton, path: file, weightsFolder } = readGraphFile(folder);
  const inside = new ExternalFiles(file).folder;
  for (const text of texts(skeleton)) {
    const resolved = path.resolve(weightsFolder, text);
    if (!resolved.startsWith(inside + path.sep)) throw new Error(`It escapes by ${text}.`);
  }
}

/** Values of external-data entries that are named `location`, wherever they stand. */
function texts(skeleton: Uint8Array): string[] {
  const source = memorySource(skeleton);
  const found: string[] = [];
  const visit = (start: number, end: number, depth: number) => {
    let fields: { number: number; start: number; end: number; text: string | null }[];
    try {
      fields = [...wireFields(source, start, end)].map((field) => ({
        ...field,
        text: field.delimited && field.end - field.start < 4096 ? readText(source, field) : null,
      }));
    } catch {
      return; // No message.
    }
    if (fields[0]?.text === 'location' && fields[1]?.text) found.push(fields[1].text);
    if (depth < 4) for (const field of fields) visit(field.start, field.end, depth + 1);
  };
  visit(0, skeleton.length, 0);
  return found;
}

function expected(error: unknown): null {
  if (error instanceof LoupeError) return null;
  throw error;
}

function outcomeOf(error: unknown): string {
  return error instanceof LoupeError ? error.code : `bug: ${error instanceof Error ? error.stack : error}`;
}
