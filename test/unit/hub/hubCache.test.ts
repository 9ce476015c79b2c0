import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { cachedModels, hubCacheFolder } from '../../../src/hub/hubCache';

describe('where the cache of the Hub is', () => {
  const home = homedir();
  const rows: [env: Record<string, string>, folder: string][] = [
    [{}, path.join(home, '.cache/huggingface/hub')],
    [{ XDG_CACHE_HOME: '/x' }, '/x/huggingface/hub'],
    [{ XDG_CACHE_HOME: '/x', HF_HOME: '/h' }, '/h/hub'],
    [{ HF_HOME: '~/h' }, path.join(home, 'h/hub')],
    [{ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/o' }, '/o'],
    [{ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/o', HF_HUB_CACHE: '/c' }, '/c'],
    [{ HF_HOME: '', HF_HUB_CACHE: '' }, path.join(home, '.cache/huggingface/hub')],
  ];
  for (const [env, folder] of rows)
    it(JSON.stringify(env), () => assert.equal(hubCacheFolder(env), path.resolve(folder)));
});

describe('models in the cache', () => {
  let cache: string;
  beforeEach(() => {
    cache = mkdtempSync(path.join(tmpdir(), 'loupe-cache-'));
  });
  afterEach(() => rmSync(cache, { recursive: true }));

  /** As Hugging Face's libraries lay it out: blobs, and links to them in a snapshot. */
  function snapshot(repository: string, commit: string, files: string[]): string {
    const root = path.join(cache, repository);
    const folder = path.join(root, 'snapshots', commit);
    mkdirSync(path.join(root, 'blobs'), { recursive: true });
    for (const [i, file] of files.entries()) {
      const blob = path.join(root, 'blobs', `${commit}${i}`);
      const link = path.join(folder, file);
      writeFileSync(blob, file);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(path.relative(path.dirname(link), blob), link);
    }
    return folder;
  }

  function main(repository: string, commit: string): void {
    mkdirSync(path.join(cache, repository, 'refs'), { recursive: true });
    writeFileSync(path.join(cache, repository, 'refs/main'), commit);
  }

  it('are those with a configuration and a graph, at main or the newest snapshot', async () => {
    const whole = ['config.json', 'onnx/model.onnx', 'onnx/model_q4.onnx', 'onnx/model_q4.onnx_data'];
    const first = snapshot('models--owner--small', 'aaa', whole);
    snapshot('models--owner--small', 'bbb', whole);
    main('models--owner--small', 'aaa');
    const old = snapshot('models--other', 'ccc', ['config.json', 'model_fp16.onnx']);
    const newer = snapshot('models--other', 'ddd', ['config.json', 'model_fp16.onnx']);
    utimesSync(old, 1, 1);
    snapshot('models--owner--torch', 'eee', ['config.json', 'model.safetensors']);
    snapshot('models--owner--bare', 'fff', ['onnx/model.onnx']);
    snapshot('datasets--owner--data', 'ggg', whole);
    snapshot('models--owner--..', 'hhh', whole);
    mkdirSync(path.join(cache, '.locks'));
    mkdirSync(path.join(cache, 'models--owner--empty/snapshots'), { recursive: true });
    writeFileSync(path.join(cache, 'models--owner--file'), '');
    assert.deepEqual(await cachedModels(cache), [
      { repository: 'other', folder: newer, variants: ['fp16'] },
      { repository: 'owner/small', folder: first, variants: ['fp32', 'q4'] },
    ]);
  });

  it('are found where what names the newest cannot be read', async () => {
    const folder = snapshot('models--owner--small', 'aaa', ['config.json', 'onnx/model.onnx']);
    mkdirSync(path.join(cache, 'models--owner--small/refs/main'), { recursive: true });
    assert.deepEqual(await cachedModels(cache), [{ repository: 'owner/small', folder, variants: ['fp32'] }]);
  });

  it('are not those whose graph was removed from the blobs', async () => {
    snapshot('models--owner--small', 'aaa', ['config.json', 'onnx/model.onnx']);
    rmSync(path.join(cache, 'models--owner--small/blobs/aaa1'));
    assert.deepEqual(await cachedModels(cache), []);
  });

  it('are none where there is no cache', async () => {
    assert.deepEqual(await cachedModels(path.join(cache, 'nowhere')), []);
  });
});
