import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { doOnce } from './doOnce';
import { ensureVSCode, hostModules } from './vscodeHost';

/** A browser that starts, with what its process needs in the environment. */
export interface Chromium {
  executablePath: string;
  env: Record<string, string>;
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/**
 * `CHROMIUM`, else one on the PATH, else the one that comes with the installed VS Code, else Debian's package, which is
 * installed when run as root.
 */
export async function findChromium(): Promise<Chromium> {
  const named = process.env.CHROMIUM;
  if (named) {
    const found = starting(named);
    if (found) return found;
    throw new Error(`CHROMIUM names ${named}, which does not start. Correct it or unset it.`);
  }
  const found = onPath() ?? (await packaged()) ?? fromDebian();
  if (found) return found;
  throw new Error('No Chromium was found. Install one (`sudo apt-get install -y chromium`) or name one in CHROMIUM.');
}

function onPath(): Chromium | undefined {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const name of names) {
      const file = path.join(folder, name);
      const found = fs.existsSync(file) && starting(file);
      if (found) return found;
    }
  }
}

/** The headless Chromium of `@sparticuz/chromium`, unpacked once, with its own libraries and fonts where the system has none. */
async function packaged(): Promise<Chromium | undefined> {
  await ensureVSCode();
  const packed = path.join(hostModules, '@sparticuz/chromium/bin');
  if (!fs.existsSync(packed)) return;
  const folder = path.join(hostModules, '.chromium');
  await doOnce(
    `unpack ${folder}`,
    () => fs.existsSync(folder),
    () => unpack(packed, folder),
  );
  const executablePath = path.join(folder, 'chromium');
  const fonts: Record<string, string> = fs.existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: folder };
  return (
    starting(executablePath, fonts) ?? starting(executablePath, { ...fonts, LD_LIBRARY_PATH: path.join(folder, 'lib') })
  );
}

function unpack(packed: string, folder: string): void {
  const partial = `${folder}-${process.pid}`;
  fs.mkdirSync(partial, { recursive: true });
  const contents = (name: string) => brotliDecompressSync(fs.readFileSync(path.join(packed, name)));
  fs.writeFileSync(path.join(partial, 'chromium'), contents('chromium.br'), { mode: 0o755 });
  for (const archive of ['al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br']) {
    execFileSync('tar', ['-x', '-C', partial], { input: contents(archive) });
  }
  fs.writeFileSync(
    path.join(partial, 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/cache</cachedir></fontconfig>
`,
  );
  fs.renameSync(partial, folder);
}

function fromDebian(): Chromium | undefined {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return;
  console.error('Installing Debian’s chromium …');
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] });
  spawnSync('apt-get', ['install', '-y', '-qq', 'chromium'], { stdio: ['ignore', 'ignore', 'inherit'] });
  return onPath();
}

/** A file of that name may be a stub that only asks to install the real one, or lack libraries: believe what starts. */
function starting(executablePath: string, env: Record<string, string> = {}): Chromium | undefined {
  const { status, stdout } = spawnSync(executablePath, ['--version'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 20_000,
  });
  return status === 0 && /\d+\.\d+/.test(stdout) ? { executablePath, env } : undefined;
}
