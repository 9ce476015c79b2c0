import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ErrorCode } from '../../../src/protocol/errors';
import { expectedOf, failsWith, forward, openFolder, tinyFolder, withCopy } from './tinyModels';

const graphIn = (folder: string) => path.join(folder, 'onnx', 'model.onnx');
const weightsIn = (folder: string) => path.join(folder, 'onnx', 'model.onnx_data');

/** Replaces a string inside the graph by another of the same length, so that all lengths around it stay true. */
function replaceInGraph(folder: string, from: string, to: string): void {
  assert.equal(from.length, to.length);
  const graph = readFileSync(graphIn(folder)).toString('latin1');
  assert.ok(graph.includes(from));
  writeFileSync(graphIn(folder), graph.replaceAll(from, to), 'latin1');
}

describe('model: broken folders', () => {
  describe('configuration', () => {
    const config = JSON.parse(readFileSync(path.join(tinyFolder('tiny-gqa'), 'config.json'), 'utf8'));
    const table: [string, string, RegExp][] = [
      ['no JSON', '{"n_layer": 2,', /JSON/],
      ['a list', '[]', /not an object/],
      ['no context', JSON.stringify({ ...config, max_position_embeddings: undefined }), /no max_position_embeddings/],
      ['no heads', JSON.stringify({ ...config, num_attention_heads: null }), /no num_attention_heads/],
      ['a negative size', JSON.stringify({ ...config, vocab_size: -3 }), /vocab_size is not a positive whole number/],
      ['a huge size', JSON.stringify({ ...config, num_hidden_layers: 1e300 }), /num_hidden_layers/],
      ['end tokens that are no ids', JSON.stringify({ ...config, eos_token_id: ['</s>'] }), /eos_token_id/],
      ['deep nesting', `{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`, /no num_attention_heads|call stack/],
      ['more than a configuration holds', JSON.stringify({ ...config, note: 'x'.repeat(5e6) }), /too large/],
    ];
    for (const [what, text, pattern] of table) {
      it(
        `refuses one with ${what}`,
        withCopy('tiny-gqa', async (folder) => {
          writeFileSync(path.join(folder, 'config.json'), text);
          await failsWith('modelConfigBroken', pattern, () => openFolder(folder));
        }),
      );
    }

    it(
      'says when there is none',
      withCopy('tiny-gqa', async (folder) => {
        rmSync(path.join(folder, 'config.json'));
        await failsWith('modelConfigMissing', /no config\.json/, () => openFolder(folder));
      }),
    );
  });

  describe('graph', () => {
    it(
      'says when there is none',
      withCopy('tiny-gqa', async (folder) => {
        rmSync(graphIn(folder));
        await failsWith('modelGraphMissing', /no model\.onnx/, () => openFolder(folder));
      }),
    );

    it(
      'refuses one that is cut off, wherever',
      withCopy('tiny-gpt2', async (folder) => {
        const whole = readFileSync(graphIn(folder)).length;
        for (let length = whole - 1; length >= 0; length = Math.floor(length * 0.8) - 1) {
          truncateSync(graphIn(folder), length);
          await failsWith('modelGraphBroken', /damaged or cut off/, () => openFolder(folder));
        }
      }),
    );

    for (const [what, content] of [
      ['text', Buffer.from('<html><body>Not Found</body></html>')],
      ['zeros', Buffer.alloc(5000)],
      [
        'a pointer to a file in large storage',
        Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'),
      ],
    ] as const) {
      it(
        `refuses ${what}`,
        withCopy('tiny-gpt2', async (folder) => {
          writeFileSync(graphIn(folder), content);
          await failsWith('modelGraphBroken', /damaged or cut off/, () => openFolder(folder));
        }),
      );
    }

    it(
      'names an operator that the native library does not have',
      withCopy('tiny-gqa', async (folder) => {
        replaceInGraph(folder, 'GroupQueryAttention', 'HyperQueryAttention');
        await failsWith('modelUnsupported', /HyperQueryAttention/, () => openFolder(folder));
      }),
    );

    it(
      'names an input that is not known',
      withCopy('tiny-gqa', async (folder) => {
        replaceInGraph(folder, 'position_ids', 'pixel_values');
        await failsWith('modelUnsupported', /pixel_values/, () => openFolder(folder));
      }),
    );

    it(
      'refuses weights that do not fit its operators',
      withCopy('tiny-gqa', async (folder) => {
        // The embedding in the place of the query projection.
        replaceInGraph(folder, 'residual\n\x05query', 'residual\n\x05value');
        await assert.rejects(openFolder(folder), { name: 'LoupeError' });
      }),
    );
  });

  it(
    'says that a graph fails at positions that only the configuration has',
    withCopy('tiny-gpt2', async (folder) => {
      const file = path.join(folder, 'config.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace('"n_positions": 64', '"n_positions": 4096'));
      const model = await openFolder(folder);
      const ids = new Array<number>(100).fill(5);
      await failsWith('modelFailed', /tiny failed.*Gather/s, () =>
        forward(model, ids, model.createCache(), { logits: 'last' }),
      );
      await forward(model, ids.slice(0, 64), model.createCache(), { logits: 'last' });
      model.dispose();
    }),
  );

  // Whoever opens a pipe waits for a writer.
  const pipes: [string, ErrorCode][] = [
    ['config.json', 'modelConfigBroken'],
    ['generation_config.json', 'modelConfigBroken'],
    ['onnx/model.onnx', 'modelGraphBroken'],
    ['onnx/model.onnx_data', 'modelGraphBroken'],
  ];
  for (const [file, code] of process.platform === 'win32' ? [] : pipes) {
    it(
      `refuses a pipe in the place of ${file}`,
      withCopy('tiny-external', async (folder) => {
        rmSync(path.join(folder, file));
        execFileSync('mkfifo', [path.join(folder, file)]);
        await failsWith(code, /is not a file/, () => openFolder(folder));
      }),
    );
  }

  describe('weights in another file', () => {
    it(
      'says when the file is missing',
      withCopy('tiny-external', async (folder) => {
        rmSync(weightsIn(folder));
        await failsWith('modelGraphBroken', /model\.onnx_data is missing/, () => openFolder(folder));
      }),
    );

    it(
      'says when the file is cut off',
      withCopy('tiny-external', async (folder) => {
        truncateSync(weightsIn(folder), 60_000);
        await failsWith('modelGraphBroken', /model\.onnx_data is cut off/, () => openFolder(folder));
      }),
    );

    // Each holds the right weights, so that nothing but the check can refuse them.
    it(
      'refuses a path that leaves the folder',
      withCopy('tiny-external', async (folder) => {
        renameSync(weightsIn(folder), path.join(folder, '..', 'wght.data'));
        replaceInGraph(folder, 'model.onnx_data', '../../wght.data');
        await failsWith('modelUnsupported', /outside of its folder/, () => openFolder(folder));
      }),
    );

    it(
      'refuses an absolute path',
      withCopy('tiny-external', async (folder) => {
        replaceInGraph(folder, 'model.onnx_data', '/etc/os-release');
        await failsWith('modelUnsupported', /outside of its folder/, () => openFolder(folder));
      }),
    );

    it(
      'refuses a link that leaves the folder',
      withCopy('tiny-external', async (folder) => {
        const elsewhere = path.join(folder, '..', 'weights');
        renameSync(weightsIn(folder), elsewhere);
        symlinkSync(elsewhere, weightsIn(folder));
        await failsWith('modelUnsupported', /outside of its folder/, () => openFolder(folder));
      }),
    );

    it(
      'refuses a folder in the place of the file',
      withCopy('tiny-external', async (folder) => {
        replaceInGraph(folder, 'model.onnx_data', './/////////////');
        await failsWith('modelGraphBroken', /is not a file/, () => openFolder(folder));
      }),
    );

    it(
      'follows links as the Hugging Face cache has them, the graph itself being one',
      withCopy('tiny-external', async (folder) => {
        const blobs = path.join(folder, '..');
        for (const [file, blob] of [
          [graphIn(folder), 'a1b2'],
          [weightsIn(folder), 'c3d4'],
        ]) {
          renameSync(file, path.join(blobs, blob));
          symlinkSync(path.join(blobs, blob), file);
        }
        const model = await openFolder(folder);
        const { ids, logits } = expectedOf('tiny-external');
        const [chunk] = await forward(model, ids, model.createCache(), { logits: 'all' });
        chunk.logits.forEach((value, i) => {
          assert.ok(Math.abs(value - logits[i]) < 1e-4);
        });
        assert.equal(model.capabilities.attention.available, true);
        model.dispose();
      }),
    );
  });
});
