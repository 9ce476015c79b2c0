import fs from 'node:fs';
import path from 'node:path';
import { inRepository } from './paths';

/** The absolute paths of the tests in one folder under `test`. */
export function testFiles(folder: string): string[] {
  const root = inRepository('test', folder);
  const names = fs.readdirSync(root, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => path.join(root, name));
}
