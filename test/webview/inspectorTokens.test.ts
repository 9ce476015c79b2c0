import assert from 'node:assert/strict';
import { packBytes, packedAt } from '../../src/protocol/bytes';
import { tokenBytes } from '../../src/protocol/tokenLookup';
import { tokenLabel } from '../../webview/drawing/tokenText';
import { button, eventually, inspectorPages, said, sample, shownShare } from './inspectorPage';

describe('Inspector in a browser: Tokens', function () {
  this.timeout(60_000);
  const open = inspectorPages();

  it('shows every token with its text, and line breaks as breaks', async () => {
    const { page, host } = await open('one\n\ttwo  three\r\n你好 🙂.\n');
    const { tokens } = host.tokenization ?? assert.fail();
    const chips = page.locator('loupe-token-strip .token');
    assert.equal(await chips.count(), tokens.ids.length);
    // Signs stand for white space; bytes of characters that span tokens stand apart from the character itself.
    const texts = await chips.evaluateAll((all) => all.map((chip) => chip.textContent));
    assert.deepEqual(
      texts.map((text) => text?.replace(/[\n⟨⟩]/g, '')),
      Array.from(tokens.ids, (_, i) => tokenLabel(tokenBytes(tokens, i)).replace(/[⟨⟩]/g, '')),
    );
    const lines = new Set(
      await chips.evaluateAll((all) => all.map((chip) => Math.round(chip.getBoundingClientRect().top))),
    );
    assert.equal(lines.size, 3);
  });

  it('shows bytes for parts of a character, and never U+FFFD', async () => {
    const { page, host } = await open('🙂界\ud800x\ufffd');
    assert.ok((host.tokenization?.tokens.ids.length ?? 0) > 4);
    const text = await said(page.locator('loupe-token-strip'));
    assert.ok(!text.includes('\ufffd'), text);
    assert.match(text, /F0/);
    assert.ok((await page.locator('loupe-token-strip .bytes').count()) > 3);
    assert.equal(await page.locator('loupe-token-strip [data-character]').first().getAttribute('data-character'), '🙂');
  });

  it('tells which character a token holds a part of, and marks all its parts', async () => {
    const { page, host } = await open('a 你好');
    await host.setTokenizer({ kind: 'encoding', name: 'gpt2' });
    const chips = page.locator('loupe-token-strip .token');
    await eventually(async () =>
      assert.deepEqual(await chips.allTextContents(), ['a', '·', 'E4 BD', 'A0', 'E5 A5', 'BD']),
    );
    const named = await page
      .locator('loupe-token-strip [data-character]')
      .evaluateAll((all) => all.map((element) => (element as HTMLElement).dataset.character));
    assert.deepEqual(named, ['你', '好']);
    assert.equal(await chips.nth(3).getAttribute('title'), 'A0 of 你 (E4 BD A0)');
    // Hovering one marks both; the card is of the one under the pointer, though its range is the other's as well.
    await chips.nth(2).hover();
    const card = page.locator('token-card');
    await eventually(async () => assert.match(await said(card), /Index 2 .*Part of 你 = E4 BD A0 tokens 2 to 3/));
    await chips.nth(3).hover();
    await eventually(async () =>
      assert.match(await said(card), /Index 3 .*Bytes A0 Part of 你 = E4 BD A0 tokens 2 to 3/),
    );
    assert.equal(await card.locator('.held').textContent(), 'A0');
    assert.deepEqual(await page.locator('.token.hovered').allTextContents(), ['E4 BD', 'A0']);
    await chips.nth(3).click();
    await page.keyboard.press('ArrowRight');
    assert.equal(await chips.nth(4).getAttribute('aria-label'), '⟨E5 A5⟩, E5 A5 of 好 (E5 A5 BD)');
    await page.mouse.move(5, 5);
    await eventually(async () => assert.match(await said(card), /Index 4/));
    await button(page, 'How it came about').click();
    await eventually(async () =>
      assert.match(await said(page.locator('token-origin')), /How “⟨E5 A5⟩” came about.*⟨E5⟩ and ⟨A5⟩ become one/),
    );
  });

  it('moves a token to the next line whole, unless it is wider than the line', async () => {
    const wide = '=-'.repeat(60);
    const { page } = await open(`${sample} ${sample}\n${wide}`, {
      width: 300,
      prepare: (host) => {
        // One token wider than the panel, as a tokenizer with long tokens would have.
        const { tokens } = host.tokenization ?? assert.fail();
        const last = tokens.ids.length - 1;
        tokens.bytes = packBytes(
          Array.from(tokens.ids, (_, i) => (i === last ? new TextEncoder().encode(wide) : tokenBytes(tokens, i))),
        );
      },
    });
    await page.getByRole('checkbox', { name: 'Ids' }).click();
    await page.locator('loupe-token-strip .id').first().waitFor();
    // Lines of text within each token.
    const lines = await page.locator('loupe-token-strip .token').evaluateAll((chips) =>
      chips.map((chip) => {
        const range = document.createRange();
        range.selectNodeContents(chip);
        const bottoms = Array.from(range.getClientRects(), ({ bottom }) => bottom);
        return 1 + Math.round((Math.max(...bottoms) - Math.min(...bottoms)) / 20);
      }),
    );
    assert.ok((lines.pop() ?? 0) > 2, 'the wide one is broken');
    assert.deepEqual(new Set(lines), new Set([1]));
    const over = await page.locator('#view-tokens').evaluate((view) => view.scrollWidth - view.clientWidth);
    assert.ok(over <= 0, String(over));
  });

  it('keeps markup in the text as text', async () => {
    const { page } = await open('</script><img src=x onerror="document.title=1">"\'&amp;');
    assert.equal(await page.locator('loupe-token-strip img').count(), 0);
    assert.match((await said(page.locator('loupe-token-strip'))).replaceAll(' ', ''), /<\/script><img·src=x·onerror=/);
    assert.equal(await page.title(), '');
  });

  it('gives a selected token’s figures as the model computed them', async () => {
    const { page, host } = await open(sample);
    const reading = host.reading ?? assert.fail();
    const index = 7;
    await page.locator('loupe-token-strip .token').nth(index).click();
    const card = await said(page.locator('token-card'));
    assert.ok(card.includes(`Index ${index}`), card);
    assert.ok(card.includes(`Id ${reading.tokens.ids[index]}`), card);
    assert.ok(card.includes(`ln p −${(-reading.logprobs[index]).toFixed(3)}`), card);
    assert.ok(card.includes(`Surprisal ${(-reading.logprobs[index] / Math.LN2).toFixed(2)} bits`), card);
    assert.ok(card.includes(`Rank ${reading.ranks[index]} of ${reading.vocabularySize.toLocaleString('en')}`), card);
    assert.ok(card.includes(`Entropy ${(reading.entropies[index] / Math.LN2).toFixed(2)} bits`), card);
    const alternatives = await page.locator('share-list .token').allTextContents();
    const { top } = reading;
    assert.deepEqual(
      alternatives.map((text) => text.trim()),
      Array.from({ length: top.count }, (_, k) => tokenLabel(packedAt(top.bytes, index * top.count + k))),
    );
  });

  it('marks the text range in the host, and shows the host’s marks', async () => {
    const { page, host } = await open(sample);
    const chips = page.locator('loupe-token-strip .token');
    await chips.nth(2).hover();
    const rangeOf = (index: number) => ({
      start: host.tokenization?.tokens.starts[index],
      end: host.tokenization?.tokens.ends[index],
    });
    await eventually(() => assert.deepEqual(host.mark, { kind: 'hover', range: rangeOf(2) }));
    await chips.nth(3).click();
    await eventually(() => assert.deepEqual(host.mark, { kind: 'select', range: rangeOf(3) }));
    host.setMark({ kind: 'select', range: { start: 4, end: 7 } });
    await eventually(async () => assert.equal(await page.locator('.token.selected').first().textContent(), '·old'));
  });

  it('shows what the pointer is over in the editor, and what was selected when that ends', async () => {
    const { page, host } = await open(sample);
    const marked = async () => [
      await page.locator('.token.selected').allTextContents(),
      await page.locator('.token.hovered').allTextContents(),
    ];
    const selected = { kind: 'select', range: { start: 4, end: 7 } } as const;
    host.setMark(selected);
    host.setMark({ kind: 'hover', range: { start: 0, end: 3 } });
    await eventually(async () => assert.deepEqual(await marked(), [['·old'], ['The']]));
    host.setMark(selected);
    await eventually(async () => assert.deepEqual(await marked(), [['·old'], []]));
  });

  it('marks and shows nothing in an earlier text’s tokens', async () => {
    const { page, host } = await open(sample);
    const chips = page.locator('loupe-token-strip .token');
    await chips.nth(3).click();
    await page.locator('token-card').waitFor();
    host.tell('tokenizationChanged', { tokenization: null });
    host.setState({
      subject: { document: 'story.md', text: `Before it. ${sample}`, line: 3, selection: true, cutFrom: null },
      phase: { kind: 'reading', done: 0, total: 0 },
    });
    host.setMark({ kind: 'select', range: { start: 4, end: 7 } });
    await page.locator('.earlier loupe-token-strip').waitFor();
    assert.equal(await page.locator('.token.selected').count(), 0);
    assert.equal(await page.locator('token-card').count(), 0);
  });

  it('is walked with the keys', async () => {
    const { page } = await open(sample);
    const chips = page.locator('loupe-token-strip .token');
    await chips.nth(4).click();
    const focused = () =>
      page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return (element as HTMLElement).dataset.index;
      });
    for (const [key, index] of [
      ['ArrowRight', '5'],
      ['ArrowLeft', '4'],
      ['Home', '0'],
      ['ArrowLeft', '0'],
    ]) {
      await page.keyboard.press(key);
      assert.equal(await focused(), index, key);
    }
    await page.keyboard.press('End');
    assert.equal(await focused(), String((await chips.count()) - 1));
    assert.equal(await page.locator('.token[tabindex="0"]').count(), 1);
    await page.keyboard.press('Escape');
    await eventually(async () => assert.equal(await page.locator('.token.selected').count(), 0));
  });

  it('changes the tokenizer, and has surprisal for the model’s only', async () => {
    const { page, host } = await open(sample);
    const surprisal = page.getByRole('checkbox', { name: 'Surprisal' });
    assert.equal(await surprisal.getAttribute('aria-disabled'), 'false');
    await page.getByRole('combobox', { name: 'Tokenizer' }).click();
    const clipped = await page.getByRole('option', { name: 'o200k_harmony' }).evaluate((option) => {
      const content = option.shadowRoot?.querySelector('.content');
      return content ? content.scrollWidth - content.clientWidth : null;
    });
    assert.equal(clipped, 0);
    const option = page.getByRole('option', { name: 'o200k_base' });
    assert.equal(await option.getAttribute('title'), 'GPT-4o and later');
    await option.click();
    await eventually(() => assert.deepEqual(host.state.tokenizer, { kind: 'encoding', name: 'o200k_base' }));
    await eventually(async () => assert.match(await said(page.locator('tokens-tab')), /Vocabulary 200,019/));
    await eventually(async () => assert.equal(await surprisal.getAttribute('aria-disabled'), 'true'));
    assert.equal(await page.locator('heat-legend').count(), 0);
    assert.match(await said(page.locator('tokens-tab')), /Surprisal is known for the model’s own tokens only/);
    // Two counts, each with its owner.
    const { tokenization, reading } = host;
    assert.match(
      await said(page.locator('inspector-header')),
      new RegExp(
        `${tokenization?.tokens.ids.length} tokens \\(o200k_base\\).* ${reading?.tokens.ids.length} of 1,024 context \\(pocket\\)`,
      ),
    );
    await page.getByRole('combobox', { name: 'Tokenizer' }).click();
    await page.getByRole('option', { name: 'pocket' }).click();
    await eventually(async () => assert.equal(await surprisal.getAttribute('aria-disabled'), 'false'));
    // What the person had chosen holds again.
    await eventually(async () => assert.equal(await surprisal.getAttribute('aria-checked'), 'true'));
    assert.equal(await page.locator('heat-legend').count(), 1);
  });

  it('says 1 token', async () => {
    const { page } = await open('a');
    assert.match(await said(page.locator('inspector-header')), /1 token 1 character 1 byte/);
  });

  it('shows ids, hides white space signs, and reads special tokens on demand', async () => {
    const { page, host } = await open('a b<|im_end|>');
    const strip = page.locator('loupe-token-strip');
    await page.getByRole('checkbox', { name: 'Ids' }).click();
    await eventually(async () =>
      assert.deepEqual(
        await strip.locator('.id').allTextContents(),
        Array.from(host.tokenization?.tokens.ids ?? [], String),
      ),
    );
    assert.equal(await strip.locator('.sign').count(), 1);
    await page.getByRole('checkbox', { name: 'White space' }).click();
    await eventually(async () => assert.equal(await strip.locator('.sign').count(), 0));
    const before = host.tokenization?.tokens.ids.length ?? 0;
    await page.getByRole('checkbox', { name: 'Special tokens' }).click();
    await eventually(async () => assert.equal(await strip.locator('.special').count(), 1));
    assert.ok((host.tokenization?.tokens.ids.length ?? 0) < before);
  });

  it('says when the text has none of the tokenizer’s special tokens', async () => {
    const { page, host } = await open('a b<|im_end|>');
    const note = page.getByText('The text has no special token of o200k_base.');
    await page.getByRole('checkbox', { name: 'Special tokens' }).click();
    await page.locator('loupe-token-strip .special').waitFor();
    assert.equal(await page.getByText('no special token').count(), 0);
    await host.setTokenizer({ kind: 'encoding', name: 'o200k_base' });
    await note.waitFor();
    await page.getByRole('checkbox', { name: 'Special tokens' }).click();
    await eventually(async () => assert.equal(await note.count(), 0));
  });

  for (const text of [sample, sample.repeat(20)]) {
    it(`shows the whole card of a token in a narrow panel, ${text.length} characters long`, async () => {
      const { page } = await open(text, { width: 540, height: 700 });
      await page.locator('loupe-token-strip .token').nth(7).click();
      assert.equal(await page.locator('token-card').evaluate(shownShare), 1);
    });
  }

  it('makes elements only for what is near', async () => {
    const { page, host } = await open(sample.repeat(600), {
      prepare: (host) => {
        host.state.tokenizer = { kind: 'encoding', name: 'o200k_base' };
      },
    });
    await host.setTokenizer({ kind: 'encoding', name: 'o200k_base' });
    const strip = page.locator('loupe-token-strip');
    const count = host.tokenization?.tokens.ids.length ?? 0;
    assert.ok(count > 10_000);
    const elements = strip.locator('.token');
    await eventually(async () => assert.ok((await elements.count()) > 0 && (await elements.count()) < 4000));
    const view = page.locator('#view-tokens');
    // As high as all of it, and so scrolled to its end.
    await eventually(async () => assert.ok((await view.evaluate((view) => view.scrollHeight)) > 8000));
    await view.evaluate((view) => {
      view.scrollTop = view.scrollHeight;
    });
    await strip.locator(`.token[data-index="${count - 1}"]`).waitFor();
    assert.ok((await elements.count()) < 4000);
    assert.equal(await strip.locator('.token[data-index="0"]').count(), 0);
  });

  it('reaches every token by the keyboard and by marks, in a long text too', async () => {
    const text = `${sample}\n`.repeat(600);
    const { page, host } = await open(text);
    await host.setTokenizer({ kind: 'encoding', name: 'o200k_base' });
    const last = (host.tokenization?.tokens.ids.length ?? 0) - 1;
    const strip = page.locator('loupe-token-strip');
    const focused = () =>
      strip.evaluate((strip) => (strip.shadowRoot?.activeElement as HTMLElement | null)?.dataset.index ?? null);
    await strip.locator('.token').nth(3).click();
    await page.keyboard.press('End');
    assert.equal(await focused(), String(last));
    assert.equal(await strip.locator(`.token[data-index="${last}"]`).evaluate(shownShare), 1);
    await page.keyboard.press('ArrowUp');
    const above = Number(await focused());
    assert.ok(above < last && above > last - 60, String(above));
    // Scrolled away from the token that has the keyboard: it goes on from there.
    await page.locator('#view-tokens').evaluate((view) => {
      view.scrollTop = 0;
    });
    await eventually(async () => assert.equal(await strip.locator(`.token[data-index="${above}"]`).count(), 0));
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(), String(above + 1));
    // A mark from the editor is there when one comes to where it is.
    const start = text.length - 20;
    host.setMark({ kind: 'select', range: { start, end: start + 1 } });
    await eventually(async () => assert.equal(await strip.locator('.token.selected').count(), 1));
    await page.keyboard.press('Home');
    assert.equal(await focused(), '0');
  });

  it('asks the editor to show a token', async () => {
    const { page, host } = await open(sample);
    await page.locator('loupe-token-strip .token').nth(1).click();
    await button(page, 'Show in the editor').click();
    await eventually(() => assert.deepEqual(host.commands, ['reveal']));
  });
});
