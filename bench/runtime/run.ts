/**
 * `npm run bench:runtime [-- --only 10M-q4] [--repeats 5] [--threads N] [--json FILE]`: this runtime beside transformers.js and
 * node-llama-cpp, on the same random weights. `--only` may stand several times; 8 bit is measured when it is named.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { printTable } from '../table';
import { type Goal, goalsOf } from './goals';
import { ensureContendersInstalled } from './install';
import { type Case, type Measured, measureCase, type Settings } from './measureCase';
import { architectures } from './models/architecture';
import { type Precision, precisions } from './models/precision';
import { agreementLine, describe, goalTable, speedTable } from './report';

const usual = ['10M-fp32', '10M-q4', '100M-fp32', '100M-q4', '500M-q4'];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: usual },
      repeats: { type: 'string', default: '5' },
      // Half of the processors, as the extension takes by itself.
      threads: { type: 'string', default: String(Math.max(1, Math.floor(availableParallelism() / 2))) },
      json: { type: 'string' },
    },
  });
  const cases = values.only.map(caseNamed);
  const settings: Settings = {
    repeats: count(values.repeats),
    threads: count(values.threads),
    contextTokens: 512,
    newTokens: 128,
  };
  ensureContendersInstalled();
  const processor = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} processors`;
  const machine = `${processor}, Node ${process.version}, load ${loadavg()[0].toFixed(1)}`;
  console.log(`${machine}\n${describe(settings)}\n`);

  const results: (Measured & { goals: Goal[] })[] = [];
  for (const one of cases) {
    const measured = await measureCase(one, settings);
    results.push({ ...measured, goals: goalsOf(measured) });
    console.log(agreementLine(measured, one.precision));
  }
  console.log(
    '\nTokens per second, median and range. Peak memory is what was resident of the whole process, mapped weights and Node included.',
  );
  printTable(speedTable(results, settings));
  console.log();
  printTable(goalTable(results.flatMap(({ goals }) => goals)));
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine, settings, results }, null, 2)}\n`);
}

function caseNamed(name: string): Case {
  const [size, format] = name.split('-');
  const architecture = architectures.find((one) => one.name === size);
  const precision: Precision | undefined = precisions[format as Precision['name']];
  if (!architecture || !precision)
    throw new Error(`There is no model “${name}”; there are ${usual.join(', ')}, 10M-q8 …`);
  return { architecture, precision };
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`“${text}” is not a positive whole number.`);
  return value;
}

void main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
