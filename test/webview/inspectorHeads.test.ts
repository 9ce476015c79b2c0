import assert from 'node:assert/strict';
import type { AttentionMap, HeadParams } from '../../src/protocol/runs';
import { assertTints, attentionPages, choose, keepText, labelOf, mapOf, readout, useKeys } from './attentionPage';
import { button, eventually, inspectorPages, said } from './inspectorPage';

describe('Inspector in a browser: heads and views of Attention', function () {
  this.timeout(60_000);
  const attention = attentionPages(inspectorPages());

  const combined: { show: string; params: Partial<HeadParams>; note: RegExp; steps?: [string, string][] }[] = [
    { show: 'mean of heads', params: { layer: { first: 0, last: 5 }, head: 'all', combine: 'mean' }, note: /mean/ },
    {
      show: 'maximum of heads',
      params: { layer: { first: 2, last: 4 }, head: 3, combine: 'max' },
      steps: [
        ['From layer', '2'],
        ['To layer', '4'],
        ['Head', '3'],
      ],
      note: /rows do not sum to 1/,
    },
    {
      show: 'rollout',
      params: { layer: { first: 1, last: 5 }, head: 'all', combine: 'rollout' },
      steps: [['From layer', '1']],
      note: /rollout.*decoder.*approximation/,
    },
  ];
  for (const { show, params, steps = [], note } of combined) {
    it(`combines heads and says how: ${show}`, async () => {
      const opened = await attention();
      const { page } = opened;
      await useKeys(page, 'Home', 'ArrowRight');
      await choose(page, 'Show', show);
      for (const [list, option] of steps) await choose(page, list, option);
      const weight = async (dropSink: boolean) => {
        const { tokens, values } = await mapOf(opened, { ...params, dropSink });
        return values[(tokens - 1) * tokens + 1].toFixed(4);
      };
      const shows = (weight: string) =>
        eventually(async () => assert.ok((await readout(page)).endsWith(weight), `${await readout(page)} ${weight}`));
      await shows(await weight(false));
      assert.match(await said(page.locator('attention-tab .note').first()), note);
      await page.getByRole('checkbox', { name: 'Without the first token' }).click();
      await shows(await weight(true));
      assert.match(await said(page.locator('attention-tab .note').first()), /taken out last, of the finished map/);
      assert.equal(await page.locator('.summary').count(), 0, 'no one head is told of');
    });
  }

  it('lists heads by what they do, best first, on the text and on random tokens', async () => {
    const opened = await attention();
    const { page, host } = opened;
    const { statistics, heads } = await host.attentionOverview({
      runId: host.reading?.runId ?? '',
      size: 1,
      dropSink: false,
    });
    const { statistics: probed } = await host.probeHeads();
    const best = (values: Float32Array, sign: 1 | -1) =>
      Array.from(values.keys())
        .sort((a, b) => sign * (values[a] - values[b]) || a - b)
        .map((index) => `L${Math.floor(index / heads)} H${index % heads}`);
    const names = async () =>
      (await page.locator('head-finder li').allTextContents()).map((text) =>
        text.trim().split(/\s+/).slice(0, 2).join(' '),
      );
    const lists = async (values: Float32Array, sign: 1 | -1) =>
      eventually(async () => assert.deepEqual(await names(), best(values, sign)));
    await lists(statistics.induction, -1);
    await choose(page, 'Sorted by', 'local');
    await lists(statistics.distance, 1);
    await choose(page, 'Scored on', 'random tokens, repeated');
    await lists(probed.distance, 1);
    await choose(page, 'Sorted by', 'induction');
    await lists(probed.induction, -1);
    assert.match(await said(page.locator('head-finder .meaning')), /right after earlier copies.*On 50 random tokens/);
    const [first] = await names();
    await page.locator('head-finder button').first().click();
    const [, layer, head] = /L(\d+) H(\d+)/.exec(first) ?? [];
    await eventually(async () =>
      assert.equal(await page.locator('.summary h3').textContent(), `Layer ${layer}, head ${head}`),
    );
  });

  it('compares two heads: side by side under one crosshair, and as a difference', async () => {
    const opened = await attention();
    const { page } = opened;
    await useKeys(page, 'Home');
    await choose(page, 'Shown as', 'beside another head');
    await choose(page, 'Other layer', '3');
    await choose(page, 'Other head', '2');
    const [one, other] = [await mapOf(opened), await mapOf(opened, { layer: 3, head: 2 })];
    const at = (one.tokens - 1) * one.tokens;
    const [first, second] = [one.values[at], other.values[at]];
    const sign = first > second ? '+' : '−';
    const told = `${first.toFixed(4)} (L0 H0), ${second.toFixed(4)} (L3 H2): ${sign}${Math.abs(first - second).toFixed(4)}`;
    await eventually(async () => assert.ok((await readout(page)).endsWith(told), `${await readout(page)} / ${told}`));
    assert.equal(await page.locator('attention-canvas').count(), 2);
    await page.locator('attention-canvas canvas').nth(1).focus();
    await page.keyboard.press('+');
    const zooms = () =>
      page
        .locator('attention-canvas')
        .evaluateAll((all) => all.map((canvas) => (canvas as unknown as { zoom: unknown }).zoom));
    await eventually(async () => {
      const [left, right] = await zooms();
      assert.ok(left);
      assert.deepEqual(left, right);
    });
    await choose(page, 'Shown as', 'difference from another head');
    await eventually(async () => assert.equal(await page.locator('attention-canvas').count(), 1));
    assert.ok((await readout(page)).endsWith(told));
    const drawn = await page
      .locator('attention-canvas')
      .evaluate((canvas) => Array.from((canvas as unknown as { map: AttentionMap }).map.values));
    assert.deepEqual(drawn, Array.from(one.values.map((value, i) => value - other.values[i])));
    assert.match(await said(page.locator('figcaption')), /^L0 H0 minus L3 H2$/);
  });

  it('compares a head on two texts: both maps under one crosshair, and the difference between the tokens of both', async () => {
    const opened = await attention('The old lamp');
    const { page, host } = opened;
    await keepText(opened);
    await eventually(async () => assert.match(await said(page.locator('attention-tab .map')), /This is the kept text/));
    const kept = await mapOf(opened);
    const before = host.reading;
    await host.inspect('The very old lamp');
    const shown = await mapOf(opened);
    assert.deepEqual([before?.tokens.ids.length, shown.tokens - kept.tokens], [kept.tokens, 1]);
    const comparison = page.locator('text-comparison');
    await comparison.waitFor();
    assert.match(await said(page.locator('attention-tab .map')), /^Kept: “The·old·lamp”, 3 tokens/);
    const canvases = comparison.locator('attention-canvas canvas');
    assert.equal(await canvases.count(), 3);
    // The last query and the first key, which are tokens of both.
    await canvases.nth(0).focus();
    for (const key of ['ArrowUp', 'ArrowDown', 'Home']) await page.keyboard.press(key);
    const here = shown.values[(shown.tokens - 1) * shown.tokens];
    const there = kept.values[(kept.tokens - 1) * kept.tokens];
    const sign = here > there ? '+' : '−';
    const told = `${here.toFixed(4)} (this text), ${there.toFixed(4)} (kept text): ${sign}${Math.abs(here - there).toFixed(4)}`;
    await eventually(async () => assert.ok((await readout(page)).endsWith(told), `${await readout(page)} / ${told}`));
    // A token that only the shown text has.
    await page.keyboard.press('ArrowRight');
    await eventually(async () => assert.match(await readout(page), /“·very” \(1\).* not in it \(kept text\)$/));
    // A cell of the kept text, found in the shown one.
    await canvases.nth(1).focus();
    await page.keyboard.press('Home');
    await eventually(async () => assert.ok((await readout(page)).endsWith(told), `${await readout(page)} / ${told}`));
    assert.match(await said(comparison), /3 of 4 and of 3/);
    await button(page, 'Let go').click();
    await eventually(async () => assert.equal(await comparison.count(), 0));
  });

  it('tints the text by a token’s row and by its column', async () => {
    const opened = await attention();
    const { page } = opened;
    const { tokens, values } = await mapOf(opened);
    await choose(page, 'Shown as', 'tinted text');
    const strip = page.locator('attention-tab loupe-token-strip');
    const token = 5;
    await strip.locator('.token').nth(token).click();
    // Another token that comes to lie under the pointer would be read in its place.
    await page.locator('inspector-header').hover();
    const tints = (weight: (other: number) => number | null) => assertTints(strip, tokens, weight);
    await tints((other) => (other > token ? null : values[token * tokens + other]));
    assert.match(await readout(page), /^“[^”]+” \(5\) looks at “/);
    const element = await strip.locator('.token').nth(token).elementHandle();
    await choose(page, 'Of the token', 'who looks at it (column)');
    await tints((other) => (other < token ? null : values[other * tokens + token]));
    assert.match(await readout(page), /^“[^”]+” \(5\) is looked at by “/);
    assert.ok(await element?.evaluate((token) => token.isConnected), 'what is pointed at stays the same element');
  });

  it('draws lines, and reads a token’s strongest by keys', async () => {
    const opened = await attention();
    const { page, host } = opened;
    const { tokens, values } = await mapOf(opened);
    await choose(page, 'Shown as', 'lines');
    const last = tokens - 1;
    const [strongest] = Array.from({ length: tokens }, (_, key) => key).sort(
      (a, b) => values[last * tokens + b] - values[last * tokens + a],
    );
    await page.locator('line-canvas .scroll').focus();
    for (const key of ['Home', 'End']) await page.keyboard.press(key);
    const told = `“${labelOf(opened, strongest)}” (${strongest}) ${values[last * tokens + strongest].toFixed(4)}`;
    await eventually(async () => assert.ok((await readout(page)).includes(told), `${await readout(page)} / ${told}`));
    await eventually(() => assert.equal(host.mark?.range.start, host.reading?.tokens.starts[last]));
    await page.keyboard.press('ArrowRight');
    await eventually(async () => assert.match(await readout(page), /is looked at by/));
    await page.keyboard.press('Escape');
    await eventually(async () => assert.match(await readout(page), /Point at a token/));
  });
});
