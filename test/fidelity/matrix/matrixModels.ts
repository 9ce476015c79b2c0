import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LanguageModel } from '../../../src/runtime/model/languageModel';
import { openLanguageModel } from '../../../src/runtime/model/openLanguageModel';
import { layOut } from './fixtures';

/**
 * For the tests of a suite: opens a family's model as a way of exporting wrote it, has it looked at, and closes it. The models lie in a
 * folder that goes with the suite.
 */
export function matrixModels() {
  let parent: string;
  before(() => {
    parent = mkdtempSync(path.join(tmpdir(), 'loupe-matrix-'));
  });
  after(() => rmSync(parent, { recursive: true }));

  return async (family: string, way: string, look: (model: LanguageModel) => Promise<void>): Promise<void> => {
    const folder = path.join(parent, `${family} ${way}`);
    layOut(family, way, folder);
    const model = await openLanguageModel(folder, { id: 'm', name: family, source: 'folder' }, { threads: 1 });
    try {
      await look(model);
    } finally {
      model.dispose();
    }
  };
}
