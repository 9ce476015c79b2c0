import { fuzz } from '../test/fuzz/fuzz';

/** `npm run fuzz [-- COUNT [FIRST]]`: opens damaged models, 10,000 by default, and says how each ended. */
async function main([count = '10000', first = '0']: string[]): Promise<boolean> {
  const { counts, failures, crashes } = await fuzz(Number(first), Number(count));
  for (const [outcome, times] of Object.entries(counts).sort(([, a], [, b]) => b - a))
    console.log(`${String(times).padStart(6)}  ${outcome}`);
  for (const line of crashes) console.log(`The native library ended its process: ${line}`);
  for (const line of failures) console.log(`FAILED  ${line}`);
  return failures.length === 0;
}

main(process.argv.slice(2)).then((passed) => process.exit(passed ? 0 : 1));
