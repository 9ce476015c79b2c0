import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chooseVariant, listVariants } from '../../../src/runtime/model/graphVariants';
import { describeModelFolder } from '../../../src/runtime/model/modelFolder';
import { openLanguageModel } from '../../../src/runtime/model/openLanguageModel';
import { failsWith, openFolder, tinyFolder, withCopy } from './tinyModels';

const identity = { id: 'tiny', name: 'tiny', source: 'folder' } as const;

describe('model: variants of a graph', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'loupe-variants-'));
    mkdirSync(path.join(folder, 'onnx'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (sizes: Record<string, number>) => {
    for (const [name, size] of Object.entries(sizes)) writeFileSync(path.join(folder, name), Buffer.alloc(size));
  };
  const listed = () => listVariants(folder).map(({ name, bytes }) => [name, bytes]);

  it('are the files that the Hub names so, the truest first, with the bytes of their weights', () => {
    write({
      'onnx/model_q4.onnx': 10,
      'onnx/model_q4f16.onnx': 9,
      'onnx/model.onnx': 1,
      'onnx/model.onnx_data': 100,
      'onnx/model.onnx_data_1': 50,
      'onnx/model_fp16.onnx': 70,
      'onnx/model_int8.onnx': 30,
      'onnx/model_mystery.onnx': 3,
      'onnx/embed_tokens.onnx': 8,
      'onnx/decoder_with_past_model.onnx': 8,
    });
    const expected = [['fp32', 151], ['fp16', 70], ['int8', 30], ['q4f16', 9], ['q4', 10], ['mystery', 3]]; // biome-ignore format: a row a variant
    assert.deepEqual(listed(), expected);
  });

  it('are taken from onnx/ before the top, and may be merged decoders', () => {
    write({ 'model.onnx': 1, 'model_q4.onnx': 2, 'onnx/model_q4.onnx': 3, 'onnx/decoder_model_merged_fp16.onnx': 4 });
    assert.deepEqual(listed(), [['fp32', 1], ['fp16', 4], ['q4', 3]]); // biome-ignore format: a row a variant
  });

  it('are those with today’s name before merged decoders, as on the Hub', () => {
    write({ 'onnx/decoder_model_merged.onnx': 1, 'onnx/model.onnx': 2, 'onnx/model.onnx_data': 3, 'model.onnx': 7 });
    assert.deepEqual(listed(), [['fp32', 5]]);
    write({ 'decoder_model_merged_q4.onnx': 1, 'model_q4.onnx': 2 });
    assert.deepEqual(listed(), [['fp32', 5], ['q4', 2]]); // biome-ignore format: a row a variant
  });

  const variants = [['fp32', 100], ['fp16', 60], ['int8', 30], ['q4', 20]].map(([name, bytes]) => ({ name: String(name), path: '', bytes: Number(bytes) })); // biome-ignore format: a row a variant
  const choices: [what: string, wanted: string | undefined, memory: number, chosen: string][] = [
    ['the truest that takes half of the memory', undefined, 240, 'fp32'],
    ['a smaller one where that is too large', undefined, 80, 'int8'],
    ['not half precision, which grows', undefined, 210, 'int8'],
    ['the smallest where none fits', undefined, 10, 'q4'],
    ['the wanted one, whatever it takes', 'fp16', 10, 'fp16'],
    ['another where the wanted one is not there', 'q8', 1000, 'fp32'],
  ];
  for (const [what, wanted, memory, chosen] of choices)
    it(`choose ${what}`, () => assert.equal(chooseVariant(variants, wanted, memory)?.name, chosen));

  it('open as they are asked for, each with its own weights', () => {
    cpSync(tinyFolder('tiny-gqa'), folder, { recursive: true });
    cpSync(path.join(tinyFolder('tiny-gqa-half'), 'onnx/model.onnx'), path.join(folder, 'onnx/model_fp16.onnx'));
    return Promise.all(
      ([undefined, 'fp16', 'fp32'] as const).map(async (variant) => {
        const { variant: opened, cachePerToken } = await describeModelFolder(folder, identity, variant);
        assert.deepEqual([opened, cachePerToken], variant === 'fp16' ? ['fp16', 64] : ['fp32', 128]);
      }),
    );
  });

  it(
    'tell what they take: weights as they are computed with, and a cache for the context',
    withCopy('tiny-gqa-half', async (copy) => {
      const { parameters, memory } = await describeModelFolder(copy, identity);
      const weights = 259 * 32 * 2 + 64 * 32 + 32 * 32 + 2 * 32 * 16;
      assert.deepEqual([parameters, memory], [weights, 4 * weights + 64 * 64]);
    }),
  );

  it('are refused before they are loaded where memory does not suffice, with the figures', async () => {
    const real = process.availableMemory;
    process.availableMemory = () => 50_000;
    try {
      const opening = () => openLanguageModel(tinyFolder('tiny-gqa'), identity, { threads: 1 });
      await failsWith('modelTooLarge', /needs about 1 MB of memory, and 1 MB are free.*fp32 1 MB/, opening);
    } finally {
      process.availableMemory = real;
    }
    (await openFolder(tinyFolder('tiny-gqa'))).dispose();
  });
});
