import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { packedAt } from '../../src/protocol/bytes';
import { LoupeError } from '../../src/protocol/errors';
import type { Lens, LensParams } from '../../src/protocol/lens';
import { tokenBytes } from '../../src/protocol/tokenLookup';
import { tokenLabel } from '../../webview/drawing/tokenText';
import { LensTable } from '../../webview/inspector/layers/lensTable';
import { eventually, hold, type InspectorPage, inspectorPages, said, sample, showTab } from './inspectorPage';

describe('Inspector in a browser: Layers', function () {
  this.timeout(60_000);
  const open = inspectorPages();

  const layers = async (text = sample, options = {}): Promise<InspectorPage> => {
    const opened = await open(text, options);
    await showTab(opened.page, 'layers');
    await opened.page.locator('lens-grid .here').waitFor();
    return opened;
  };
  /** What the runtime says of all positions, as the page reads it. */
  const truth = async ({ host }: InspectorPage, follow?: LensParams['follow']): Promise<LensTable> => {
    const reading = host.reading ?? assert.fail();
    const table = new LensTable(reading, follow);
    for (let block = 0; block * 32 < table.positions; block++) {
      const params = { runId: reading.runId, first: block * 32, end: block * 32 + 32, topK: 5, follow };
      table.add(block, await host.lens(params));
    }
    return table;
  };
  const label = ({ host }: InspectorPage, index: number) =>
    tokenLabel(tokenBytes(host.reading?.tokens ?? assert.fail(), index));
  const readout = (page: Page) => said(page.locator('.readout'));
  const useKeys = async (page: Page, ...keys: string[]) => {
    await page.locator('lens-grid .scroller').focus();
    for (const key of keys) await page.keyboard.press(key);
  };
  const layerName = (state: number) => (state === 0 ? 'Embedding' : `Layer ${state - 1}`);
  const follow = async (page: Page, what: string) => {
    await page.getByRole('combobox', { name: 'Follow' }).click();
    await page.getByRole('option', { name: what }).click();
  };
  const cells = (page: Page) =>
    page.locator('lens-grid .state .cell').evaluateAll((all: HTMLElement[]) =>
      all.map(({ dataset, className, textContent }) => ({
        state: Number(dataset.state),
        position: Number(dataset.position),
        text: textContent,
        classes: className.split(/\s+/),
      })),
    );

  it('shows each layer’s top token, its probability as colour, and where the final answer first leads', async () => {
    const opened = await layers(sample, { width: 1900 });
    const { page } = opened;
    const table = await truth(opened);
    const shown = await cells(page);
    assert.equal(shown.length, table.states * Math.min(table.positions, shown.length / table.states));
    assert.ok(shown.length >= table.states * 20);
    for (const { state, position, text, classes } of shown) {
      const cell = table.cell({ state, position }) ?? assert.fail();
      const where = `${layerName(state)} at ${position}`;
      assert.equal(text, cell.top[0].label, where);
      assert.ok(classes.includes(`weight-${Math.round(cell.top[0].probability * 15)}`), `${where}: ${classes}`);
      assert.equal(classes.includes('agrees'), cell.top[0].id === cell.answer.id, where);
      assert.equal(classes.includes('lead'), cell.firstLeads === state, where);
    }
    const rows = await page.locator('lens-grid [role=row] .name').allTextContents();
    const states = Array.from({ length: table.states }, (_, i) => layerName(table.states - 1 - i));
    assert.deepEqual(rows, ['First leads', ...states, 'Token'], 'layers upwards');
    const leads = await page
      .locator('lens-grid .leads .cell')
      .evaluateAll((all: HTMLElement[]) =>
        all.map(({ dataset, textContent }) => [Number(dataset.position), textContent] as const),
      );
    for (const [position, text] of leads) {
      const first = table.cell({ state: 0, position })?.firstLeads;
      assert.equal(text, first === 0 ? 'Emb.' : `L${(first ?? 0) - 1}`);
    }
  });

  it('reads out the cell that keys choose, and marks its token', async () => {
    const opened = await layers();
    const { page, host } = opened;
    const table = await truth(opened);
    await useKeys(page, 'ArrowLeft', 'ArrowDown', 'ArrowDown');
    const place = { state: table.states - 3, position: table.positions - 2 };
    const best = table.cell(place)?.top[0] ?? assert.fail();
    const name = `${layerName(place.state)}, after “${label(opened, place.position)}” (${place.position}) →`;
    await eventually(async () => assert.ok((await readout(page)).startsWith(`${name} ${best.label}`), name));
    await eventually(() => assert.equal(host.mark?.range.start, host.reading?.tokens.starts[place.position]));
    assert.equal(host.mark?.kind, 'select');
    await useKeys(page, 'Home', ...Array<string>(table.states + 2).fill('ArrowDown'));
    await eventually(async () => assert.match(await readout(page), /^Embedding, after .* \(0\)/));
    const active = await page.locator('lens-grid .scroller').getAttribute('aria-activedescendant');
    assert.equal(
      await page
        .locator(`lens-grid #${active}`)
        .getAttribute('class')
        .then((names) => names?.includes('here')),
      true,
    );
  });

  it('reaches a start token, which has no text of its own', async () => {
    const { page } = await layers(sample, {
      prepare: (host: InspectorPage['host']) => {
        const { starts, ends } = host.reading?.tokens ?? assert.fail();
        ends[0] = 0;
        starts[1] = 0;
      },
    });
    await useKeys(page, 'Home', 'ArrowDown');
    await eventually(async () => assert.match(await readout(page), /^Layer \d+, after .* \(0\)/));
    await page.waitForTimeout(100);
    assert.match(await readout(page), /\(0\)/);
  });

  it('takes in tokens as they are generated, and lets go of those that are taken back', async () => {
    const opened = await layers();
    const { page, host } = opened;
    const read = host.reading?.tokens.ids.length ?? assert.fail();
    const step = async (name: string, count: number) => {
      await showTab(page, 'next');
      await page.locator('next-tab vscode-button', { hasText: new RegExp(`^\\s*${name}\\s*$`) }).click();
      await page.locator('next-tab').getByText(`${count} appended, underlined`).waitFor();
    };
    const { runId } = host.reading ?? assert.fail();
    const columns = () => page.locator('lens-grid .scroller').getAttribute('aria-colcount');
    await step('Step', 1);
    await step('Step', 2);
    await showTab(page, 'layers');
    await page.getByText('With 2 tokens generated at the end').waitFor();
    await eventually(async () => assert.equal(await columns(), `${read + 3}`));
    assert.equal(await page.locator('lens-grid .tokens .appended').count(), 2);
    const said = await host.lens({ runId, first: read, end: read + 2, topK: 5 });
    // The last layer at the first of them says what then came, the last one is read out.
    await eventually(async () => assert.match(await readout(page), new RegExp(`\\(${read + 1}\\) →`)));
    await eventually(async () => {
      const shown = await cells(page);
      const own = shown.filter(({ position }) => position >= read);
      assert.equal(own.length, said.states * 2);
      const texts = new Map(Array.from(said.texts.ids, (id, i) => [id, tokenLabel(packedAt(said.texts.bytes, i))]));
      for (const { state, position, text } of own) {
        assert.equal(text, texts.get(said.top.ids[(state * 2 + position - read) * 5]), `${state} at ${position}`);
      }
    });
    await page.getByRole('heading', { name: new RegExp(`Where the logit of .*\\(${read + 1}\\)`) }).waitFor();
    await useKeys(page, 'ArrowDown');
    await eventually(async () => assert.match(await readout(page), new RegExp(`\\(${read + 1}\\) →`)));
    assert.equal(host.mark, null, 'there is no such token in the editor');
    await step('Step back', 1);
    await showTab(page, 'layers');
    await page.getByText('With 1 token generated at the end').waitFor();
    await eventually(async () => assert.equal(await columns(), `${read + 2}`));
    await eventually(async () => assert.match(await readout(page), new RegExp(`\\(${read}\\) →`)));
    assert.equal(await page.getByRole('alert').count(), 0);
  });

  it('lists the five best of the cell under the pointer', async () => {
    const opened = await layers();
    const { page, host } = opened;
    const table = await truth(opened);
    const place = { state: 2, position: table.positions - 3 };
    await page.locator(`lens-grid #cell-${place.state}-${place.position}`).hover();
    const expected = table.cell(place)?.top.map(({ label, rank }) => `${rank} ${label}`);
    await eventually(async () => {
      const list = await page.locator('share-list li').allTextContents();
      assert.deepEqual(
        list.map((text) => text.replace(/\s+/g, ' ').trim().split(' ').slice(0, 2).join(' ')),
        expected,
      );
    });
    await eventually(() => assert.equal(host.mark?.kind, 'hover'));
    assert.equal(host.mark?.range.start, host.reading?.tokens.starts[place.position]);
  });

  it('follows a named token: its rank as colour, its curve beside the final answer’s', async () => {
    const opened = await layers();
    const { page } = opened;
    await follow(page, 'a token of mine');
    await page.locator('layers-tab vscode-text-field input').fill(' the');
    await page.getByRole('combobox', { name: 'Colour' }).click();
    await page.getByRole('option', { name: 'Rank of the followed token' }).click();
    // Off the grid, which lies beneath the list of colours.
    await page.mouse.move(1, 1);
    const table = await truth(opened, { text: ' the' });
    const { vocabularySize } = table.reading;
    await eventually(async () => {
      for (const { state, position, classes } of await cells(page)) {
        const rank = table.cell({ state, position })?.followed?.rank ?? assert.fail();
        const step = Math.round((1 - Math.log(rank) / Math.log(vocabularySize)) * 15);
        assert.ok(classes.includes(`weight-${step}`), `${state} ${position}: ${classes}, rank ${rank}`);
      }
    });
    const paths = page.locator('lens-chart path.followed');
    assert.equal(await paths.count(), 2);
    const heights = (await paths.last().getAttribute('d'))?.match(/[\d.]+(?=[ML]|$)/g)?.map(Number) ?? [];
    const column = table.column(table.positions - 1);
    const ranks = column.map(({ followed }) => Math.log(followed?.rank ?? assert.fail()));
    assert.equal(heights.length, table.states);
    for (const [i, rank] of ranks.entries()) {
      const [from, to] = [heights[i] - heights[0], rank - ranks[0]];
      assert.ok(Math.abs(from - (to / Math.log(vocabularySize)) * 96) < 0.2, `${heights} for ${ranks}`);
    }
    assert.match(
      (await page.locator('lens-chart svg').getAttribute('aria-label')) ?? '',
      /final answer “.*followed “·the”: .* rank/,
    );
  });

  it('follows the token that comes next in the text', async () => {
    const opened = await layers();
    const { page } = opened;
    await useKeys(page, 'ArrowLeft');
    await follow(page, 'the text’s next token');
    const last = (opened.host.reading?.tokens.ids.length ?? 0) - 1;
    await eventually(async () =>
      assert.ok((await said(page.locator('.card'))).includes(`Followed ${label(opened, last)}`)),
    );
    await useKeys(page, 'ArrowRight');
    await eventually(async () => assert.ok(!(await said(page.locator('.card'))).includes('Followed')));
  });

  it('takes the logit of the final answer, or of the followed token, apart', async () => {
    const opened = await layers();
    const { page, host } = opened;
    const { runId, tokens } = host.reading ?? assert.fail();
    const position = tokens.ids.length - 2;
    const shown = async (tokenId: number) => {
      const { parts, constant, logit } = await host.attribution({ runId, position, tokenId });
      const text = (value: number) => `${value > 0 ? '+' : ''}${value.toFixed(2).replace('-', '−')}`;
      const layer = (index: number) => parts.filter((part) => part.layer === index).map((part) => text(part.logit));
      const count = (parts.length - 1) / 2;
      return [
        ...Array.from({ length: count }, (_, i) => [`Layer ${count - 1 - i}`, ...layer(count - 1 - i)].join(' ')),
        `Embedding ${text(parts[0].logit)}`,
        `Constant ${text(constant)}`,
        `Logit ${logit.toFixed(2).replace('-', '−')}`,
      ];
    };
    const rows = async () =>
      (await page.locator('.parts:not(.earlier) tbody tr').allTextContents()).map((row) =>
        row.replace(/\s+/g, ' ').trim(),
      );
    await useKeys(page, 'ArrowLeft');
    const answer = (await truth(opened)).cell({ state: 0, position })?.answer.id ?? assert.fail();
    const ofAnswer = (await shown(answer)).map((row) => row.replace('−0.00', '0.00'));
    await eventually(async () => assert.deepEqual(await rows(), ofAnswer));
    await follow(page, 'the text’s next token');
    const ofNext = (await shown(tokens.ids[position + 1])).map((row) => row.replace('−0.00', '0.00'));
    await eventually(async () => assert.deepEqual(await rows(), ofNext));
  });

  it('says why a logit is not the sum of parts', async () => {
    const { page } = await layers(sample, {
      prepare: (host: InspectorPage['host']) => {
        host.attribution = async () => {
          throw new LoupeError('attributionNotLinear', 'pocket');
        };
      },
    });
    await page.locator('layers-tab').getByText('is not linear').waitFor();
    assert.equal(await page.locator('.parts table').count(), 0);
  });

  it('draws the columns in sight of a long text, and asks for those alone', async () => {
    const asked: number[] = [];
    const { page, host } = await layers(sample.repeat(12), {
      prepare: (host: InspectorPage['host']) => {
        const ask = host.lens.bind(host);
        host.lens = (params) => {
          asked.push(params.first);
          return ask(params);
        };
      },
    });
    const tokens = host.reading?.tokens.ids.length ?? 0;
    assert.ok(tokens > 250);
    const drawn = await page.locator('lens-grid .tokens .cell').count();
    assert.ok(drawn < 30, String(drawn));
    assert.ok(
      asked.every((first) => first >= tokens - 64),
      'the end is looked at first',
    );
    await page.locator('lens-grid .scroller').evaluate((element) => {
      element.scrollLeft = 0;
    });
    await eventually(async () => {
      assert.equal(await page.locator('lens-grid .tokens .cell').first().getAttribute('data-position'), '0');
      assert.equal(await page.locator('lens-grid .waiting').count(), 0);
    });
    assert.ok(asked.includes(0) && !asked.includes(128), String(asked));
    await useKeys(page, 'Home');
    await useKeys(page, 'End');
    await page.locator(`lens-grid #cell-6-${tokens - 1}.here`).waitFor();
  });

  it('takes the column of a token that is marked elsewhere', async () => {
    const opened = await layers(sample.repeat(6));
    const { page, host } = opened;
    await useKeys(page, 'ArrowDown');
    const { starts, ends } = host.reading?.tokens ?? assert.fail();
    host.setMark({ kind: 'select', range: { start: starts[4], end: ends[4] } });
    await eventually(async () => assert.match(await readout(page), /^Layer \d+, after .* \(4\)/));
    await page.locator('lens-grid .tokens .marked[data-position="4"]').waitFor();
  });

  it('keeps the earlier grid with its own labels, dimmed, until the new text’s is there', async () => {
    const opened = await layers();
    const { page, host } = opened;
    const { release, held } = hold();
    const ask = host.lens.bind(host);
    host.lens = (params) => held.then(() => ask(params));
    await host.inspect(sample.replace('sea.', 'bay and the hills.'));
    await page.locator('.earlier lens-grid').waitFor();
    const labels = () => page.locator('lens-grid .tokens .cell').allTextContents();
    assert.ok((await labels()).includes('·sea'));
    host.mark = null;
    await page.locator('lens-grid .here').click();
    await page.waitForTimeout(100);
    assert.equal(host.mark, null, 'cells of the earlier text mark nothing');
    release();
    await eventually(async () => assert.equal(await page.locator('.earlier').count(), 0));
    await eventually(async () => assert.ok(!(await labels()).includes('·sea')));
  });

  it('asks again for what failed, with the next news of the host', async () => {
    const { page, host } = await open(sample);
    const ask = host.lens.bind(host);
    let asked = 0;
    host.lens = async (params): Promise<Lens> => {
      asked++;
      if (asked === 1) throw new LoupeError('runtimeExited', 'killed');
      return ask(params);
    };
    await showTab(page, 'layers');
    const alert = page.locator('layers-tab').getByRole('alert');
    await alert.waitFor();
    await eventually(async () => assert.match(await said(alert), /The runtime process stopped/));
    await page.waitForTimeout(200);
    assert.equal(asked, 1, 'a failure alone asks for nothing');
    host.setState({ pinned: true });
    await page.locator('lens-grid .here').waitFor();
    await eventually(async () => assert.equal(await alert.count(), 0));
  });

  it('says why the states are missing', async () => {
    const reason = 'No stream from block to block was recognised in its graph.';
    const { page } = await open(sample, {
      prepare: (host) => {
        if (host.reading) host.reading.residuals = { available: false, reason };
      },
    });
    await showTab(page, 'layers');
    assert.match(await said(page.locator('layers-tab')), /states between the layers are not available.*No stream/);
  });

  for (const width of [300, 2000]) {
    it(`fits a panel of ${width} px, and keeps names and tokens in sight`, async () => {
      const { page } = await layers(sample.repeat(8), { width, height: 1000 });
      const overflow = await page.locator('layers-tab').evaluate((tab) => tab.scrollWidth - tab.clientWidth);
      assert.ok(overflow <= 0, `${overflow} px too wide`);
      const grid = (await page.locator('lens-grid').boundingBox()) ?? assert.fail();
      const name = (await page.locator('lens-grid .state .name').first().boundingBox()) ?? assert.fail();
      assert.ok(Math.abs(name.x - grid.x) <= 2, 'names stay at the left');
      const here = (await page.locator('lens-grid .here').boundingBox()) ?? assert.fail();
      assert.ok(here.x >= name.x + name.width - 1 && here.x + here.width <= grid.x + grid.width + 1);
    });
  }
});
