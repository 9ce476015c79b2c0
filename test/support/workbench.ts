import fs from 'node:fs';
import path from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser } from './browser';
import {
  addLanguage,
  createProfile,
  installVsix,
  linkExtension,
  type Profile,
  removeProfile,
  type Settings,
} from './profile';
import { startServer, type VSCodeServer } from './vscodeServer';

export interface WorkbenchOptions {
  /** A copy of this folder is opened. */
  folder: string;
  /** Installed as a person would; or an unpacked extension's folder, which is linked. */
  extension: { vsix: string } | { folder: string };
  settings?: Settings;
  locale?: string;
  width?: number;
  height?: number;
  /** A script that runs first in every page and frame. */
  script?: string;
}

/** How VS Code names the kinds of its themes in webviews. The ids are those of its older versions, which newer ones know. */
export const themeKinds = {
  'Default Light Modern': 'vscode-light',
  'Default Dark Modern': 'vscode-dark',
  'Default High Contrast': 'vscode-high-contrast',
  'Default High Contrast Light': 'vscode-high-contrast-light',
} as const;
export type Theme = keyof typeof themeKinds;

/** A window of a real VS Code with the extension, driven through a browser as a person would. */
export class Workbench {
  /** What went wrong in the window meanwhile: errors on the console of our pages, requests that leave the machine. */
  readonly problems: string[] = [];
  /** This one, and others that were opened from it. */
  readonly windows: Workbench[] = [this];

  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const profile = createProfile(options.settings);
    if ('vsix' in options.extension) await installVsix(profile, options.extension.vsix);
    else linkExtension(profile, options.extension.folder);
    if (options.locale) addLanguage(profile, options.locale);
    const server = await startServer(profile, { locale: options.locale });
    const browser = await launchBrowser();
    const viewport = { width: options.width ?? 1400, height: options.height ?? 900 };
    const context = await browser.newContext({ viewport });
    if (options.script) await context.addInitScript(options.script);
    const workbench = new Workbench(profile, 'workspace', server, browser, await context.newPage());
    await workbench.openFolder(options.folder);
    return workbench;
  }

  /** A second window of the same VS Code, on a copy of that folder. It closes with the first. */
  async another(folder: string): Promise<Workbench> {
    const page = await this.page.context().newPage();
    const workbench = new Workbench(this.profile, 'another-workspace', this.server, this.browser, page);
    this.windows.push(workbench);
    await workbench.openFolder(folder);
    return workbench;
  }

  readonly workspace: string;

  private constructor(
    readonly profile: Profile,
    workspaceName: string,
    readonly server: VSCodeServer,
    private readonly browser: Browser,
    readonly page: Page,
  ) {
    this.workspace = path.join(profile.root, workspaceName);
    page.on('request', (request) => {
      const url = request.url();
      // A webview's own files have addresses of their own, which the window itself answers.
      const local =
        url.startsWith(server.address) ||
        /^(data|blob):|^https:\/\/[^/]+\.vscode-resource\.vscode-cdn\.net\//.test(url);
      if (!local) this.problems.push(`left the machine: ${url}`);
    });
    page.on('console', (message) => {
      const inWebview = /vscode-(?:resource|webview)|\/webview\//.test(message.location().url);
      const text = message.text();
      if ((message.type() === 'error' && inWebview) || /Content Security Policy/.test(text)) this.problems.push(text);
    });
  }

  private async openFolder(folder: string): Promise<void> {
    fs.cpSync(folder, this.workspace, { recursive: true });
    await this.page.goto(this.server.windowUrl(this.workspace));
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    removeProfile(this.profile);
  }

  /** Runs a command by its title, from the palette. */
  async command(title: string): Promise<void> {
    await this.typeAfter('F1', `>${title}`);
    await this.take(title);
  }

  /** Types into the open quick pick and takes the row of that name. */
  async pick(text: string, row: string): Promise<void> {
    await this.quickInput.fill(text);
    await this.take(row);
  }

  private take(row: string): Promise<void> {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: row }).first().click();
  }

  /** Presses the key of a quick pick and types into it: again where the focus of an earlier click comes late, and closes it. */
  private async typeAfter(key: string, text: string): Promise<void> {
    for (let left = 3; ; left--) {
      await this.page.keyboard.press(key);
      try {
        return await this.quickInput.fill(text, { timeout: 5000 });
      } catch (error) {
        if (left === 0) throw error;
      }
    }
  }

  /** Where text is typed: the first input of the widget may be a hidden checkbox. */
  private get quickInput(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-box input');
  }

  async openFile(name: string): Promise<void> {
    // Into the first column, wherever the focus is; keys in a webview reach the window too late to rely on.
    const [tab] = await this.page.locator('.editor-group-container .tab').all();
    await tab?.click();
    await this.typeAfter('Control+P', name);
    await this.take(name);
    await this.tab(name).waitFor();
  }

  /** Puts the focus into the text editor and selects the line of that number, without its end. */
  async selectLine(line: number): Promise<void> {
    await this.page.locator('.editor-instance .monaco-editor .view-lines').first().click();
    await this.typeAfter('Control+G', `:${line}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    // Twice: the first time goes to the ends of a wrapped row only.
    for (const key of ['Home', 'Home', 'Shift+End', 'Shift+End']) await this.page.keyboard.press(key);
  }

  /** The page inside the one webview that is shown. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  tab(title: string): Locator {
    return this.page.locator('.tab', { hasText: title });
  }

  /** Boxes that decorations draw in the text editor. */
  get decorations(): Locator {
    return this.page.locator('.editor-instance .view-overlays [class*="ced-"]');
  }

  /** Puts settings into the workspace, whose settings VS Code watches. */
  setSettings(settings: Settings): void {
    const file = path.join(this.workspace, '.vscode/settings.json');
    const present: Settings = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify({ ...present, ...settings }, null, 2));
  }

  async setTheme(theme: Theme): Promise<void> {
    this.setSettings({ 'workbench.colorTheme': theme });
    await this.webview.locator(`body[data-vscode-theme-kind="${themeKinds[theme]}"]`).waitFor();
  }

  async screenshot(file: string): Promise<void> {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    // Pointer away, and what fades has faded.
    await this.page.mouse.move(2, 2);
    await this.page.waitForTimeout(400);
    await this.page.screenshot({ path: file });
  }
}
