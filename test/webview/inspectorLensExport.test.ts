import assert from 'node:assert/strict';
import { LensTable } from '../../webview/inspector/layers/lensTable';
import { exported, inOwnBrowser, pngSize, svgSize } from './exportedFiles';
import { button, hold, type InspectorPage, inspectorPages, sample, showTab } from './inspectorPage';

/** More positions than a page of 900 px shows. */
const long = Array.from({ length: 12 }, () => sample).join(' ');

describe('Inspector: export of the logit lens', function () {
  this.timeout(60_000);
  const open = inspectorPages();

  const layers = async (text = sample): Promise<InspectorPage> => {
    const opened = await open(text);
    await showTab(opened.page, 'layers');
    await opened.page.locator('lens-grid .here').waitFor();
    await button(opened.page, 'PNG').waitFor();
    return opened;
  };
  const truth = async ({ host }: InspectorPage, follow?: 'next'): Promise<LensTable> => {
    const table = new LensTable(host.reading ?? assert.fail(), follow);
    for (let block = 0; block * 32 < table.positions; block++) {
      const span = { first: block * 32, end: block * 32 + 32 };
      table.add(block, await host.lens({ runId: table.reading.runId, topK: 5, follow, ...span }));
    }
    return table;
  };
  const follow = async ({ page }: InspectorPage, what: string) => {
    await page.getByRole('combobox', { name: 'Follow' }).click();
    await page.getByRole('option', { name: what }).click();
    await page.locator('lens-grid').locator('xpath=..').and(page.locator(':not(.earlier)')).waitFor();
  };
  const colorBy = async ({ page }: InspectorPage, what: string) => {
    await page.getByRole('combobox', { name: 'Colour' }).click();
    await page.getByRole('option', { name: what }).click();
  };

  it('gives all positions as JSON, those out of sight too, with tokens and probabilities', async () => {
    const opened = await layers(long);
    const { format, rows, columns, texts, values } = JSON.parse(String((await exported(opened, 'JSON')).content));
    const table = await truth(opened);
    assert.equal(format, 'model-loupe-figure');
    assert.ok(table.positions > 100, `${table.positions} positions are not many`);
    assert.equal(columns.length, table.positions);
    assert.deepEqual([rows[0], rows.at(-1)], [`Layer ${table.states - 2}`, 'Embedding']);
    for (let state = 0; state < table.states; state++) {
      const row = table.states - 1 - state;
      for (let position = 0; position < table.positions; position++) {
        const [best] = table.cell({ state, position })?.top ?? assert.fail();
        const where = `${rows[row]} at ${position}`;
        assert.equal(texts[row][position], best.label, where);
        assert.equal(Math.fround(values[row][position]), Math.fround(best.probability), where);
      }
    }
  });

  it('gives a line a cell as CSV, of the colour’s figure', async () => {
    const opened = await layers();
    const table = await truth(opened);
    const linesBy = async (what: string) => {
      await colorBy(opened, what);
      const { content } = await exported(opened, 'CSV');
      return String(content).trimEnd().split('\r\n');
    };
    const entropies = await linesBy('Entropy');
    assert.equal(entropies[0], '"layer","after token","text","entropy in bits"');
    assert.equal(entropies.length, 1 + table.states * table.positions);
    const last = table.cell({ state: table.states - 1, position: 0 }) ?? assert.fail();
    assert.ok(entropies[1].startsWith(`"Layer ${table.states - 2}","0 `), entropies[1]);
    const bits = Number(entropies[1].slice(entropies[1].lastIndexOf(',') + 1));
    assert.equal(Math.fround(bits), Math.fround(last.entropy / Math.LN2));
    await follow(opened, 'the text’s next token');
    const ranks = await linesBy('Rank of the followed token');
    const { details } = JSON.parse(String((await exported(opened, 'JSON')).content));
    assert.match(details.join('\n'), /^Followed: the text’s next token/m);
    const { followed } = (await truth(opened, 'next')).cell({ state: table.states - 1, position: 0 }) ?? assert.fail();
    assert.ok(ranks[1].endsWith(`,${followed?.rank}`), ranks[1]);
    assert.ok(ranks.slice(1).every((line) => /,[1-9]\d*$/.test(line)));
  });

  it('gives the columns in sight as a picture that can be read, and as PNG at twice its size', async () => {
    const opened = await layers(long);
    const picture = await exported(opened, 'SVG');
    const texts = [...String(picture.content).matchAll(/class="cell"[^>]*>([^<]*)</g)].map(([, text]) => text);
    const { states } = await truth(opened);
    const inSight = await opened.page.locator('lens-grid .scroller').evaluate((scroller) => {
      const { left, right } = scroller.getBoundingClientRect();
      const names = scroller.querySelector('.name')?.getBoundingClientRect().right ?? left;
      const boxes = [...scroller.querySelectorAll('.leads .cell')].map((cell) => cell.getBoundingClientRect());
      return boxes.filter((box) => box.right > names + 1 && box.left < right - 1).length;
    });
    assert.equal(texts.length, states * inSight);
    assert.ok(texts.every((text) => text !== ''));
    assert.match(String(picture.content), /font-weight="bold"/);
    assert.match(String(picture.content), /text-decoration="underline"/);
    const [width, height] = svgSize(picture);
    assert.ok(width < 4000, `${width} px`);
    assert.deepEqual(pngSize(await exported(opened, 'PNG')), [2 * width, 2 * height]);
  });

  it('gives a page that tells the token and its figure under the pointer', async () => {
    const opened = await layers();
    const table = await truth(opened);
    const state = table.states - 1;
    const [best] = table.cell({ state, position: 1 })?.top ?? assert.fail();
    await inOwnBrowser(await exported(opened, 'HTML'), async (own) => {
      const readout = own.locator('output');
      await own.locator('canvas').hover({ position: { x: 78 + 5, y: 5 } });
      const shown = `“${best.label}” ${Math.fround(best.probability).toPrecision(4)}`;
      const text = (await readout.textContent()) ?? '';
      assert.ok(text.startsWith(`Layer ${state - 1}, after token 1 “`) && text.endsWith(`: ${shown}`), text);
      for (let step = 0; step < state; step++) await own.locator('canvas').press('ArrowDown');
      assert.match((await readout.textContent()) ?? '', /^Embedding, after token 1 “/);
      assert.ok(await own.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    });
  });

  it('keeps the cell that the arrow keys choose in sight, in a page of many', async () => {
    await inOwnBrowser(await exported(await layers(long), 'HTML'), async (own) => {
      const canvas = own.locator('canvas');
      const scrolled = () => own.locator('.scroller').evaluate(({ scrollLeft }) => scrollLeft);
      const steps = Math.ceil((await own.evaluate(() => innerWidth)) / 78) + 3;
      for (let step = 0; step < steps; step++) await canvas.press('ArrowRight');
      assert.match((await own.locator('output').textContent()) ?? '', new RegExp(`after token ${steps - 1} “`));
      const left = await scrolled();
      assert.ok(left > 0);
      const box = (await canvas.boundingBox()) ?? assert.fail();
      await canvas.hover({ position: { x: box.width - 5, y: 5 } });
      assert.match((await own.locator('output').textContent()) ?? '', new RegExp(`after token ${steps - 1} “`));
      assert.equal(await scrolled(), left);
      // The picture is of the columns in sight, not of the first ones.
      const first = await canvas.screenshot();
      for (let step = 0; step < steps; step++) await canvas.press('ArrowLeft');
      assert.equal(await scrolled(), 0);
      assert.ok(!first.equals(await canvas.screenshot()));
    });
  });

  it('says how far it is with what is not shown, and can be cancelled', async () => {
    const opened = await layers(long);
    const { page, host } = opened;
    const { held, release } = hold();
    const ask = host.lens.bind(host);
    let answered: Promise<unknown> = Promise.reject(new Error('nothing was asked for'));
    answered.catch(() => {});
    host.lens = (params) => {
      const answer = held.then(() => ask(params));
      answered = answer;
      return answer;
    };
    await button(page, 'JSON').click();
    await page.getByText(/^Computing what is not shown: \d+%$/).waitFor();
    await button(page, 'Cancel').click();
    const state = page.getByText('Computing what is not shown');
    await state.waitFor({ state: 'detached' });
    // What was asked for comes all the same, and is not taken for news.
    release();
    await answered;
    await page.waitForTimeout(300);
    assert.deepEqual([await state.count(), host.files.length], [0, 0]);
    assert.equal((await exported(opened, 'CSV')).format, 'csv');
    assert.equal(host.files.length, 1);
  });
});
