import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { AblationParams } from '../../src/protocol/ablation';
import { LoupeError } from '../../src/protocol/errors';
import { tokenLabel } from '../../webview/drawing/tokenText';
import { eventually, type InspectorPage, inspectorPages, said, sample, showTab } from './inspectorPage';

describe('Inspector in a browser: ablation', function () {
  this.timeout(60_000);
  const open = inspectorPages();

  const panel = async (prepare?: (host: InspectorPage['host']) => void): Promise<InspectorPage> => {
    const opened = await open(sample, { prepare });
    await showTab(opened.page, 'layers');
    await opened.page.locator('ablation-panel').waitFor();
    return opened;
  };
  const ablate = (page: Page) => page.locator('ablation-panel vscode-checkbox').click();
  const choose = async (page: Page, what: string, option: string) => {
    const field = page.locator('ablation-panel').getByRole('combobox', { name: what });
    await field.click();
    await field.getByRole('option', { name: option, exact: true }).click();
  };
  /** What the table is to say, by the runtime. */
  const truth = async ({ host }: InspectorPage, params: Pick<AblationParams, 'layer' | 'part' | 'kind'>) => {
    const { runId, tokens } = host.reading ?? assert.fail();
    const position = tokens.ids.length - 1;
    const { rows, divergence } = await host.ablation({ runId, position, count: 8, ...params });
    return {
      divergence: `KL divergence D(before ‖ after): ${(divergence / Math.LN2).toFixed(3)} bits`,
      rows: rows.map(({ bytes, logprob, rank }) => ({
        token: tokenLabel(bytes),
        change: 100 * (Math.exp(logprob.after) - Math.exp(logprob.before)),
        rank: rank.before === rank.after ? `${rank.before}` : `${rank.before} → ${rank.after}`,
      })),
    };
  };
  const check = async (opened: InspectorPage, params: Pick<AblationParams, 'layer' | 'part' | 'kind'>) => {
    const { page } = opened;
    const { divergence, rows } = await truth(opened, params);
    await eventually(async () =>
      assert.ok((await said(page.locator('ablation-panel'))).includes(divergence), divergence),
    );
    const shown = await page
      .locator('ablation-panel tbody tr:not(.rest)')
      .evaluateAll((all: HTMLElement[]) =>
        all.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent?.trim() ?? '')),
      );
    assert.deepEqual(
      shown.map(([token, , , , change, rank]) => ({ token, change: Number(change.replace('−', '-')), rank })),
      rows.map(({ token, change, rank }) => ({ token, change: Number(change.toFixed(2)) || 0, rank })),
    );
  };

  it('asks for nothing until the reader wants it', async () => {
    let asked = 0;
    const opened = await panel((host) => {
      const real = host.ablation.bind(host);
      host.ablation = (params) => {
        asked++;
        return real(params);
      };
    });
    await opened.page.waitForTimeout(300);
    assert.equal(asked, 0);
    await ablate(opened.page);
    await check(opened, { layer: 0, part: 'attention', kind: 'zero' });
    assert.ok(asked > 0);
  });

  it('shows the distribution without the chosen part, and says what was put in its place', async () => {
    const opened = await panel();
    const { page, host } = opened;
    await ablate(page);
    await choose(page, 'Layer', 'Layer 2');
    await choose(page, 'Part', 'Head 3');
    await choose(page, 'Kind', 'Mean ablation');
    await check(opened, { layer: 2, part: { head: 3 }, kind: 'mean' });
    const text = await said(page.locator('ablation-panel'));
    assert.match(text, /Mean ablation: Layer 2, Head 3, after “/);
    assert.ok(text.includes(`its mean over all ${host.reading?.tokens.ids.length} positions of the text`));
    await choose(page, 'Kind', 'Zero ablation');
    await choose(page, 'Part', 'Feed-forward');
    await check(opened, { layer: 2, part: 'feedForward', kind: 'zero' });
    assert.match(await said(page.locator('ablation-panel')), /feed-forward adds to the residual stream is 0 at every/);
  });

  it('follows the position that is chosen in the grid', async () => {
    const { page } = await panel();
    await ablate(page);
    await page.locator('lens-grid .scroller').focus();
    await page.keyboard.press('Home');
    await eventually(async () => assert.match(await said(page.locator('ablation-panel h4')), /\(0\)$/));
  });

  it('says why a part cannot be ablated', async () => {
    const { page } = await panel((host) => {
      host.ablation = async () => {
        throw new LoupeError('ablationUnavailable', 'pocket', 'Its graph does not accept more inputs.');
      };
    });
    await ablate(page);
    await page.locator('ablation-panel').getByRole('alert').getByText('Parts of pocket cannot be ablated').waitFor();
    assert.equal(await page.locator('ablation-panel table').count(), 0);
  });
});
