import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { layOut } from '../fidelity/matrix/fixtures';
import { inRepository } from './paths';

/** A model of random weights that reads 4,096 tokens, one a letter: 3 layers of 4 heads. */
export interface LongModel {
  folder: string;
  /** A text of that many tokens. */
  text(tokens: number): string;
  remove(): void;
}

/** Lays it out: its positions are computed in its graph, so that config.json alone says how many there are. */
export function longModel(): LongModel {
  const folder = mkdtempSync(path.join(tmpdir(), 'loupe-long-'));
  layOut('qwen2', 'eager', folder);
  for (const file of ['tokenizer.json', 'tokenizer_config.json'])
    copyFileSync(inRepository('test/fixtures/model/tiny-external', file), path.join(folder, file));
  const config = path.join(folder, 'config.json');
  writeFileSync(config, JSON.stringify({ ...JSON.parse(readFileSync(config, 'utf8')), max_position_embeddings: 4096 }));
  return {
    folder,
    // Ids of these letters are below the model's 99.
    text: (tokens) =>
      Array.from({ length: tokens }, (_, i) => String.fromCharCode(33 + ((i * i + 7 * i) % 90))).join(''),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
