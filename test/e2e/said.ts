import type { Locator } from 'playwright-core';

/** All text within, that of shadow trees too, with white space as one space. */
export function said(locator: Locator): Promise<string> {
  // No function within: the compiler would have it call a helper that the page lacks.
  return locator.evaluate((element) => {
    const waiting: Node[] = [element];
    let text = '';
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      if (node instanceof Text) text += node.data;
      const shadow = node instanceof Element ? node.shadowRoot : null;
      waiting.push(...[...(shadow?.childNodes ?? []), ...node.childNodes].reverse());
    }
    return text.replace(/\s+/g, ' ').trim();
  });
}
