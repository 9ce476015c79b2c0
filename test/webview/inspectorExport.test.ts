import assert from 'node:assert/strict';
import { choose } from './attentionPage';
import { exported, inOwnBrowser, pngSize, svgSize } from './exportedFiles';
import { button, inspectorPages, sample, showTab } from './inspectorPage';

describe('Inspector: export of the attention map', function () {
  this.timeout(60_000);
  const open = inspectorPages();

  const opened = async (text = sample) => {
    const pageAndHost = await open(text);
    await showTab(pageAndHost.page, 'attention');
    await button(pageAndHost.page, 'PNG').waitFor();
    return pageAndHost;
  };

  it('gives the weights that are looked at as JSON and CSV', async () => {
    const map = await opened();
    const { host } = map;
    const runId = host.reading?.runId ?? '';
    const { tokens, values } = await host.attentionHead({ runId, layer: 0, head: 0, dropSink: false });
    const json = await exported(map, 'JSON');
    assert.deepEqual([json.name, json.format], ['attention', 'json']);
    const figure = JSON.parse(String(json.content));
    assert.match(figure.title, /L0 H0/);
    assert.match(figure.details.join(), /pocket · story\.md/);
    for (let query = 0; query < tokens; query++) {
      const row = values.subarray(query * tokens, query * tokens + query + 1);
      assert.deepEqual(Float32Array.from(figure.values[query]), row.slice());
    }
    const csv = String((await exported(map, 'CSV')).content)
      .trimEnd()
      .split('\r\n');
    assert.equal(csv.length, tokens + 1);
  });

  for (const [several, note, legend] of [
    ['maximum of heads', /rows do not sum to 1/, /Largest attention weight/],
    ['rollout', /this is an approximation/, /share of a row/],
  ] as const) {
    it(`says in the file what a ${several} is`, async () => {
      const map = await opened();
      await choose(map.page, 'Show', several);
      await button(map.page, 'PNG').waitFor();
      const { title, details } = JSON.parse(String((await exported(map, 'JSON')).content));
      assert.match(title, new RegExp(several.split(' ')[0]));
      assert.match(details.join(' '), note);
      assert.match(String((await exported(map, 'SVG')).content), legend);
    });
  }

  it('gives a picture as SVG, and as PNG at twice its size', async () => {
    const map = await opened();
    const [width, height] = svgSize(await exported(map, 'SVG'));
    assert.deepEqual(pngSize(await exported(map, 'PNG')), [2 * width, 2 * height]);
  });

  it('gives a page that tells the weight under the pointer and by arrow keys, within its own policy', async () => {
    const map = await opened('</script><script>document.title = "bad"</script> & a lamp');
    await inOwnBrowser(await exported(map, 'HTML'), async (own) => {
      const readout = own.locator('output');
      assert.match((await readout.textContent()) ?? '', /Point at a cell/);
      await own.locator('canvas').hover({ position: { x: 3, y: 3 } });
      assert.match((await readout.textContent()) ?? '', /^query 0 “.*”, key 0 “.*”: 1$/);
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
    });
  });
});
