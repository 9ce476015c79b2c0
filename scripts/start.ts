import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { inRepository, repositoryRoot } from '../test/support/paths';
import { createProfile, linkExtension, type Profile, removeProfile } from '../test/support/profile';
import { startInBrowser } from './start/browser';
import { desktopCode, startOnDesktop } from './start/desktop';

const usage = `npm start -- [--desktop | --browser] [--port N] [--locale en|zh-cn]

Builds the extension and opens VS Code on the samples with the Inspector showing one of them: on the desktop where there
is a display and a \`code\` command, else in the browser on 127.0.0.1. Runs until interrupted.`;

/** What is opened, and where; alike for the desktop and the browser. */
export interface Start {
  profile: Profile;
  extensions: string[];
  folder: string;
  locale: string;
  /** Tells the start extension what to open and where to leave its outcome. */
  env: Record<string, string>;
  outcomeFile: string;
  signal: AbortSignal;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      desktop: { type: 'boolean' },
      browser: { type: 'boolean' },
      port: { type: 'string', default: '0' },
      locale: { type: 'string', default: /^zh/.test(process.env.LC_ALL || process.env.LANG || '') ? 'zh-cn' : 'en' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(usage);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port takes a number, not ${values.port}.`);
  const folder = inRepository('samples', values.locale);
  if (!fs.existsSync(folder)) throw new Error(`There are no samples for ${values.locale}. Choose en or zh-cn.`);

  const interruption = interrupted();
  console.error('Building …');
  execFileSync(process.execPath, ['esbuild.config.mjs'], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const profile = createProfile();
  const outcomeFile = path.join(profile.root, 'outcome.json');
  const start: Start = {
    profile,
    extensions: [repositoryRoot, inRepository('scripts/start-extension')],
    folder,
    locale: values.locale,
    env: { LOUPE_START_SAMPLE: firstSample(folder), LOUPE_START_OUTCOME: outcomeFile },
    outcomeFile,
    signal: interruption,
  };
  try {
    const desktop = values.desktop || (!values.browser && desktopCode() !== undefined);
    if (desktop) await startOnDesktop(start);
    else {
      for (const extension of start.extensions) linkExtension(profile, extension);
      await startInBrowser(start, port);
    }
  } finally {
    removeProfile(profile);
  }
}

function firstSample(folder: string): string {
  return fs
    .readdirSync(folder)
    .filter((name) => /\.(md|txt)$/.test(name))
    .sort()[0];
}

/** Aborts on a signal, and when `npm`, which should pass signals on, is gone without having done so. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && interrupt(), 500).unref();
  }
  return controller.signal;
}

main().then(
  () => process.exit(0),
  (error) => {
    if (error?.name === 'AbortError') process.exit(0);
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
