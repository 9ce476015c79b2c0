import assert from 'node:assert/strict';
import { LoupeError } from '../../src/protocol/errors';
import { attentionPages, choose, labelOf, mapOf, readout, useKeys } from './attentionPage';
import { eventually, hold, inspectorPages, said, sample, shownShare, showTab } from './inspectorPage';

describe('Inspector in a browser: Attention', function () {
  this.timeout(60_000);
  const open = inspectorPages();

  const attention = attentionPages(open);

  it('reads the exact weight at the crosshair, moved by keys', async () => {
    const opened = await attention();
    const { page, host } = opened;
    const { tokens, values } = await mapOf(opened);
    const last = tokens - 1;
    await useKeys(page, 'ArrowLeft', 'ArrowUp');
    const weight = values[(last - 1) * tokens + last - 1].toFixed(4);
    await eventually(async () =>
      assert.equal(
        await readout(page),
        `“${labelOf(opened, last - 1)}” (${last - 1}) looks at “${labelOf(opened, last - 1)}” (${last - 1}) with ${weight}`,
      ),
    );
    await eventually(() => assert.equal(host.mark?.range.start, host.reading?.tokens.starts[last - 1]));
    await page.keyboard.press('ArrowRight');
    await eventually(async () => assert.match(await readout(page), /comes before .* cannot see it/));
  });

  it('ranks a row and a column of the marked token', async () => {
    const opened = await attention();
    const { page, host } = opened;
    const { tokens, values } = await mapOf(opened);
    const query = 6;
    const { starts, ends } = host.reading?.tokens ?? assert.fail();
    host.setMark({ kind: 'select', range: { start: starts[query], end: ends[query] } });
    const rank = (weights: number[]) =>
      weights
        .map((weight, token) => ({ token, weight }))
        .filter(({ weight }) => weight > 0)
        .sort((a, b) => b.weight - a.weight || a.token - b.token)
        .slice(0, 8)
        .map(({ token, weight }) => `${token} ${labelOf(opened, token)} ${weight.toFixed(3)}`);
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
    const { tokens, values } = await mapOf(opened, { layer: 2, head: 4 });
    await eventually(async () =>
      assert.ok((await readout(page)).endsWith(values[(tokens - 1) * tokens].toFixed(4)), await readout(page)),
    );
  });

  it('takes the first token out', async () => {
    const opened = await attention();
    const { page } = opened;
    await useKeys(page, 'Home', 'ArrowRight');
    await page.getByRole('checkbox', { name: 'Without the first token' }).click();
    const { tokens, values } = await mapOf(opened, { dropSink: true });
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
    const { tokens, values } = await mapOf(opened);
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
    const query = host.reading?.tokens.starts.at(-2);
    await eventually(() => assert.equal(host.mark?.range.start, query));
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
