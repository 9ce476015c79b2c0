import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureVSCode, vscodeHost } from './vscodeHost';

export type Settings = Record<string, unknown>;

/** A fresh VS Code profile in one temporary folder: home, user data, extensions and server data. */
export interface Profile {
  root: string;
  home: string;
  userData: string;
  extensions: string;
  serverData: string;
}

/** Quiet and offline: nothing opens by itself, nothing is fetched. */
const quietSettings: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'window.restoreWindows': 'none',
  'files.autoSave': 'off',
};

export function createProfile(settings: Settings = {}): Profile {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'loupe-'));
  const profile: Profile = {
    root,
    home: path.join(root, 'home'),
    userData: path.join(root, 'user'),
    extensions: path.join(root, 'extensions'),
    serverData: path.join(root, 'server'),
  };
  for (const folder of [profile.home, path.join(profile.userData, 'User'), profile.extensions, profile.serverData]) {
    fs.mkdirSync(folder, { recursive: true });
  }
  // Read at the start only: this server does not watch it. The workspace's settings are watched.
  const file = path.join(profile.userData, 'User', 'settings.json');
  fs.writeFileSync(file, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  return profile;
}

export function removeProfile(profile: Profile): void {
  // A process that is just ending may still write there.
  fs.rmSync(profile.root, { recursive: true, force: true, maxRetries: 5 });
}

/** The server's arguments that name the profile's folders. */
export function profileArguments(profile: Profile): string[] {
  return [
    '--accept-server-license-terms',
    '--disable-telemetry',
    `--server-data-dir=${profile.serverData}`,
    `--user-data-dir=${profile.userData}`,
    `--extensions-dir=${profile.extensions}`,
    `--builtin-extensions-dir=${vscodeHost.builtinExtensions}`,
  ];
}

/** The environment without what an enclosing VS Code or npm put there, and with the profile's own home. */
export function profileEnvironment(profile: Profile, extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const foreign = /^(VSCODE_|ELECTRON_|NODE_OPTIONS|CODE_SERVER|npm_)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  // An empty gallery: the Extensions view has nowhere to look.
  return { ...Object.fromEntries(kept), HOME: profile.home, EXTENSIONS_GALLERY: '{}', ...extra };
}

/** Makes an unpacked extension part of the profile. Only before its first start or install, which freezes the list. */
export function linkExtension(profile: Profile, folder: string): void {
  const { publisher, name, version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  fs.symlinkSync(path.resolve(folder), path.join(profile.extensions, `${publisher}.${name}-${version}`), 'dir');
}

/** Installs a VSIX as a person would with `code --install-extension`. */
export async function installVsix(profile: Profile, vsix: string): Promise<void> {
  await ensureVSCode();
  const { node, serverMain } = vscodeHost;
  const installArguments = [serverMain, ...profileArguments(profile), '--install-extension', vsix, '--force'];
  execFileSync(node, installArguments, {
    env: profileEnvironment(profile),
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 120_000,
  });
}

/** Makes `--locale` work without a language pack: VS Code's own texts stay English, extensions use their translations. */
export function addLanguage(profile: Profile, locale: string): void {
  const translations = path.join(profile.userData, `translations-${locale}.json`);
  fs.writeFileSync(translations, JSON.stringify({ '': [], version: '1.0.0', contents: {} }));
  const pack = {
    hash: locale,
    label: locale,
    translations: { vscode: translations },
    extensions: [{ extensionIdentifier: { id: `test.language-pack-${locale}` }, version: '1.0.0' }],
  };
  fs.writeFileSync(path.join(profile.userData, 'languagepacks.json'), JSON.stringify({ [locale]: pack }));
}
