import { type Agreement, checkAgreement } from './agreement';
import type { Capture, ContenderName, Times } from './contender';
import { ContenderProcess } from './contenderProcess';
import type { Architecture } from './models/architecture';
import { makeModel } from './models/makeModel';
import type { Precision } from './models/precision';
import { xorshift } from './models/randomWeights';

export interface Case {
  architecture: Architecture;
  precision: Precision;
}

export interface Settings {
  threads: number;
  contextTokens: number;
  newTokens: number;
  repeats: number;
}

/** Times of one way of running, one for each repeat. */
export interface Series {
  name: string;
  times: Times[];
  /** Bytes; absent where another series ran in the same process. */
  peakMemory?: number;
}

export interface Measured {
  name: string;
  agreements: Agreement[];
  contenders: { loupe: Series; transformersJs: Series; nodeLlamaCpp: Series };
  /** This runtime in a further process, with and without capture. */
  captures: Record<Capture, Series>;
}

/** What one process does in each repeat. */
interface Turn {
  process: ContenderProcess;
  capture?: Capture;
  series: Series;
}

const checkedTokens = 64;
const warmUpTokens = 8;

/** All contenders hold the model at once, and run in turns: what else the machine does hits all alike. Fails where they disagree. */
export async function measureCase({ architecture, precision }: Case, settings: Settings): Promise<Measured> {
  const { threads, contextTokens, newTokens, repeats } = settings;
  const name = `${architecture.name} ${precision.name}`;
  const files = makeModel(architecture, precision);
  console.error(`Measuring ${name} …`);
  const ids = randomIds(contextTokens, architecture.vocabularySize);
  const processes: ContenderProcess[] = [];
  const start = async (title: string, contender: ContenderName) => {
    const process = await ContenderProcess.start(title, { contender, files, precision, threads });
    processes.push(process);
    return process;
  };
  try {
    const loupe = await start('this runtime', 'loupe');
    const transformersJs = await start('transformers.js', 'transformersJs');
    const nodeLlamaCpp = await start(`node-llama-cpp, ${precision.gguf}`, 'nodeLlamaCpp');
    const agreements = await checkAgreement(processes, ids.slice(0, checkedTokens), precision);
    const capturing = await start('this runtime, capturing', 'loupe');

    const series = (process: ContenderProcess, title: string, capture?: Capture): Turn => ({
      process,
      capture,
      series: { name: title, times: [] },
    });
    const contenders = {
      loupe: series(loupe, loupe.name),
      transformersJs: series(transformersJs, transformersJs.name),
      nodeLlamaCpp: series(nodeLlamaCpp, nodeLlamaCpp.name),
    };
    const captures = {
      none: series(capturing, 'this runtime, again', 'none'),
      lastRow: series(capturing, '… last row captured', 'lastRow'),
      all: series(capturing, '… all rows captured', 'all'),
    };
    const turns = [...Object.values(contenders), ...Object.values(captures)];
    for (const { process, capture } of turns) await process.run(ids, warmUpTokens, capture);
    for (let repeat = 0; repeat < repeats; repeat++) {
      // Another one begins each time, so that what builds up in a repeat hits none always.
      const first = repeat % turns.length;
      for (const turn of [...turns.slice(first), ...turns.slice(0, first)]) {
        turn.series.times.push(await turn.process.run(ids, newTokens, turn.capture));
      }
    }
    for (const { process, series } of Object.values(contenders)) series.peakMemory = await process.peakMemory();
    return {
      name,
      agreements,
      contenders: onlySeries(contenders),
      captures: onlySeries(captures),
    };
  } finally {
    for (const process of processes) process.end();
  }
}

function onlySeries<K extends string>(turns: Record<K, Turn>): Record<K, Series> {
  const entries = Object.entries(turns) as [K, Turn][];
  return Object.fromEntries(entries.map(([key, { series }]) => [key, series])) as Record<K, Series>;
}

/** Seeded, past the special tokens. */
function randomIds(count: number, vocabularySize: number): number[] {
  const next = xorshift(5);
  return Array.from({ length: count }, () => 3 + (next() % (vocabularySize - 3)));
}
