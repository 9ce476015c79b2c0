import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { familyIds } from '../../../src/protocol/installedModels';
import { inRepository } from '../../support/paths';
import { codeFiles, filesUnder } from './sourceFiles';

const suites = ['unit', 'fidelity', 'webview', 'extension', 'e2e'];

describe('repository', () => {
  const tests = codeFiles.filter(({ name, text }) => name.startsWith('test/') && /^\s*describe\(/m.test(text));

  it('runs every file that declares tests', () => {
    const run = new RegExp(`^test/(?:${suites.join('|')})/.*\\.test\\.ts$`);
    const left = tests.filter(({ name }) => !run.test(name)).map(({ name }) => name);
    assert.deepEqual(left, []);
  });

  it('has tests in every part', () => {
    const empty = suites.filter((suite) => !tests.some(({ name }) => name.startsWith(`test/${suite}/`)));
    assert.deepEqual(empty, []);
  });

  it('names no place of one machine', () => {
    // Written apart, so that this file does not name one itself.
    const homes = ['work', 'root', 'home', 'Users', 'tmp'].join('|');
    const place = new RegExp(`(?<![\\w.:/~$}*-])/(?:${homes})/\\w`);
    const texts = ['docs', '.ci', 'l10n', 'samples'].flatMap((folder) => filesUnder(folder, ['']));
    const broken = [...codeFiles, ...texts].flatMap(({ name, text }) =>
      text
        .split('\n')
        .filter((line) => place.test(line))
        .map((line) => `${name}: ${line.trim()}`),
    );
    assert.deepEqual(broken, []);
  });

  it('describes the shipped models by the files that are there', () => {
    for (const id of familyIds) {
      const folder = inRepository(`models/${id}`);
      const card = readFileSync(path.join(folder, 'README.md'), 'utf8');
      const named: string[] = card.match(/[\w/-]+\.(?:json|onnx|safetensors|md)\b/g) ?? [];
      assert.ok(named.includes('model.onnx'), id);
      assert.deepEqual(
        named.filter((file) => !existsSync(path.join(folder, file))),
        [],
        id,
      );
    }
  });
});
