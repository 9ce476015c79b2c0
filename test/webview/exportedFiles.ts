import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { SavedFile } from '../../src/protocol/inspectorApi';
import { launchBrowser } from '../support/browser';
import { button, eventually, type InspectorPage } from './inspectorPage';

/** The file that a button gives the host to save. */
export async function exported({ page, host }: InspectorPage, label: string): Promise<SavedFile> {
  const before = host.files.length;
  await button(page, label).click();
  // What is not shown is computed first.
  await eventually(() => assert.equal(host.files.length, before + 1), 30_000);
  return host.files[before];
}

/** Tries an exported page in a dark browser of its own; it must ask nobody for anything, and have no problems. */
export async function inOwnBrowser({ content }: SavedFile, look: (page: Page) => Promise<void>): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ colorScheme: 'dark' });
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', ({ url }) => url().startsWith('data:') || problems.push(url()));
    await page.setContent(String(content));
    await look(page);
    assert.deepEqual(problems, []);
  } finally {
    await browser.close();
  }
}

/** Width and height that are written in a PNG file. */
export function pngSize({ content }: SavedFile): [width: number, height: number] {
  const png = Buffer.from(Object.values(content) as number[]);
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  assert.ok(png.length > 10_000, `${png.length} bytes: it is empty`);
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

export function svgSize({ content }: SavedFile): [width: number, height: number] {
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(String(content)) ?? assert.fail('no size');
  return [Number(width), Number(height)];
}
