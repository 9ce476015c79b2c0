import fs from 'node:fs';
import path from 'node:path';
import { familyIds } from '../src/protocol/installedModels';
import { inRepository } from '../test/support/paths';
import * as charts from './figures/charts';
import { readResults } from './figures/results';
import { texts } from './figures/texts';

/** `npm run figures [-- RESULTS OUT]`: draws what came of training, in each language, for the walkthrough. */
function main([from = inRepository('training/results'), to = inRepository('media/walkthrough')]: string[]): void {
  const results = readResults(from, familyIds);
  for (const [language, words] of Object.entries(texts)) {
    const folder = path.join(to, language);
    fs.mkdirSync(folder, { recursive: true });
    for (const [name, draw] of Object.entries(charts))
      fs.writeFileSync(path.join(folder, `${name}.svg`), draw(results, words));
  }
}

main(process.argv.slice(2));
