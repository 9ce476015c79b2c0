import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { doOnce } from '../../support/doOnce';

const [folder, how] = process.argv.slice(2);
const done = path.join(folder, 'done');
const log = (line: string) => fs.appendFileSync(path.join(folder, 'log'), `${line}\n`);

async function work(): Promise<void> {
  log('begin');
  process.send?.('began');
  await delay(how === 'stays' ? 60_000 : 300);
  log('end');
  fs.writeFileSync(done, '');
}

void doOnce(folder, () => fs.existsSync(done), work).then(() => {
  log('go on');
  process.disconnect();
});
