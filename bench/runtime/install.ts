import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Binaries for graphics cards and other platforms are optional packages. */
const installation = ['ci', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund', '--loglevel=error'];

/** Installs the libraries that the runtime is measured against, where that was not done yet for the present lock file. */
export function ensureContendersInstalled(): void {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('The other runtimes are installed for Linux x64 only.');
  }
  const stamp = path.join(__dirname, 'node_modules', '.installed');
  const lock = fs.readFileSync(path.join(__dirname, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Installing transformers.js and node-llama-cpp (once, about 600 MB) …');
  const { status } = spawnSync('npm', installation, { cwd: __dirname, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) {
    throw new Error(`They could not be installed. Try \`npm ${installation.join(' ')}\` in ${__dirname}.`);
  }
  fs.writeFileSync(stamp, wanted);
}
