import Mocha from 'mocha';
import { ResultReporter } from './resultReporter';

/** Runs the tests that `define` declares, inside the present process; rejects when one failed. */
export function runMocha(define: () => void, fgrep?: string): Promise<void> {
  const mocha = new Mocha({
    ui: 'bdd',
    fgrep,
    timeout: 30_000,
    color: false,
    forbidOnly: true,
    forbidPending: true,
    reporter: ResultReporter,
  });
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, '', mocha);
  define();
  return new Promise((resolve, reject) => {
    mocha.run((failures) => (failures > 0 ? reject(new Error(`${failures} tests failed`)) : resolve()));
  });
}
