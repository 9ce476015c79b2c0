import assert from 'node:assert/strict';
import { DEFAULT_ENCODING, modelToEncodingMap } from 'gpt-tokenizer/mapping';
import { followModel, tokenizerFromSetting, tokenizersOf } from '../../../src/host/inspection/tokenizers';
import { familyIds, installedModels } from '../../../src/protocol/installedModels';
import { encodingModels, encodingNames } from '../../../src/protocol/tokens';

describe('ids of added models', () => {
  const rows: [folders: string[], ids: string[]][] = [
    [[], []],
    [['/models/qwen'], ['qwen']],
    [
      ['/a/qwen', '/b/qwen', '/c/qwen'],
      ['qwen', 'qwen-2', 'qwen-3'],
    ],
    // The ids of shipped models are taken, also where they are not there.
    [
      ['/my/pocket', '/my/pocket-base'],
      ['pocket-2', 'pocket-base-2'],
    ],
    // A snapshot's own name is a commit.
    [
      ['/hub/models--owner--small/snapshots/0123abc', 'C:\\hub\\models--gpt2\\snapshots\\0123abc', '/my/small'],
      ['small', 'gpt2', 'small-2'],
    ],
    [
      ['/a/m-2', '/a/m', '/b/m'],
      ['m-2', 'm', 'm-3'],
    ],
  ];
  for (const [folders, ids] of rows)
    it(`${folders.join(' ') || 'none'}`, () => {
      const added = installedModels(() => undefined, folders);
      assert.deepEqual(
        added.map(({ id }) => id),
        ids,
      );
    });
});

it('downloaded models come after the shipped ones, under their own ids', () => {
  const downloaded = [{ id: 'owner/small:q4', name: 'small q4', folder: '/data/owner--small--q4', downloadedAt: 5 }];
  const listed = installedModels(() => undefined, ['/my/small', '/my/owner/small:q4'], downloaded);
  assert.deepEqual(
    listed.map(({ id, name, source }) => [id, name, source]),
    [
      ['owner/small:q4', 'small q4', 'downloaded'],
      ['small', 'small', 'folder'],
      ['small:q4', 'small:q4', 'folder'],
    ],
  );
});

describe('the shipped family', () => {
  it('is listed in the order of its making, as far as it is there', () => {
    const there = ['pocket', 'pocket-base'];
    const listed = installedModels((id) => (there.includes(id) ? `/models/${id}` : undefined), ['/my/qwen']);
    assert.deepEqual(
      listed.map(({ id, folder, stage }) => [id, folder, stage]),
      [
        ['pocket-base', '/models/pocket-base', 'base'],
        ['pocket', '/models/pocket', 'reasoning'],
        ['qwen', '/my/qwen', undefined],
      ],
    );
  });

  it('is offered one tokenizer, which stays when another stage is chosen', () => {
    const models = [...familyIds, 'qwen'].map((id) => ({ id, name: id, chat: true, thinking: true }));
    const own = tokenizersOf(models).flatMap(({ ref }) => (ref.kind === 'model' ? [ref.model] : []));
    assert.deepEqual(own, ['pocket', 'qwen']);
    const added = { name: 'owner/small', folder: '/tokenizers/owner--small' };
    const file = { kind: 'file', path: added.folder } as const;
    assert.deepEqual(tokenizersOf(models, [added])[2], { ref: file, name: added.name });
    assert.deepEqual(tokenizerFromSetting(added.name, 'pocket', familyIds, [added]), file);
    const tokenizer = tokenizerFromSetting('model', 'pocket-early', familyIds);
    assert.deepEqual(tokenizer, { kind: 'model', model: 'pocket' });
    assert.deepEqual(followModel(tokenizer, 'pocket-early', 'pocket-chat'), tokenizer);
  });
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
