import { soak } from '../test/soak/soak';

/** `npm run soak [-- COUNT [SEED]]`: kills the runtime at random moments, 200 times by default. */
async function main([count = '200', seed = '1']: string[]): Promise<boolean> {
  const { kills, failures, heldUpMs } = await soak(Number(count), Number(seed));
  for (const [activity, { times, late }] of Object.entries(kills))
    console.log(`${String(times).padStart(5)} kills while ${activity}, ${late} of them after its end`);
  console.log(`The host was held up for ${heldUpMs.toFixed(0)} ms at most.`);
  for (const failure of failures) console.log(`FAILED  ${failure}`);
  return failures.length === 0;
}

main(process.argv.slice(2)).then((passed) => process.exit(passed ? 0 : 1));
