import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { version } from '../../../package.json';
import { loupe, root, temporaryFile, temporaryPath } from './loupe';

const hello = temporaryFile('hello.txt', 'Hello');
const pocket = path.join(root, 'models/pocket');

/** A copy of the shipped model with this done to it. */
function spoiled(name: string, spoil: (folder: string) => void): string {
  const folder = temporaryPath(name);
  cpSync(pocket, folder, { recursive: true });
  spoil(folder);
  return folder;
}

describe('the command line', function () {
  this.timeout(30_000);

  const wrong: { args: string; message: RegExp }[] = [
    { args: '', message: /command/ },
    { args: 'inspect FILE', message: /inspect/ },
    { args: 'toString FILE', message: /toString/ },
    { args: '--nonsense', message: /--nonsense/ },
    { args: 'tokens', message: /FILE/ },
    { args: 'tokens FILE FILE', message: /FILE/ },
    { args: 'tokens --nonsense FILE', message: /--nonsense/ },
    { args: 'tokens -x FILE', message: /no option -x\. See/ },
    { args: 'tokens --__proto__ FILE', message: /no option --__proto__/ },
    { args: 'tokens --json=yes FILE', message: /--json takes no value\. See/ },
    { args: 'read FILE --model', message: /--model takes a value\. See/ },
    { args: 'read --model --json FILE', message: /--model takes a value, not the option --json\. See/ },
    { args: 'tokens --special maybe FILE', message: /maybe/ },
    { args: 'tokens --no-think FILE', message: /go with --chat/ },
    { args: 'vocabulary --kind odd', message: /one of all, special, byte, partial/ },
    { args: 'vocabulary --bytes e4b', message: /two a byte/ },
    { args: 'vocabulary --tokenizer gpt2 --ids 200-100', message: /ends before it begins/ },
    { args: 'vocabulary --ids a-b', message: /a range, such as 100-200/ },
    { args: 'vocabulary FILE', message: /takes no file/ },
    { args: 'tokens --chat --origin 1 FILE', message: /not both/ },
    { args: 'tokens --tokenizer gpt2 --model pocket FILE', message: /not both/ },
    { args: 'read FILE', message: /--model/ },
    { args: 'read --model FILE', message: /FILE/ },
    { args: 'read --model pocket --top many FILE', message: /many/ },
    { args: 'read --model pocket --top=-1 FILE', message: /-1/ },
    { args: 'read --model pocket --save RUN --keep sheep FILE', message: /“sheep”/ },
    { args: 'read --model pocket --half FILE', message: /--save/ },
    { args: 'next --model pocket --top 1.5 FILE', message: /1\.5/ },
    { args: 'attention --model pocket --layer 0 FILE', message: /--head/ },
    { args: 'lens --model pocket --top 0 FILE', message: /at least 1/ },
    { args: 'weight --model pocket --head 0 FILE', message: /--layer/ },
    { args: 'weight --model pocket --layer 0 --head 0 --query 99 FILE', message: /beyond the last token/ },
    { args: 'weight --model pocket --layer 0 --head 0 --query 0 --key 1 FILE', message: /no token looks ahead/ },
    { args: 'ablation --model pocket --head 0 FILE', message: /--layer/ },
    { args: 'ablation --model pocket --layer 0 FILE', message: /--head and --part/ },
    { args: 'ablation --model pocket --layer 0 --head 0 --part attention FILE', message: /--head and --part/ },
    { args: 'ablation --model pocket --layer 0 --part mlp FILE', message: /“mlp”/ },
    { args: 'ablation --model pocket --layer 0 --head 0 --kind none FILE', message: /“none”/ },
    { args: 'attention --model pocket --head 0 FILE', message: /--layer/ },
    { args: 'attention --model pocket --layer x --head 0 FILE', message: /“x”/ },
    { args: 'attention --model pocket --combine sum FILE', message: /“mean”, “max” or “rollout”, not “sum”/ },
    { args: 'attention --model pocket --combine mean --layer 0 FILE', message: /--layers in place of --layer/ },
    { args: 'attention --model pocket --combine mean --layers 3-1 FILE', message: /0-3, not “3-1”/ },
    { args: 'attention --model pocket --combine rollout --head 1 FILE', message: /all heads/ },
    { args: 'attention --model pocket --layers 0-1 FILE', message: /--combine/ },
    { args: 'attention --model pocket --without-first FILE', message: /needs a map/ },
    { args: 'attention --model pocket --combine max --probe FILE', message: /--probe/ },
    { args: 'generate --model pocket --temperature hot FILE', message: /hot/ },
    { args: 'generate --model pocket --temperature=-1 FILE', message: /-1/ },
    { args: 'generate --model pocket --top-p 2 FILE', message: /--top-p/ },
    { args: 'generate --model pocket --top-p 0 FILE', message: /--top-p/ },
    { args: 'generate --model pocket --max-tokens 0 FILE', message: /--max-tokens/ },
    { args: 'generate --model pocket --seed 1e99 FILE', message: /--seed/ },
    { args: 'trace --model pocket --samples 0 FILE', message: /--samples/ },
  ];
  for (const { args, message } of wrong) {
    it(`exits with 2 for “loupe ${args}”`, async () => {
      const list = args.split(' ').filter(Boolean);
      const { exit, stdout, stderr } = await loupe(list.map((arg) => (arg === 'FILE' ? hello : arg)));
      assert.deepEqual({ exit, stdout }, { exit: 2, stdout: '' });
      assert.match(stderr, message);
      assert.match(stderr, /^loupe: .*[.?] See loupe --help\.\n$/);
    });
  }

  const impossible: { name: string; args: () => string[]; message: RegExp }[] = [
    { name: 'a missing file', args: () => ['tokens', '/nowhere/x'], message: /\/nowhere\/x does not exist/ },
    { name: 'a folder', args: () => ['tokens', root], message: /folder/ },
    { name: 'an unknown tokenizer', args: () => ['tokens', '--tokenizer', 'x', hello], message: /x.*o200k_base/ },
    { name: 'a missing model', args: () => ['read', '--model', '/nowhere/m', hello], message: /\/nowhere\/m/ },
    { name: 'an empty model name', args: () => ['tokens', '--model=', hello], message: /no model/ },
    {
      name: 'a folder without a tokenizer',
      args: () => [
        'tokens',
        '--model',
        spoiled('bare', (folder) => rmSync(path.join(folder, 'tokenizer.json'))),
        hello,
      ],
      message: /tokenizer\.json/,
    },
    {
      name: 'a tokenizer that is cut off',
      args: () => [
        'tokens',
        '--model',
        spoiled('cut', (folder) => truncateSync(path.join(folder, 'tokenizer.json'), 9999)),
        hello,
      ],
      message: /tokenizer/,
    },
    {
      name: 'a tokenizer of another shape',
      args: () => [
        'tokens',
        '--model',
        spoiled('shape', (folder) => writeFileSync(path.join(folder, 'tokenizer.json'), '{"added_tokens": {}}')),
        hello,
      ],
      message: /it has no vocabulary/,
    },
    {
      name: 'a model that is cut off',
      args: () => [
        'read',
        '--model',
        spoiled('half', (folder) => truncateSync(path.join(folder, 'model.onnx'), 1e4)),
        hello,
      ],
      message: /model\.onnx/,
    },
    {
      name: 'a model without a graph',
      args: () => ['next', '--model', spoiled('shell', (folder) => rmSync(path.join(folder, 'model.onnx'))), hello],
      message: /onnx/,
    },
    {
      name: 'a model with a broken configuration',
      args: () => [
        'generate',
        '--model',
        spoiled('odd', (folder) => writeFileSync(path.join(folder, 'config.json'), '{')),
        hello,
      ],
      message: /config\.json/,
    },
    {
      name: 'a layer out of range',
      args: () => ['attention', '--model', 'pocket', '--layer', '6', '--head', '0', hello],
      message: /Layer 6/,
    },
    {
      name: 'a head out of range',
      args: () => ['attention', '--model', 'pocket', '--layer', '0', '--head', '8', hello],
      message: /Head 8/,
    },
    {
      name: 'nothing to read',
      args: () => ['read', '--model', 'pocket', temporaryFile('empty', '')],
      message: /nothing to condition on/i,
    },
    {
      name: 'a text beyond the context',
      args: () => ['next', '--model', 'pocket', temporaryFile('long', 'word '.repeat(2000))],
      message: /1024/,
    },
    {
      name: 'a question to a model without a chat template',
      args: () => [
        'trace',
        '--model',
        spoiled('mute', (folder) => writeFileSync(path.join(folder, 'tokenizer_config.json'), '{}')),
        hello,
      ],
      message: /chat template/,
    },
  ];
  for (const { name, args, message } of impossible) {
    it(`exits with 1 for ${name}`, async () => {
      const { exit, stdout, stderr } = await loupe([...args(), '--json']);
      assert.deepEqual({ exit, stdout }, { exit: 1, stdout: '' });
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    });
  }

  it('shows where an error comes from with --debug only', async () => {
    assert.match((await loupe(['tokens', '/nowhere/x', '--debug'])).stderr, /\n\s+at /);
  });

  it('explains itself', async () => {
    const all = await loupe(['--help']);
    for (const name of [
      'tokens',
      'read',
      'next',
      'attention',
      'lens',
      'attribution',
      'ablation',
      'generate',
      'trace',
    ]) {
      assert.match(all.stdout, new RegExp(`loupe ${name} `));
      const { exit, stdout } = await loupe([name, '--help']);
      assert.equal(exit, 0);
      assert.match(stdout, new RegExp(`loupe ${name} .*FILE`));
    }
    assert.deepEqual(await loupe(['--version']), { exit: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('knows the models that LOUPE_MODELS lists by their names', async () => {
    const folder = temporaryPath('models-elsewhere');
    mkdirSync(folder);
    cpSync(pocket, path.join(folder, 'mine'), { recursive: true });
    const { exit, stdout } = await loupe(['next', '--model', 'mine', '--json', hello], '', {
      LOUPE_MODELS: path.join(folder, 'mine'),
    });
    assert.equal(exit, 0);
    assert.equal(JSON.parse(stdout).model, 'mine');
  });
});
