import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Waits until the start extension has said how it went; rejects when it failed. */
export async function activated(outcomeFile: string, signal: AbortSignal): Promise<void> {
  while (!fs.existsSync(outcomeFile)) await delay(100, undefined, { signal });
  const { error }: { error?: string } = JSON.parse(fs.readFileSync(outcomeFile, 'utf8'));
  if (error) throw new Error(`Model Loupe did not start: ${error}`);
}
