import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { LoupeError } from '../../src/protocol/errors';
import type { AttentionMap, HeadParams } from '../../src/protocol/runs';
import { tokenBytes } from '../../src/protocol/tokenLookup';
import { tokenLabel } from '../../webview/drawing/tokenText';
import {
  eventually,
  hold,
  type InspectorPage,
  inspectorPages,
  said,
  sample,
  shownShare,
  showTab,
} from './inspectorPage';

describe('Inspector in a browser: Attention', function () {
  this.timeout(60_000);
  const open = inspectorPages();

  const attention = async (text = sample, options = {}): Promise<InspectorPage> => {
    const opened = await open(text, options);
    await showTab(opened.page, 'attention');
    await opened.page.locator('attention-canvas canvas').waitFor();
    return opened;
  };
  const map = (opened: InspectorPage, params: Partial<HeadParams> = {}): Promise<AttentionMap> =>
    opened.host.attentionHead({
      runId: opened.host.reading?.runId ?? '',
      layer: 0,
      head: 0,
      dropSink: false,
      ...params,
    });
  const label = ({ host }: InspectorPage, index: number) =>
    tokenLabel(tokenBytes(host.reading?.tokens ?? assert.fail(), index));
  const readout = (page: Page) => said(page.locator('.readout'));
  const choose = async (page: Page, list: string, option: string) => {
    await page.locator('attention-tab').getByRole('combobox', { name: list, exact: true }).click();
    await page.locator('attention-tab').getByRole('option', { name: option, exact: true }).click();
  };
  /** Puts the crosshair on the last query and the key before it, by keys alone. */
  const useKeys = async (page: Page, ...keys: string[]) => {
    await page.locator('attention-canvas canvas').focus();
    for (const key of keys) await page.keyboard.press(key);
  };

  it('reads the exact weight at the crosshair, moved by keys', async () => {
    const opened = await attention();
    const { page, host } = opened;
    const { tokens, values } = await map(opened);
    const last = tokens - 1;
    await useKeys(page, 'ArrowLeft', 'ArrowUp');
    const weight = values[(last - 1) * tokens + last - 1].toFixed(4);
    await eventually(async () =>
      assert.equal(
        await readout(page),
        `“${label(opened, last - 1)}” (${last - 1}) looks at “${label(opened, last - 1)}” (${last - 1}) with ${weight}`,
      ),
    );
    await eventually(() => assert.equal(host.mark?.range.start, host.reading?.tokens.starts[last - 1]));
    await page.keyboard.press('ArrowRight');
    await eventually(async () => assert.match(await readout(page), /comes before .* cannot see it/));
  });

  it('ranks a row and a column of the marked token', async () => {
    const opened = await attention();
    const { page, host } = opened;
    const { tokens, values } = await map(opened);
    const query = 6;
    const { starts, ends } = host.reading?.tokens ?? assert.fail();
    host.setMark({ kind: 'select', range: { start: starts[query], end: ends[query] } });
    const rank = (weights: number[]) =>
      weights
        .map((weight, token) => ({ token, weight }))
        .filter(({ weight }) => weight > 0)
        .sort((a, b) => b.weight - a.weight || a.token - b.token)
        .slice(0, 8)
        .map(({ token, weight }) => `${token} ${label(opened, token)} ${weight.toFixed(3)}`);
    const row = rank(Array.from(values.subarray(query * tokens, (query + 1) * tokens)));
    const column = rank(Array.from({ length: tokens }, (_, other) => values[other * tokens + query]));
    for (const [index, expected] of [row, column].entries()) {
      const list = page.locator('share-list').nth(index);
      await eventually(async () => {
        const shown = await list.locator('li').allTextContents();
        assert.deepEqual(
          shown.map((text) => text.replace(/\s+/g, ' ').trim()),
          expected,
        );
      });
      const bars = list.locator('.bar');
      const shares = await bars.evaluateAll((all: HTMLElement[]) =>
        all.map((bar) => bar.style.getPropertyValue('--share')),
      );
      assert.deepEqual(
        shares.map((share) => Number(share).toFixed(3)),
        expected.map((text) => text.split(' ').at(-1)),
        'a bar is the weight itself',
      );
    }
  });

  it('chooses heads by click, by keys and by list', async () => {
    const opened = await attention();
    const { page } = opened;
    const summary = page.locator('.summary h3');
    const overview = page.locator('overview-canvas canvas');
    // Second row, third column, of the eight and six that there are.
    const { width, height } = (await overview.boundingBox()) ?? assert.fail();
    await overview.click({ position: { x: 30 + (2.5 / 8) * (width - 30), y: 18 + (1.5 / 6) * (height - 18) } });
    await eventually(async () => assert.equal(await summary.textContent(), 'Layer 1, head 2'));
    await page.keyboard.press('ArrowDown');
    await eventually(async () => assert.equal(await summary.textContent(), 'Layer 2, head 2'));
    await choose(page, 'Head', '4');
    await useKeys(page, 'Home');
    const { tokens, values } = await map(opened, { layer: 2, head: 4 });
    await eventually(async () =>
      assert.ok((await readout(page)).endsWith(values[(tokens - 1) * tokens].toFixed(4)), await readout(page)),
    );
  });

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
        const { tokens, values } = await map(opened, { ...params, dropSink });
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

  it('tints the text by a token’s row and by its column', async () => {
    const opened = await attention();
    const { page } = opened;
    const { tokens, values } = await map(opened);
    await choose(page, 'Shown as', 'tinted text');
    const strip = page.locator('attention-tab loupe-token-strip');
    const token = 5;
    await strip.locator('.token').nth(token).click();
    const tints = async (weight: (other: number) => number | null) => {
      const expected = Array.from({ length: tokens }, (_, other) => {
        const value = weight(other);
        return value === null ? 'unscored' : `heat-${Math.round(Math.sqrt(value) * 15)}`;
      });
      await eventually(async () =>
        assert.deepEqual(
          await strip
            .locator('.token')
            .evaluateAll((all) => all.map(({ className }) => /heat-\d+|unscored/.exec(className)?.[0])),
          expected,
        ),
      );
    };
    await tints((other) => (other > token ? null : values[token * tokens + other]));
    assert.match(await readout(page), /^“[^”]+” \(5\) looks at “/);
    await choose(page, 'Of the token', 'who looks at it (column)');
    await tints((other) => (other < token ? null : values[other * tokens + token]));
    assert.match(await readout(page), /^“[^”]+” \(5\) is looked at by “/);
  });

  it('draws lines, and reads a token’s strongest by keys', async () => {
    const opened = await attention();
    const { page, host } = opened;
    const { tokens, values } = await map(opened);
    await choose(page, 'Shown as', 'lines');
    const last = tokens - 1;
    const [strongest] = Array.from({ length: tokens }, (_, key) => key).sort(
      (a, b) => values[last * tokens + b] - values[last * tokens + a],
    );
    await page.locator('line-canvas .scroll').focus();
    for (const key of ['Home', 'End']) await page.keyboard.press(key);
    const told = `“${label(opened, strongest)}” (${strongest}) ${values[last * tokens + strongest].toFixed(4)}`;
    await eventually(async () => assert.ok((await readout(page)).includes(told), `${await readout(page)} / ${told}`));
    await eventually(() => assert.equal(host.mark?.range.start, host.reading?.tokens.starts[last]));
    await page.keyboard.press('ArrowRight');
    await eventually(async () => assert.match(await readout(page), /is looked at by/));
    await page.keyboard.press('Escape');
    await eventually(async () => assert.match(await readout(page), /Point at a token/));
  });

  it('takes the first token out', async () => {
    const opened = await attention();
    const { page } = opened;
    await useKeys(page, 'Home', 'ArrowRight');
    await page.getByRole('checkbox', { name: 'Without the first token' }).click();
    const { tokens, values } = await map(opened, { dropSink: true });
    assert.equal(values[(tokens - 1) * tokens], 0);
    await eventually(async () =>
      assert.ok((await readout(page)).endsWith(values[(tokens - 1) * tokens + 1].toFixed(4)), await readout(page)),
    );
  });

  it('zooms around the crosshair and follows it', async () => {
    const { page, view } = await attention();
    const zoom = () => (view.state() as { zoom: { row: number; span: number } | null } | undefined)?.zoom;
    await useKeys(page, 'ArrowUp', '+', '+');
    await eventually(() => assert.ok(zoom()));
    await page.waitForTimeout(100);
    const row = zoom()?.row ?? 0;
    await useKeys(page, 'PageUp', 'PageUp');
    await eventually(() => assert.ok((zoom()?.row ?? row) < row));
    await useKeys(page, '0');
    await eventually(() => assert.equal(zoom(), null));
  });

  it('draws weights as colours, light to dark as they grow', async () => {
    const opened = await attention(sample, { theme: 'light' });
    const { tokens, values } = await map(opened);
    // [query, key]: the sum of the three channels in the middle of each cell, as the canvas lays them out.
    const lightness = await opened.page
      .locator('attention-canvas canvas')
      .evaluate((canvas: HTMLCanvasElement, tokens: number) => {
        const context = canvas.getContext('2d') as CanvasRenderingContext2D;
        const [left, top, edge] = [96, 74, canvas.height - 74 - 2];
        return Array.from({ length: tokens * tokens }, (_, cell) => {
          const x = Math.floor(left + (((cell % tokens) + 0.5) * edge) / tokens);
          const y = Math.floor(top + ((Math.floor(cell / tokens) + 0.5) * edge) / tokens);
          const [r, g, b] = context.getImageData(x, y, 1, 1).data;
          return r + g + b;
        });
      }, tokens);
    const brightness = (query: number, key: number) => lightness[query * tokens + key];
    const cells = Array.from({ length: tokens }, (_, query) =>
      Array.from({ length: query + 1 }, (_, key) => ({
        weight: values[query * tokens + key],
        light: brightness(query, key),
      })),
    ).flat();
    cells.sort((a, b) => a.weight - b.weight);
    assert.equal(brightness(0, tokens - 1), 3 * 255);
    const lights = cells.map(({ light }) => light);
    assert.ok(lights[0] > lights[lights.length - 1] + 200, `${lights[0]} ${lights[lights.length - 1]}`);
    for (let i = 20; i < cells.length; i += 20) assert.ok(lights[i] <= lights[i - 20] + 6, `${i}`);
  });

  it('keeps the earlier picture with its own labels, dimmed, until the new text’s is there', async () => {
    const opened = await attention();
    const { page, host } = opened;
    await useKeys(page, 'ArrowLeft', 'ArrowUp');
    const { release, held } = hold();
    const ask = host.attentionHead.bind(host);
    host.attentionHead = (params) => held.then(() => ask(params));
    // As many tokens as before: only the run tells the two texts apart.
    const count = host.reading?.tokens.ids.length;
    await host.inspect(sample.replace('sea', 'lake'));
    assert.equal(host.reading?.tokens.ids.length, count);
    await page.locator('.map.earlier attention-canvas').waitFor();
    await eventually(async () => assert.match(await readout(page), /^“·sea” .* “·sea”/));
    host.mark = null;
    const box = (await page.locator('attention-canvas').boundingBox()) ?? assert.fail();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.waitForTimeout(100);
    assert.equal(host.mark, null, 'cells of the earlier text mark nothing');
    release();
    await page.locator('.map:not(.earlier) attention-canvas').waitFor();
  });

  it('asks again for a slice that failed, with the next news of the host', async () => {
    const { page, host } = await open(sample);
    const ask = host.attentionHead.bind(host);
    let asked = 0;
    host.attentionHead = async (params) => {
      asked++;
      if (asked === 1) throw new LoupeError('runtimeExited', 'killed');
      return ask(params);
    };
    await showTab(page, 'attention');
    const alert = page.locator('attention-tab').getByRole('alert');
    await alert.waitFor();
    assert.match(await said(alert), /The runtime process stopped/);
    await page.waitForTimeout(200);
    assert.equal(asked, 1, 'a failure alone asks for nothing');
    host.setState({ pinned: true });
    await page.locator('attention-canvas canvas').waitFor();
    await eventually(async () => assert.equal(await alert.count(), 0));
    assert.equal(asked, 2);
  });

  for (const [width, height] of [
    [540, 796],
    [900, 796],
  ]) {
    it(`has the map in sight in a panel of ${width} × ${height}, its value and zoom above it`, async () => {
      const { page } = await attention(sample.repeat(2), { width, height });
      const map = page.locator('attention-canvas');
      await page.locator('.summary').waitFor();
      await page.waitForTimeout(200);
      const share = await map.evaluate(shownShare);
      assert.ok(share >= 0.8, String(share));
      const { x, y: top } = (await map.boundingBox()) ?? assert.fail();
      await page.mouse.move(x + 150, top + 150);
      await eventually(async () => assert.match(await readout(page), /looks at|cannot see it/));
      for (const above of [page.locator('.readout'), page.getByRole('button', { name: 'Closer' })]) {
        const box = (await above.boundingBox()) ?? assert.fail();
        assert.ok(box.y + box.height <= top && box.y > top - 60, JSON.stringify([box, top]));
      }
      assert.equal((await map.boundingBox())?.y, top, 'the map stays where it is');
    });
  }

  it('names no pattern where a head looks at all alike, whatever the copies', async () => {
    const { page } = await attention('a '.repeat(50), { model: 'pocket-untrained' });
    assert.match(await said(page.locator('.summary')), /^Layer 0, head 0 Looks at all it can see nearly alike/);
  });

  it('says why attention is missing', async () => {
    const { page } = await open(sample, {
      prepare: (host) => {
        if (host.reading) host.reading.attention = { available: false, reason: 'It was not captured in this run.' };
      },
    });
    await showTab(page, 'attention');
    assert.match(await said(page.locator('attention-tab')), /Attention is not available.*It was not captured/);
  });
});
