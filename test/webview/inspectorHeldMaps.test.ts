import assert from 'node:assert/strict';
import { LoupeError } from '../../src/protocol/errors';
import type { HeadParams } from '../../src/protocol/runs';
import { attentionPages, choose, mapOf, readout, useKeys } from './attentionPage';
import { button, eventually, hold, type InspectorPage, inspectorPages, showTab } from './inspectorPage';

describe('Inspector in a browser: Attention while another map is on its way', function () {
  this.timeout(60_000);
  const open = attentionPages(inspectorPages());

  /** Answers to those maps wait for `release`. */
  const holdMaps = ({ host }: InspectorPage, which: (params: HeadParams) => boolean) => {
    const { held, release } = hold();
    const ask = host.attentionHead.bind(host);
    host.attentionHead = async (params) => {
      if (which(params)) await held;
      return ask(params);
    };
    return release;
  };

  it('dims the earlier map, and exports none under the new one’s name', async () => {
    const opened = await open();
    const { page } = opened;
    const exports = page.getByRole('group', { name: 'Export this map' });
    await exports.waitFor();
    const release = holdMaps(opened, ({ head }) => head === 2);
    await choose(page, 'Head', '2');
    await page.locator('.map.earlier').waitFor();
    await exports.waitFor({ state: 'detached' });
    release();
    await exports.waitFor();
    assert.equal(await page.locator('.map.earlier').count(), 0);
  });

  it('compares nothing but maps of the same tokens', async () => {
    const opened = await open();
    const { page, host } = opened;
    await choose(page, 'Shown as', 'difference from another head');
    await choose(page, 'Other head', '1');
    await page.locator('attention-tab figure').waitFor();
    await showTab(page, 'next');
    await page.locator('distribution-table').waitFor();
    const release = holdMaps(opened, ({ head }) => head === 1);
    await button(page, 'Step').click();
    await page.locator('loupe-generated-strip .token').waitFor();
    await showTab(page, 'attention');
    await page.locator('attention-tab empty-note').waitFor();
    assert.equal(await page.locator('attention-tab figure').count(), 0);
    release();
    await page.locator('attention-tab figure').waitFor();
    await useKeys(page, 'End', 'ArrowLeft');
    const tokens = (host.reading?.tokens.ids.length ?? 0) + 1;
    const maps = [await mapOf(opened, { tokens }), await mapOf(opened, { tokens, head: 1 })];
    const [first, second] = maps.map(({ values }) => values[tokens * tokens - 2].toFixed(4));
    await eventually(async () => assert.match(await readout(page), new RegExp(`${first}.*${second}`)));
  });

  it('says what went wrong only of what is looked at', async () => {
    const opened = await open();
    const { page, host } = opened;
    const ask = host.attentionHead.bind(host);
    host.attentionHead = async (params) => {
      if (params.head === 1) throw new LoupeError('runtimeExited', 'killed');
      return ask(params);
    };
    await choose(page, 'Shown as', 'beside another head');
    await choose(page, 'Other head', '1');
    const alert = page.locator('attention-tab').getByRole('alert');
    await alert.waitFor();
    await choose(page, 'Shown as', 'map');
    await alert.waitFor({ state: 'detached' });
    await page.locator('attention-canvas canvas').waitFor();
  });

  it('outlines the token whose attention tints the text', async () => {
    const { page } = await open();
    await choose(page, 'Shown as', 'tinted text');
    const tokens = page.locator('attention-tab loupe-token-strip .token');
    await tokens.nth(2).click();
    await eventually(async () =>
      assert.deepEqual(
        await tokens.evaluateAll((all) => all.flatMap((token, i) => (token.matches('.selected') ? [i] : []))),
        [2],
      ),
    );
  });
});
