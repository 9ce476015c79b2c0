import assert from 'node:assert/strict';
import { DEFAULT_ENCODING, modelToEncodingMap } from 'gpt-tokenizer/mapping';
import { followModel, tokenizerFromSetting } from '../../../src/host/inspection/tokenizers';
import { modelIds } from '../../../src/protocol/modelIds';
import { encodingModels, encodingNames } from '../../../src/protocol/tokens';

describe('ids of added models', () => {
  const rows: [folders: string[], ids: string[]][] = [
    [[], []],
    [['/models/qwen'], ['qwen']],
    [
      ['/a/qwen', '/b/qwen', '/c/qwen'],
      ['qwen', 'qwen-2', 'qwen-3'],
    ],
    // The shipped model's id is taken.
    [['/my/pocket'], ['pocket-2']],
    [
      ['/a/m-2', '/a/m', '/b/m'],
      ['m-2', 'm', 'm-3'],
    ],
  ];
  for (const [folders, ids] of rows)
    it(`${folders.join(' ') || 'none'}`, () => assert.deepEqual(modelIds(folders), ids));
});

describe('the tokenizer setting', () => {
  const rows = [
    ['model', { kind: 'model', model: 'pocket' }],
    ['', { kind: 'model', model: 'pocket' }],
    ['o200k_base', { kind: 'encoding', name: 'o200k_base' }],
    ['qwen', { kind: 'model', model: 'qwen' }],
    // A model folder may be called like an encoding, which comes first.
    ['gpt2', { kind: 'encoding', name: 'gpt2' }],
    // A workspace's settings must not have a path opened: this one is no tokenizer's name.
    ['/somewhere/else', { kind: 'encoding', name: '/somewhere/else' }],
  ] as const;
  for (const [value, ref] of rows) {
    it(`“${value}”`, () => {
      assert.deepEqual(tokenizerFromSetting(value, 'pocket', ['pocket', 'qwen', 'gpt2']), ref);
    });
  }

  it('follows a change of model only where it was that model’s own', () => {
    assert.deepEqual(followModel({ kind: 'model', model: 'a' }, 'a', 'b'), { kind: 'model', model: 'b' });
    assert.deepEqual(followModel({ kind: 'model', model: 'c' }, 'a', 'b'), { kind: 'model', model: 'c' });
    assert.deepEqual(followModel({ kind: 'encoding', name: 'gpt2' }, 'a', 'b'), { kind: 'encoding', name: 'gpt2' });
  });
});

describe('which models an encoding is said to be for', () => {
  /** By gpt-tokenizer's names of them. */
  const named: Record<string, string[]> = {
    'GPT-4o and later': ['gpt-4o', 'gpt-4.1', 'gpt-5', 'o1', 'o3'],
    'gpt-oss': ['gpt-oss-20b', 'gpt-oss-120b'],
    'GPT-4, GPT-3.5': ['gpt-4', 'gpt-4-turbo', 'gpt-3.5-turbo'],
    'Codex, text-davinci-002, text-davinci-003': ['davinci-codex', 'text-davinci-002', 'text-davinci-003'],
    'text-davinci-edit-001, code-davinci-edit-001': ['text-davinci-edit-001', 'code-davinci-edit-001'],
    'GPT-3: davinci, curie, babbage, ada': ['davinci', 'curie', 'babbage', 'ada'],
    'GPT-2': ['gpt-2'],
  };
  const encodings: Record<string, string> = modelToEncodingMap;
  for (const name of encodingNames) {
    it(`${name}: ${encodingModels[name]}`, () => {
      // Newer models are not listed there: they have the default encoding.
      const found = named[encodingModels[name]].map((model) => encodings[model] ?? DEFAULT_ENCODING);
      assert.deepEqual([...new Set(found)], [name]);
    });
  }
});
