import assert from 'node:assert/strict';
import { catalogue } from '../../../src/hub/catalogue';
import { folderName, parseRecord } from '../../../src/hub/downloadRecord';
import { allowsRedirect, parseEndpoint } from '../../../src/hub/endpoint';
import { parseRepositoryId } from '../../../src/hub/repositoryId';
import { filesToGet, isModelPath, variantsOf } from '../../../src/hub/variants';
import { LoupeError } from '../../../src/protocol/errors';

const orError = (read: () => unknown) => {
  try {
    return read();
  } catch (error) {
    assert.ok(error instanceof LoupeError);
    return error.code;
  }
};

describe('ids of repositories', () => {
  const rows: [typed: string, id: string][] = [
    ['onnx-community/Qwen3-0.6B-ONNX', 'onnx-community/Qwen3-0.6B-ONNX'],
    ['  gpt2 ', 'gpt2'],
    ['https://huggingface.co/owner/small', 'owner/small'],
    ['https://hf-mirror.example/owner/small/tree/main/onnx?x=1#y', 'owner/small'],
    ['https://huggingface.co/gpt2', 'gpt2'],
    ['', 'hubIdInvalid'],
    ['https://huggingface.co/', 'hubIdInvalid'],
    ['https://huggingface.co/owner/', 'hubIdInvalid'],
    ['https://huggingface.co/owner/small-', 'hubIdInvalid'],
    ['owner/', 'hubIdInvalid'],
    ['/small', 'hubIdInvalid'],
    ['a/b/c', 'hubIdInvalid'],
    ['../small', 'hubIdInvalid'],
    ['owner/..', 'hubIdInvalid'],
    ['owner/a..b', 'hubIdInvalid'],
    ['owner/a--b', 'hubIdInvalid'],
    ['owner/small.git', 'hubIdInvalid'],
    ['owner/sma ll', 'hubIdInvalid'],
    ['owner\\small', 'hubIdInvalid'],
    ['owner/small?blobs=true', 'hubIdInvalid'],
    ['owner/%2e%2e', 'hubIdInvalid'],
    [`owner/${'x'.repeat(97)}`, 'hubIdInvalid'],
    ['ównér/small', 'hubIdInvalid'],
  ];
  for (const [typed, id] of rows)
    it(`“${typed.slice(0, 60)}”`, () =>
      assert.equal(
        orError(() => parseRepositoryId(typed)),
        id,
      ));

  it('have folders of their own', () => {
    const of = (repository: string, variant: string) => folderName({ repository, variant });
    assert.equal(of('owner/small', 'q4'), 'owner--small--q4');
    assert.notEqual(of('a/b-c', 'q4'), of('a-b/c', 'q4'));
  });
});

describe('endpoints', () => {
  const rows: [text: string, url: string][] = [
    ['https://huggingface.co', 'https://huggingface.co/'],
    ['https://mirror.example/hf//', 'https://mirror.example/hf/'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/'],
    ['http://localhost', 'http://localhost/'],
    ['http://[::1]:99', 'http://[::1]:99/'],
    ['http://huggingface.co', 'hubEndpointInvalid'],
    ['http://127.0.0.1.example.com', 'hubEndpointInvalid'],
    ['ftp://huggingface.co', 'hubEndpointInvalid'],
    ['file:///etc', 'hubEndpointInvalid'],
    ['https://user:secret@huggingface.co', 'hubEndpointInvalid'],
    ['https://huggingface.co/?x=1', 'hubEndpointInvalid'],
    ['huggingface.co', 'hubEndpointInvalid'],
    ['', 'hubEndpointInvalid'],
  ];
  for (const [text, url] of rows) it(`“${text}”`, () => assert.equal(String(orError(() => parseEndpoint(text))), url));

  const redirects: [from: string, to: string, allowed: boolean][] = [
    ['https://huggingface.co', 'https://cdn.example/x', true],
    ['https://huggingface.co', 'http://cdn.example/x', false],
    ['https://huggingface.co', 'http://127.0.0.1/x', false],
    ['http://127.0.0.1:1', 'http://127.0.0.1:2/x', true],
    ['http://127.0.0.1:1', 'https://cdn.example/x', true],
    ['http://127.0.0.1:1', 'http://192.168.0.1/x', false],
    ['https://huggingface.co', 'data:,x', false],
  ];
  for (const [from, to, allowed] of redirects)
    it(`${allowed ? 'follows' : 'does not follow'} ${from} to ${to}`, () =>
      assert.equal(allowsRedirect(parseEndpoint(from), new URL(to)), allowed));
});

const listed = (...paths: string[]) => ({
  id: 'owner/small',
  commit: '0'.repeat(40),
  gated: false,
  files: paths.map((path, i) => ({ path, bytes: 1 << i, checksum: { algorithm: 'git-sha1' as const, hex: '' } })),
});

describe('variants', () => {
  const rows: [what: string, paths: string[], variants: Record<string, string[]>][] = [
    ['none', ['model.safetensors', 'onnx/encoder.onnx', 'onnx/model.onnx.txt', 'other/model.onnx'], {}],
    [
      'each with its weights',
      [
        'onnx/model.onnx',
        'onnx/model.onnx_data',
        'onnx/model.onnx_data_1',
        'onnx/model_q4.onnx',
        'onnx/model_q4.onnx_data',
      ],
      {
        fp32: ['onnx/model.onnx', 'onnx/model.onnx_data', 'onnx/model.onnx_data_1'],
        q4: ['onnx/model_q4.onnx', 'onnx/model_q4.onnx_data'],
      },
    ],
    ['at the top', ['model.onnx', 'model.onnx.data'], { fp32: ['model.onnx', 'model.onnx.data'] }],
    [
      'with the older name where there is no other',
      [
        'onnx/decoder_model_merged.onnx',
        'onnx/decoder_model_merged_q4.onnx',
        'onnx/model_q4.onnx',
        'onnx/decoder_model.onnx',
      ],
      { fp32: ['onnx/decoder_model_merged.onnx'], q4: ['onnx/model_q4.onnx'] },
    ],
    ['in onnx/ before the top', ['model.onnx', 'onnx/model.onnx'], { fp32: ['onnx/model.onnx'] }],
    [
      'of every precision',
      ['fp16', 'int8', 'uint8', 'quantized', 'q4', 'q4f16', 'bnb4'].map((name) => `onnx/model_${name}.onnx`),
      Object.fromEntries(
        ['fp16', 'int8', 'uint8', 'quantized', 'q4', 'q4f16', 'bnb4'].map((name) => [
          name,
          [`onnx/model_${name}.onnx`],
        ]),
      ),
    ],
    [
      'that stay in their folder',
      [
        'onnx/../model.onnx',
        '../model.onnx',
        '/model.onnx',
        'onnx/model.onnx_data/../../x',
        'onnx\\model.onnx',
        'C:model.onnx',
      ],
      {},
    ],
  ];
  for (const [what, paths, expected] of rows)
    it(what, () => {
      const found = variantsOf(listed(...paths));
      assert.deepEqual(
        Object.fromEntries(found.map(({ name, files }) => [name, files.map(({ path }) => path)])),
        expected,
      );
    });

  it('are listed smallest first', () => {
    const { files } = listed('onnx/model.onnx_data', 'onnx/model_q4.onnx', 'onnx/model.onnx', 'onnx/model_fp16.onnx');
    assert.deepEqual(
      variantsOf({ files }).map(({ name, bytes }) => [name, bytes]),
      [
        ['q4', 2],
        ['fp32', 5],
        ['fp16', 8],
      ],
    );
  });

  it('come with what reads the text, once', () => {
    const paths = [
      'config.json',
      'LICENSE',
      'license',
      'chat_template.jinja',
      'tokenizer.json',
      'vocab.json',
      'onnx/model.onnx',
      '../config.json',
      'sub/config.json',
      'config.json\n',
      'tokenizer.json/../../x',
      'README.md:stream',
    ];
    assert.deepEqual(
      filesToGet(listed(...paths), 'fp32').map(({ path }) => path),
      ['config.json', 'LICENSE', 'chat_template.jinja', 'tokenizer.json', 'onnx/model.onnx'],
    );
  });

  const refused: [what: string, paths: string[], code: string][] = [
    ['no graph', ['config.json', 'model.safetensors'], 'hubNotOnnx'],
    ['no config.json', ['onnx/model.onnx'], 'hubNotOnnx'],
    ['another variant', ['config.json', 'onnx/model_q4.onnx'], 'hubVariantMissing'],
  ];
  for (const [what, paths, code] of refused)
    it(`say that there is ${what}`, () =>
      assert.equal(
        orError(() => filesToGet(listed(...paths), 'fp32')),
        code,
      ));
});

describe('a record on the disk', () => {
  const file = { path: 'onnx/model.onnx', bytes: 5, checksum: { algorithm: 'sha256', hex: 'a'.repeat(64) } };
  const good = { repository: 'owner/small', commit: '0'.repeat(40), variant: 'fp32', files: [file] };
  const rows: [what: string, record: unknown, valid: boolean][] = [
    ['as we write it', good, true],
    ['cut off', undefined, false],
    ['no object', [], false],
    ['another repository', { ...good, repository: '../../x' }, false],
    ['another variant', { ...good, variant: '../x' }, false],
    ['another commit', { ...good, commit: 'main' }, false],
    ['no files', { ...good, files: undefined }, false],
    ['a file elsewhere', { ...good, files: [{ ...file, path: '../../.bashrc' }] }, false],
    ['a file that is the record', { ...good, files: [{ ...file, path: 'download.json' }] }, false],
    ['no size', { ...good, files: [{ ...file, bytes: -1 }] }, false],
    ['a size that is none', { ...good, files: [{ ...file, bytes: 1e300 }] }, false],
    ['no checksum', { ...good, files: [{ ...file, checksum: { algorithm: 'sha256', hex: 'a'.repeat(40) } }] }, false],
  ];
  for (const [what, record, valid] of rows)
    it(`${what} is ${valid ? 'read' : 'left alone'}`, () =>
      assert.deepEqual(parseRecord(JSON.stringify(record) ?? '{"repository":'), valid ? record : undefined));
});

describe('paths of model files', () => {
  const rows: [path: string, is: boolean][] = [
    ['onnx/model.onnx', true],
    ['model_q4f16.onnx_data_12', true],
    ['onnx/decoder_model_merged_q4.onnx.data', true],
    ['onnx/other.onnx', false],
    ['config.json', true],
    ['onnx/config.json', false],
    ['model.onnx.lock', false],
    ['onnx/../model.onnx', false],
    ['onnx/model.onnx\n', false],
    ['onnx/model.onnx_data/x', false],
    ['', false],
  ];
  for (const [path, is] of rows) it(JSON.stringify(path), () => assert.equal(isModelPath(path), is));
});

describe('the catalogue', () => {
  it('has ids that can be asked for, each once', () => {
    const ids = catalogue.map(({ id }) => parseRepositoryId(id));
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.length >= 10 && ids.length <= 15);
  });
});
