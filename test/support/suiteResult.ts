import fs from 'node:fs';

/** What a test run did, as it leaves it in a file for whoever started it. */
export interface SuiteResult {
  passed: number;
  failed: number;
  tests: {
    title: string;
    durationMs: number;
    error?: string;
    /** What failed at the first try of a test that then passed. */
    firstError?: string;
  }[];
}

/** Names the file. */
export const resultVariable = 'LOUPE_TEST_RESULT';

export function readResult(file: string): SuiteResult | undefined {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
}

/** The failed tests with the beginnings of their errors. */
export function failures({ tests }: SuiteResult): string[] {
  return tests.flatMap(({ title, error }) => (error === undefined ? [] : [`${title}\n${beginning(error)}`]));
}

/** The tests that passed at the second try only, with what failed at the first. */
export function flakes({ tests }: SuiteResult): string[] {
  return tests.flatMap(({ title, firstError }) =>
    firstError === undefined ? [] : [`${title}, at the first of two tries\n${beginning(firstError)}`],
  );
}

/** A difference of large values may go on for thousands of lines. */
const beginning = (error: string) => error.split('\n').slice(0, 30).join('\n').replace(/^/gm, '    ');
