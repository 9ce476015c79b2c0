import fs from 'node:fs';

/** What a test run did, as it leaves it in a file for whoever started it. */
export interface SuiteResult {
  passed: number;
  failed: number;
  tests: { title: string; durationMs: number; error?: string }[];
}

/** Names the file. */
export const resultVariable = 'LOUPE_TEST_RESULT';

export function readResult(file: string): SuiteResult | undefined {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
}
