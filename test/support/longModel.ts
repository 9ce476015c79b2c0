import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type LetterModel, letterModel } from './letterModel';

/** A model of random weights that reads 4,096 tokens, one a letter: 3 layers of 4 heads. */
export interface LongModel extends LetterModel {
  /** A text of that many tokens. */
  text(tokens: number): string;
}

/** Lays it out: its positions are computed in its graph, so that config.json alone says how many there are. */
export function longModel(): LongModel {
  const model = letterModel('qwen2', 'eager');
  const config = path.join(model.folder, 'config.json');
  writeFileSync(config, JSON.stringify({ ...JSON.parse(readFileSync(config, 'utf8')), max_position_embeddings: 4096 }));
  return {
    ...model,
    text: (tokens) =>
      Array.from({ length: tokens }, (_, i) => String.fromCharCode(33 + ((i * i + 7 * i) % 90))).join(''),
  };
}
