/**
 * `npm run bench [-- --json FILE] [-- --only GROUP]`: prints every figure with its goal and their ratio. A goal that is
 * missed stays in the table, marked; a group that could not be measured is an error, after all others were printed.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { attention } from './attention';
import { bundles } from './bundles';
import { drawing } from './drawing';
import { exports } from './export';
import type { Figure, Group } from './figure';
import { layers } from './layers';
import { runtime } from './runtime';
import { strip } from './strip';
import { printTable } from './table';
import { tokens } from './tokens';
import { workbench } from './workbench';

/** One file each; what a group needs is said in its file. */
const groups: Group[] = [runtime, tokens, strip, attention, drawing, layers, exports, workbench, bundles];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' } } });
  const chosen = groups.filter(({ name }) => values.only === undefined || values.only === name);
  if (chosen.length === 0)
    throw new Error(`There is no group “${values.only}”: ${groups.map(({ name }) => name).join(', ')}.`);
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} threads, Node ${process.version}`;
  const load = loadavg()[0].toFixed(1);
  console.log(`${machine}, load ${load}\n`);
  const figures: (Figure & { group: string; ratio: number; met: boolean })[] = [];
  for (const { name: group, measure } of chosen) {
    try {
      for (const figure of await measure()) {
        const ratio = figure.value / figure.goal;
        figures.push({ group, ...figure, ratio, met: ratio <= 1 });
      }
    } catch (error) {
      console.error(`${group}: ${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
    }
  }
  const quantity = (value: number, unit: string) => `${value.toFixed(unit === '×' ? 2 : 1)} ${unit}`;
  printTable([
    ['figure', 'measured', 'goal', 'ratio', '', 'how'],
    ...figures.map(({ name, value, unit, goal, ratio, met, how }) => [
      name,
      quantity(value, unit),
      `≤ ${quantity(goal, unit)}`,
      ratio.toFixed(2),
      met ? '' : 'MISSED',
      how,
    ]),
  ]);
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine, load: Number(load), figures }, null, 2)}\n`);
}

void main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
