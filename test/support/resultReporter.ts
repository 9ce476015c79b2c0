import fs from 'node:fs';
import Mocha from 'mocha';
import { resultVariable, type SuiteResult } from './suiteResult';

/** Mocha's own list of tests, and the result in the file that the environment names. */
export class ResultReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    const file = process.env[resultVariable];
    if (!file) return;
    const result: SuiteResult = { passed: 0, failed: 0, tests: [] };
    const firstErrors = new Map<string, string>();
    runner.on('retry', (test, error) => firstErrors.set(test.fullTitle(), error.stack ?? String(error)));
    runner.on('pass', (test) => {
      const title = test.fullTitle();
      result.passed++;
      result.tests.push({ title, durationMs: test.duration ?? 0, firstError: firstErrors.get(title) });
    });
    runner.on('fail', (test, error) => {
      result.failed++;
      const text = error.stack ?? String(error);
      result.tests.push({ title: test.fullTitle(), durationMs: test.duration ?? 0, error: text });
    });
    runner.on('end', () => fs.writeFileSync(file, JSON.stringify(result)));
  }
}
