import assert from 'node:assert/strict';
import fs from 'node:fs';
import { purposeTexts } from '../../../src/hub/catalogue';
import { stopTexts } from '../../../src/protocol/compareResults';
import { errorTexts } from '../../../src/protocol/errors';
import {
  attentionReasons,
  cacheTexts,
  interventionReasons,
  queryReasons,
  residualReasons,
  stageTexts,
} from '../../../src/protocol/models';
import { encodingModels } from '../../../src/protocol/tokens';
import { inRepository } from '../../support/paths';
import { productFiles, type SourceFile } from './sourceFiles';

/** Texts that are translated where they are shown, by way of a table: the table's name and its texts. */
const tables: Record<string, Record<string, string>> = {
  errorTexts,
  stopTexts,
  attentionReasons,
  interventionReasons,
  queryReasons,
  residualReasons,
  cacheTexts,
  encodingModels,
  stageTexts,
  purposeTexts,
};

const readJson = (file: string): Record<string, string> => JSON.parse(fs.readFileSync(inRepository(file), 'utf8'));
const placeholders = (text: string) => [...new Set(text.match(/\{\d+\}/g) ?? [])].sort();

/** The first arguments of the calls of `t`: texts, and the source of what is no text. */
function translated({ text }: SourceFile): { texts: string[]; others: string[] } {
  const source = text.replace(/^\s*(?:\*|\/[/*]).*$/gm, '');
  const calls = [
    ...source.matchAll(/(?<![\w$])t\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|([^\s'")][^\n]*))/g),
  ];
  const texts = calls.flatMap(([, single, double]) => single ?? double ?? []);
  const others = calls.flatMap(([, , , other]) => other ?? []);
  return {
    texts: texts.map((literal) => JSON.parse(`"${literal.replace(/\\'/g, "'").replace(/(?<!\\)"/g, '\\"')}"`)),
    others,
  };
}

describe('translations', () => {
  const bundle = readJson('l10n/bundle.l10n.zh-cn.json');
  const speaking = productFiles.filter(({ name }) => !name.startsWith('src/cli') && !name.startsWith('src/runtime'));
  const calls = speaking.map((file) => ({ file: file.name, ...translated(file) }));
  const used = new Set([...calls.flatMap(({ texts }) => texts), ...Object.values(tables).flatMap(Object.values)]);

  it('finds the texts in the code', () => assert.ok(used.size > 100, `${used.size} texts`));

  it('translates every text', () =>
    assert.deepEqual(
      [...used].filter((text) => !(text in bundle)),
      [],
    ));

  it('holds no text that is not used', () =>
    assert.deepEqual(
      Object.keys(bundle).filter((text) => !used.has(text)),
      [],
    ));

  it('translates only texts, and entries of the known tables', () => {
    const known = [...Object.keys(tables), 'attention.reason', 'residuals.reason'];
    const unknown = calls.flatMap(({ file, others }) =>
      others.filter((source) => !known.some((name) => source.includes(name))).map((source) => `${file}: t(${source}`),
    );
    assert.deepEqual(unknown, []);
  });

  it('keeps the placeholders', () => {
    const changed = Object.entries(bundle).filter(
      ([text, translation]) => placeholders(text).join() !== placeholders(translation).join(),
    );
    assert.deepEqual(changed, []);
  });
});

describe('texts of the manifest', () => {
  const english = readJson('package.nls.json');
  const chinese = readJson('package.nls.zh-cn.json');
  const manifest = fs.readFileSync(inRepository('package.json'), 'utf8');
  const wanted = [...manifest.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);

  it('has them in both languages, and no other', () => {
    const keys = [...new Set(wanted)].sort();
    assert.ok(keys.length > 20);
    assert.deepEqual(Object.keys(english).sort(), keys);
    assert.deepEqual(Object.keys(chinese).sort(), keys);
  });

  it('writes none into the manifest itself', () => {
    const { contributes } = JSON.parse(manifest);
    const names = ['Loupe', 'Model Loupe'];
    const literal: string[] = [];
    const visit = (value: unknown, key: string) => {
      const shown = /^(title|description|name|category|.*[dD]escriptions?|contents)$/.test(key);
      if (typeof value === 'string' && shown && !value.startsWith('%') && !names.includes(value))
        literal.push(`${key}: ${value}`);
      else if (Array.isArray(value)) for (const entry of value) visit(entry, key);
      else if (value && typeof value === 'object')
        for (const [name, entry] of Object.entries(value)) visit(entry, name);
    };
    visit(contributes, '');
    assert.deepEqual(literal, []);
  });
});
