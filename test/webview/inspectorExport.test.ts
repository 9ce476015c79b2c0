import assert from 'node:assert/strict';
import { choose, keepText, mapOf } from './attentionPage';
import { exported, inOwnBrowser, pngSize, svgSize } from './exportedFiles';
import { button, eventually, type InspectorPage, inspectorPages, sample, showTab } from './inspectorPage';

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

  const figureOf = async (map: InspectorPage) => JSON.parse(String((await exported(map, 'JSON')).content));
  /** What can be chosen to be exported. */
  const offered = ({ page }: InspectorPage) =>
    page.locator('figure-export').getByRole('option', { includeHidden: true }).allTextContents();
  /** The rows of a figure, without what a query cannot see. */
  const causal = (values: Float32Array, tokens: number) =>
    Array.from({ length: tokens }, (_, query) => [...values.subarray(query * tokens, query * tokens + query + 1)]);
  const shownRows = ({ values }: { values: number[][] }) => values.map((row) => row.map(Math.fround));

  it('gives either of two heads that are beside each other, and the difference of two', async () => {
    const map = await opened();
    const { page } = map;
    const [own, other] = [await mapOf(map), await mapOf(map, { layer: 1, head: 2 })];
    await choose(page, 'Shown as', 'beside another head');
    await choose(page, 'Other layer', '1');
    await choose(page, 'Other head', '2');
    await eventually(async () => assert.deepEqual(await offered(map), ['L0 H0', 'L1 H2']));
    const first = await figureOf(map);
    assert.match(first.title, /L0 H0$/);
    assert.deepEqual(shownRows(first), causal(own.values, own.tokens));
    await choose(page, 'Export', 'L1 H2');
    const second = await figureOf(map);
    assert.match(second.title, /L1 H2$/);
    assert.deepEqual(shownRows(second), causal(other.values, other.tokens));

    await choose(page, 'Shown as', 'difference from another head');
    await eventually(async () => assert.equal((await offered(map)).length, 0));
    const figure = await figureOf(map);
    const difference = own.values.map((value, i) => value - other.values[i]);
    assert.match(figure.title, /L0 H0 minus L1 H2$/);
    assert.equal(figure.names.value, 'difference of weights');
    assert.deepEqual(shownRows(figure), causal(difference, own.tokens));
    assert.match(String((await exported(map, 'SVG')).content), /Difference of attention weights.*>−1<.*>0<.*>1</s);
    await inOwnBrowser(await exported(map, 'HTML'), async (own) => {
      await own.locator('canvas').press('ArrowDown');
      assert.match((await own.locator('output').textContent()) ?? '', /^query 0 “.*”, key 0 “.*”: 0$/);
    });
  });

  it('gives a head on either of two texts, and the difference between the tokens of both', async () => {
    const map = await opened('The old lamp');
    const { page, host } = map;
    await keepText(map);
    const kept = await mapOf(map);
    await host.inspect('The very old lamp');
    const shown = await mapOf(map);
    const names = ['L0 H0, this text', 'L0 H0, kept text', 'L0 H0: this text minus the kept one'];
    await eventually(async () => assert.deepEqual(await offered(map), names));
    assert.deepEqual(shownRows(await figureOf(map)), causal(shown.values, shown.tokens));
    await choose(page, 'Export', names[1]);
    const ofKept = await figureOf(map);
    assert.deepEqual(shownRows(ofKept), causal(kept.values, kept.tokens));
    assert.deepEqual(ofKept.rows, ['The', '·old', '·lamp']);
    assert.match(ofKept.details.join(' '), /^pocket Kept: “The·old·lamp”/);
    await choose(page, 'Export', names[2]);
    const figure = await figureOf(map);
    assert.deepEqual([figure.rows, figure.rowNumbers], [ofKept.rows, [0, 2, 3]]);
    assert.match(figure.details.join(' '), /Kept: “The·old·lamp”.* 3 of 4 and of 3/);
    const cell = (query: number, key: number) =>
      Math.fround(shown.values[[0, 2, 3][query] * shown.tokens + [0, 2, 3][key]] - kept.values[query * 3 + key]);
    assert.deepEqual(shownRows(figure), [[cell(0, 0)], [cell(1, 0), cell(1, 1)], [cell(2, 0), cell(2, 1), cell(2, 2)]]);
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
