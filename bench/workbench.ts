import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runExtensionSuite } from '../test/support/extensionSuite';
import { inRepository, repositoryRoot } from '../test/support/paths';
import { Workbench } from '../test/support/workbench';
import { type Figure, type Group, median } from './figure';

const turns = 5;

/** What takes time inside VS Code. Needs the built extension; the VS Code is installed on first use. */
export const workbench: Group = {
  name: 'workbench',
  measure: async () => [...(await inHost()), ...(await onScreen())],
};

/** Measured inside the extension host, each turn in a new one. */
async function inHost(): Promise<Figure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loupe-bench-'));
  try {
    const file = path.join(folder, 'times.json');
    const times: number[] = [];
    for (let turn = 0; turn < turns; turn++) {
      const suite = path.join(folder, 'measure.ts');
      const target = JSON.stringify(inRepository('bench/hostTimes'));
      fs.writeFileSync(suite, `import { measure } from ${target};\nmeasure(${JSON.stringify(file)});`);
      const workspace = inRepository('samples/en');
      const { failed } = await runExtensionSuite({
        files: [suite],
        extension: repositoryRoot,
        workspace,
        electron: false,
      });
      if (failed > 0) throw new Error('Measuring in the extension host failed.');
      times.push(...(JSON.parse(fs.readFileSync(file, 'utf8')) as number[]));
    }
    return [
      {
        name: 'selection of 10 KB to count',
        value: median(times),
        unit: 'ms',
        goal: 20,
        how: 'status bar, after the debounce of 200 ms',
      },
    ];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * In every frame: says on the console when the key of the command's binding went down, and when a frame with so many tokens
 * was painted, in milliseconds since 1970, the clock that all frames share.
 */
const stopwatch = `
  const say = (what) => console.log('stopwatch ' + what + ' ' + (performance.timeOrigin + performance.now()));
  addEventListener('keydown', (event) => event.key === 'l' && say('command'), true);
  const shown = () =>
    document.querySelector('loupe-inspector')?.shadowRoot?.querySelector('tokens-tab')?.shadowRoot
      ?.querySelector('loupe-token-strip')?.shadowRoot?.querySelectorAll('.token').length ?? 0;
  // Frames that are asked for are forgotten when the webview's document is written; a timer asks again.
  let painted = false;
  const timer = setInterval(() => requestAnimationFrame(() => {
    if (painted || shown() < 100) return;
    painted = true;
    clearInterval(timer);
    setTimeout(() => say('painted'));
  }), 4);
`;

/** Measured on the screen, from the key to the frame. */
async function onScreen(): Promise<Figure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loupe-bench-'));
  const activation: number[] = [];
  const cold: number[] = [];
  const warm: number[] = [];
  try {
    // 100 tokens by the shipped model's tokenizer.
    const line = `${'One day, Lotte the fox went to the market. '.repeat(9)}It`;
    fs.writeFileSync(path.join(folder, 'hundred.txt'), line);
    for (let turn = 0; turn < turns; turn++) {
      const extension = { folder: repositoryRoot };
      const window = await Workbench.open({ folder, extension, script: stopwatch });
      try {
        await window.openFile('hundred.txt');
        await window.selectLine(1);
        await window.page.locator('.statusbar-item', { hasText: /\d tokens/ }).waitFor();
        cold.push(await commandToFrame(window));
        for (let again = 0; again < 3; again++) {
          await window.page.locator('.tab', { hasText: 'Inspector' }).locator('.action-label').click();
          await window.page.locator('iframe.webview').waitFor({ state: 'detached' });
          warm.push(await commandToFrame(window));
        }
        activation.push(await activationTime(window));
      } finally {
        await window.close();
      }
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  const name = 'command to first frame of the Inspector, 100 tokens';
  return [
    {
      name: 'activation',
      value: median(activation),
      unit: 'ms',
      goal: 50,
      how: `as VS Code itself measures it, median of ${turns} windows`,
    },
    {
      name: `${name}, cold`,
      value: median(cold),
      unit: 'ms',
      goal: 2000,
      how: `model not loaded, median of ${turns} windows`,
    },
    { name: `${name}, warm`, value: median(warm), unit: 'ms', goal: 300, how: 'model loaded, panel opened anew' },
  ];
}

async function commandToFrame({ page }: Workbench): Promise<number> {
  const times: Record<string, number> = {};
  const painted = new Promise<void>((resolve, reject) => {
    setTimeout(() => reject(new Error('The Inspector did not show the tokens within a minute.')), 60_000).unref();
    page.on('console', (message) => {
      const [, what, time] = /^stopwatch (\w+) ([\d.]+)$/.exec(message.text()) ?? [];
      if (!what) return;
      times[what] = Number(time);
      if (what === 'painted') resolve();
    });
  });
  await page.keyboard.press('Control+1');
  await page.keyboard.press('Control+K');
  await page.keyboard.press('l');
  await painted;
  return times.painted - times.command;
}

/** What VS Code shows among the running extensions: loading the code, and running `activate`. */
async function activationTime(window: Workbench): Promise<number> {
  await window.command('Developer: Show Running Extensions');
  const row = window.page.locator('.runtime-extensions-editor .extension', { hasText: 'Model Loupe' });
  const text = await row.getByText(/Activation: \d+ms/).textContent();
  return Number(/(\d+)ms/.exec(text ?? '')?.[1]);
}
