import { parseArgs } from 'node:util';
import { type Outcome, type PartOptions, parts, wholeRun } from './test/parts';

const usage = `npm test -- [PART …] [--grep TEXT] [--electron]

Runs the named parts of the tests, or all: ${Object.keys(parts).join(', ')}.
--electron runs the extension part in desktop VS Code: the one at VSCODE_PATH, else one that is downloaded.`;

async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    options: { grep: { type: 'string' }, electron: { type: 'boolean', default: false }, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(usage);
    return true;
  }
  const unknown = positionals.filter((name) => !(name in parts));
  if (unknown.length > 0) throw new Error(`There is no part named ${unknown.join(', ')}.\n${usage}`);
  const chosen = positionals.length > 0 ? positionals.map((name) => [name]) : wholeRun();
  const total: Outcome = { passed: 0, failed: 0 };
  const summary: string[] = [];
  const notes: string[] = [];
  const run = async (name: string, print?: PartOptions['print']) => {
    const started = Date.now();
    const outcome = await parts[name]({ grep: values.grep, electron: values.electron, print });
    total.passed += outcome.passed;
    total.failed += outcome.failed;
    notes.push(...(outcome.flakes ?? []).map((flake) => `↻ ${name}: ${flake}`));
    notes.push(...(outcome.failures ?? []).map((failure) => `✘ ${name}: ${failure}`));
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    summary.push(`${name.padEnd(10)} ${describe(outcome).padEnd(24)} ${seconds.padStart(6)} s`);
  };
  for (const [first, ...others] of chosen) {
    console.log(`\n── ${first}`);
    const beside = others.map((name) => ({ name, output: new HeldOutput(), ended: Promise.resolve() }));
    for (const one of beside) one.ended = run(one.name, (text) => one.output.print(text));
    await run(first);
    for (const { name, output, ended } of beside) {
      console.log(`\n── ${name}, meanwhile`);
      output.release();
      await ended;
    }
  }
  // Once more, where whoever reads only the end of the log finds it.
  if (notes.length > 0) console.log(`\n${notes.join('\n\n')}`);
  console.log(`\n${summary.join('\n')}\n\n${describe(total)}`);
  return total.failed === 0;
}

/** Keeps what a part prints while another one prints: it would be mixed up. */
class HeldOutput {
  private held: string[] | null = [];

  print(text: string): void {
    if (this.held) this.held.push(text);
    else process.stdout.write(text);
  }

  /** Writes what came, and all that comes from now on as it comes. */
  release(): void {
    for (const text of this.held ?? []) process.stdout.write(text);
    this.held = null;
  }
}

function describe({ passed, failed }: Outcome): string {
  return `${passed} passed, ${failed} failed`;
}

main().then(
  (green) => process.exit(green ? 0 : 1),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  },
);
