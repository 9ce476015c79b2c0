import assert from 'node:assert/strict';
import { brokenFileHandlers, type RunFileActions, runFileHandlers } from '../../src/host/runFile/runFileHandlers';
import type { InspectorHostApi, InspectorViewApi } from '../../src/protocol/inspectorApi';
import { Connection, type Handlers } from '../../src/protocol/rpc';
import { encodeRun } from '../../src/runFile/encodeRun';
import { readRunFile } from '../../src/runFile/readRunFile';
import { type SavedRun, triangle } from '../../src/runFile/savedRun';
import type { RuntimeService } from '../../src/runtime/service';
import { longModel } from '../support/longModel';
import { collected, everything, sheep } from '../unit/runFile/savedRuns';
import { closeBrowser, openWebview, toolkitLooks, type WebviewPage } from './harness';
import { shippedRuntime } from './harnessHost';
import { button, eventually, said, showTab } from './inspectorPage';

describe('a saved run in the Inspector', function () {
  this.timeout(60_000);
  let runtime: RuntimeService;
  let run: SavedRun;
  let asked: string[];
  const opened: WebviewPage[] = [];

  before(async () => {
    runtime = shippedRuntime();
    const collectedRun = await collected(runtime, { text: sheep }, { ...everything, layers: [0, 2] });
    run = await readRunFile(Buffer.from(encodeRun(collectedRun, { half: false })), 'sheep.loupe.json');
  });
  beforeEach(() => {
    asked = [];
  });
  afterEach(async () => {
    for (const view of opened.splice(0)) {
      await view.close();
      assert.deepEqual(view.problems, []);
    }
  });
  after(async () => {
    await closeBrowser();
    runtime.dispose();
  });

  const actions: RunFileActions = {
    inspect: async () => void asked.push('inspect'),
    reveal: async ({ range }) => void asked.push(`reveal ${range.start}–${range.end}`),
    copy: async () => {},
    saveFile: async () => {},
    showLog: async () => {},
  };
  const open = async (handlers: Handlers<InspectorHostApi>) => {
    const view = await openWebview('inspector', (link) => {
      new Connection<InspectorHostApi, InspectorViewApi>(link, handlers, (method, error) => {
        throw new Error(`${method} failed`, { cause: error });
      });
    });
    opened.push(view);
    await view.page.locator('inspector-header').waitFor();
    await toolkitLooks(view.page);
    return view.page;
  };

  it('shows its text, model and tokens, and offers to inspect the text', async () => {
    const page = await open(runFileHandlers(run, actions));
    const header = await said(page.locator('inspector-header'));
    assert.match(header, /sheep\.md .*selection from line 7.*Saved run/);
    assert.doesNotMatch(header, /Pin|Save Run/);
    const tokens = run.reading.tokens.ids.length;
    await eventually(async () => assert.equal(await page.locator('loupe-token-strip [role=option]').count(), tokens));
    await button(page, 'Inspect this text').click();
    await eventually(() => assert.deepEqual(asked, ['inspect']));
  });

  it('shows saved attention, and says which layer was not saved', async () => {
    const page = await open(runFileHandlers(run, actions));
    await showTab(page, 'attention');
    await page.locator('attention-canvas').waitFor();
    await page.locator('loupe-dropdown[label=Layer] vscode-dropdown').click();
    await page.getByRole('option', { name: '1', exact: true }).click();
    await eventually(async () => {
      assert.match(
        await said(page.locator('attention-tab')),
        /layer 1 was not saved with this run\. Saved ones: 0, 2\./,
      );
    });
  });

  it('shows saved attention of a long text as a map, with exact weights', async () => {
    const model = longModel();
    const tokens = 1100;
    const params = { runId: 'long', model: model.folder, text: model.text(tokens) };
    const chosen = { overview: true, layers: [1], lens: false, next: false };
    const live = await collected(runtime, params, chosen);
    model.remove();
    const long = await readRunFile(Buffer.from(encodeRun(live, { half: false })), 'long.loupe.json');
    const page = await open(runFileHandlers(long, actions));
    await showTab(page, 'attention');
    await eventually(async () => {
      assert.match(await said(page.locator('long-map')), /layer 0 was not saved with this run\. Saved ones: 1\./);
    });
    assert.equal(await button(page, 'Compute again').count(), 0, 'there is nothing that could');
    await page.locator('loupe-dropdown[label=Layer] vscode-dropdown').click();
    await page.getByRole('option', { name: '1', exact: true }).click();
    await page.locator('attention-canvas canvas').waitFor();
    assert.match(await said(page.locator('.reduction')), /^Reduced: a cell stands for 2 × 2 weights/);
    assert.doesNotMatch(await said(page.locator('attention-tab')), /generated at the end/);
    const weights = live.attention?.layers.get(1) ?? assert.fail();
    const key = tokens - 3;
    const weight = weights[triangle(tokens - 2) + key].toFixed(4);
    await page.locator('attention-canvas canvas').focus();
    for (const arrow of ['ArrowLeft', 'ArrowUp', 'ArrowLeft']) await page.keyboard.press(arrow);
    await eventually(async () => {
      const readout = await said(page.locator('.readout'));
      assert.match(readout, new RegExp(`\\(${tokens - 2}\\) looks at .*\\(${key}\\) with ${weight} \\(its cell`));
    });
    assert.equal(await page.getByRole('combobox', { name: 'Tint the editor' }).count(), 0, 'its text is in no editor');
    // What it looks at, and who looks at it.
    await eventually(async () => assert.ok((await page.locator('long-map share-list li').count()) > 8));
  });

  it('shows what comes next, reshaped as one likes, and cannot go on', async () => {
    const page = await open(runFileHandlers(run, actions));
    await showTab(page, 'next');
    await page.locator('distribution-table').waitFor();
    const tab = page.locator('next-tab');
    assert.match(await said(tab), /A saved run does not go on: it does not have its model\./);
    for (const name of ['Step', 'Run', 'Step back']) assert.ok(await button(page, name).isDisabled(), name);
  });

  it('shows the logit lens', async () => {
    const page = await open(runFileHandlers(run, actions));
    await showTab(page, 'layers');
    await page.getByText('without the 2 tokens generated at its end').waitFor();
    assert.equal(
      await page.locator('lens-grid .scroller').getAttribute('aria-colcount'),
      `${run.reading.tokens.ids.length + 1}`,
    );
    await page.locator('lens-grid .cell').first().waitFor();
    const answer = await said(page.locator('layers-tab'));
    assert.doesNotMatch(answer, /Reading…/);
    const parts = page.locator('layers-tab .parts');
    assert.match(await said(parts), /Where the logit of “.*” comes from, after “·had” \(\d+\)/);
    const rows = run.attribution?.tokens[0].parts.map(({ logit }) => logit.toFixed(2).replace('-', '−')) ?? [];
    assert.ok(rows.length > 0);
    for (const logit of rows) assert.ok((await said(parts)).includes(logit), `${logit} in: ${await said(parts)}`);
    await page.locator('lens-grid .cell').first().click();
    await eventually(async () =>
      assert.match(await said(parts), /saved only for the most probable tokens after the end of the text/),
    );
  });

  it('says why there is no trace', async () => {
    const page = await open(runFileHandlers(run, actions));
    await showTab(page, 'trace');
    assert.match(await said(page.locator('trace-tab')), /A saved run does not go on/);
    assert.equal(await button(page, 'Ask the model').count(), 0);
  });

  it('tells what is wrong with a file', async () => {
    const page = await open(brokenFileHandlers('It was cut off.', actions));
    assert.match(await said(page.locator('inspector-notice')), /It was cut off\./);
    assert.equal(await button(page, 'Inspect this text').count(), 0);
  });
});
