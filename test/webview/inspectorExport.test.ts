import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { SavedFile } from '../../src/protocol/inspectorApi';
import { launchBrowser } from '../support/browser';
import { choose } from './attentionPage';
import type { HarnessHost } from './harnessHost';
import { button, eventually, inspectorPages, sample, showTab } from './inspectorPage';

describe('Inspector: export of the attention map', function () {
  this.timeout(60_000);
  const open = inspectorPages();

  async function exported(page: Page, host: HarnessHost, label: string): Promise<SavedFile> {
    const before = host.files.length;
    await button(page, label).click();
    await eventually(() => assert.equal(host.files.length, before + 1));
    return host.files[before];
  }
  const opened = async (text = sample) => {
    const { page, host } = await open(text);
    await showTab(page, 'attention');
    await button(page, 'PNG').waitFor();
    return { page, host };
  };

  it('gives the weights that are looked at as JSON and CSV', async () => {
    const { page, host } = await opened();
    const runId = host.reading?.runId ?? '';
    const { tokens, values } = await host.attentionHead({ runId, layer: 0, head: 0, dropSink: false });
    const json = await exported(page, host, 'JSON');
    assert.deepEqual([json.name, json.format], ['attention', 'json']);
    const figure = JSON.parse(String(json.content));
    assert.match(figure.title, /L0 H0/);
    assert.match(figure.details.join(), /pocket · story\.md/);
    for (let query = 0; query < tokens; query++) {
      const row = values.subarray(query * tokens, query * tokens + query + 1);
      assert.deepEqual(Float32Array.from(figure.values[query]), row.slice());
    }
    const csv = String((await exported(page, host, 'CSV')).content)
      .trimEnd()
      .split('\r\n');
    assert.equal(csv.length, tokens + 1);
  });

  for (const [several, note, legend] of [
    ['maximum of heads', /rows do not sum to 1/, /Largest attention weight/],
    ['rollout', /this is an approximation/, /share of a row/],
  ] as const) {
    it(`says in the file what a ${several} is`, async () => {
      const { page, host } = await opened();
      await choose(page, 'Show', several);
      await button(page, 'PNG').waitFor();
      const { title, details } = JSON.parse(String((await exported(page, host, 'JSON')).content));
      assert.match(title, new RegExp(several.split(' ')[0]));
      assert.match(details.join(' '), note);
      assert.match(String((await exported(page, host, 'SVG')).content), legend);
    });
  }

  it('gives a picture as SVG, and as PNG at twice its size', async () => {
    const { page, host } = await opened();
    const svg = String((await exported(page, host, 'SVG')).content);
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? assert.fail('no size');
    const { content } = await exported(page, host, 'PNG');
    const png = Buffer.from(Object.values(content) as number[]);
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [2 * Number(width), 2 * Number(height)]);
    assert.ok(png.length > 10_000, `${png.length} bytes: it is empty`);
  });

  it('gives a page that tells the weight under the pointer and by arrow keys, within its own policy', async () => {
    const { page, host } = await opened('</script><script>document.title = "bad"</script> & a lamp');
    const { content } = await exported(page, host, 'HTML');
    const browser = await launchBrowser();
    try {
      const own = await browser.newPage({ colorScheme: 'dark' });
      const problems: string[] = [];
      own.on('console', (message) => problems.push(message.text()));
      own.on('pageerror', (error) => problems.push(error.message));
      own.on('request', ({ url }) => url().startsWith('data:') || problems.push(url()));
      await own.setContent(String(content));
      const readout = own.locator('output');
      assert.match((await readout.textContent()) ?? '', /Point at a cell/);
      await own.locator('canvas').hover({ position: { x: 3, y: 3 } });
      assert.match((await readout.textContent()) ?? '', /^query 0 “.*”, key 0 “.*”: 1\.000$/);
      await own.locator('canvas').press('ArrowDown');
      assert.match((await readout.textContent()) ?? '', /^query 1 “.*”, key 0 “.*”: 0?\.?\d+/);
      await own.locator('canvas').press('ArrowRight');
      await own.locator('canvas').press('ArrowRight');
      assert.match((await readout.textContent()) ?? '', /^query 1 “.*”, key 2 “.*”: –$/);
      const background = () => own.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(await background(), 'rgb(30, 30, 30)');
      await own.emulateMedia({ colorScheme: 'light' });
      assert.equal(await background(), 'rgb(255, 255, 255)');
      assert.notEqual(await own.title(), 'bad');
      assert.deepEqual(problems, []);
    } finally {
      await browser.close();
    }
  });
});
