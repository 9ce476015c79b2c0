import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { AttentionMap, HeadParams } from '../../src/protocol/runs';
import { tokenBytes } from '../../src/protocol/tokenLookup';
import { tokenLabel } from '../../webview/drawing/tokenText';
import { button, eventually, type InspectorPage, type OpenInspector, said, sample, showTab } from './inspectorPage';

/** Opens pages whose Attention tab is shown. */
export const attentionPages =
  (open: OpenInspector): ((text?: string, options?: Parameters<OpenInspector>[1]) => Promise<InspectorPage>) =>
  async (text = sample, options = {}) => {
    const opened = await open(text, options);
    await showTab(opened.page, 'attention');
    await opened.page.locator('attention-canvas canvas').waitFor();
    return opened;
  };

/** What the runtime gives: of the first head, unless another is asked for. */
export const mapOf = ({ host }: InspectorPage, params: Partial<HeadParams> = {}): Promise<AttentionMap> =>
  host.attentionHead({ runId: host.reading?.runId ?? '', layer: 0, head: 0, dropSink: false, ...params });

export const labelOf = ({ host }: InspectorPage, index: number) =>
  tokenLabel(tokenBytes(host.reading?.tokens ?? assert.fail(), index));

export const readout = (page: Page) => said(page.locator('.readout'));

/** Picks an option of one of the tab's lists. */
export async function choose(page: Page, list: string, option: string): Promise<void> {
  const tab = page.locator('attention-tab');
  await tab.getByRole('combobox', { name: list, exact: true }).click();
  await tab.getByRole('option', { name: option, exact: true }).click();
}

/** Has the text kept that is read, to compare later ones with. */
export async function keepText({ page, host }: InspectorPage): Promise<void> {
  await choose(page, 'Shown as', 'beside a kept text');
  await button(page, 'Keep this text').click();
  await eventually(() => assert.equal(host.kept, host.reading));
}

/** Presses keys in the map, whose crosshair begins on the last query and key. */
export async function useKeys(page: Page, ...keys: string[]): Promise<void> {
  await page.locator('attention-canvas canvas').focus();
  for (const key of keys) await page.keyboard.press(key);
}

/**
 * Waits until the tokens that a strip has drawn, from the first on, are tinted by their weights.
 *
 * @param weight null where the mask hides the token
 */
export async function assertTints(
  strip: Locator,
  count: number,
  weight: (token: number) => number | null,
): Promise<void> {
  const expected = Array.from({ length: count }, (_, token) => {
    const value = weight(token);
    return value === null ? 'unscored' : `heat-${Math.round(Math.sqrt(value) * 15)}`;
  });
  await eventually(async () => {
    const classes = await strip.locator('.token').evaluateAll((all) => all.map(({ className }) => className));
    const shown = classes.slice(0, count).map((name) => /heat-\d+|unscored/.exec(name)?.[0]);
    assert.deepEqual(shown, expected);
  });
}

/** Tells the first difference: to write out how thousands of numbers differ takes minutes. */
export function assertSame(actual: ArrayLike<number> | null, expected: ArrayLike<number>, what: string): void {
  const length = [actual?.length, expected.length];
  assert.equal(length[0], length[1], `${what}: so many numbers`);
  for (let i = 0; actual && i < expected.length; i++) assert.equal(actual[i], expected[i], `${what}, at ${i}`);
}
