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

/** The failed tests with the beginnings of their errors: a difference of large values may go on for thousands of lines. */
export function failures({ tests }: SuiteResult): string[] {
  return tests.flatMap(({ title, error }) =>
    error === undefined ? [] : [`${title}\n${error.split('\n').slice(0, 30).join('\n').replace(/^/gm, '    ')}`],
  );
}
