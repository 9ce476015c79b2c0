import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { layOut } from '../fidelity/matrix/fixtures';
import { inRepository } from './paths';

export interface LetterModel {
  folder: string;
  remove(): void;
}

/** A model of random weights that reads letters as tokens, of the fidelity matrix: that export of that family. */
export function letterModel(family: string, way: string): LetterModel {
  const folder = mkdtempSync(path.join(tmpdir(), 'loupe-letters-'));
  layOut(family, way, folder);
  // Ids of letters are below the models' 99.
  for (const file of ['tokenizer.json', 'tokenizer_config.json'])
    copyFileSync(inRepository('test/fixtures/model/tiny-external', file), path.join(folder, file));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
