import fs from 'node:fs';
import path from 'node:path';

/** What `python -m pocket.evaluate` found of a model, as far as it is drawn. */
export interface Evaluation {
  model: string;
  families: Family[];
  bits_per_byte: Record<string, number>;
  stories: Record<string, { consistent: number }>;
}

/** Shares are from 0 to 1. */
export interface Family {
  family: string;
  reasoning: boolean;
  /** Right answers, with thoughts and without. */
  thinking: number;
  direct: number;
  refused_thinking: number;
  refused_direct: number;
}

/** The rows of a training log, by column; what a row leaves empty is NaN. */
export type Curves = Record<string, number>[];

/** What `training/results` holds: what came of the models that ship. */
export interface Results {
  /** By model. */
  evaluations: Record<string, Evaluation>;
  pretraining: Curves;
  reinforcement: Curves;
}

export function readResults(folder: string, models: readonly string[]): Results {
  const text = (...names: string[]) => fs.readFileSync(path.join(folder, ...names), 'utf8');
  return {
    evaluations: Object.fromEntries(models.map((name) => [name, JSON.parse(text('evaluation', `${name}.json`))])),
    pretraining: readCurves(text('pretrain.csv')),
    reinforcement: readCurves(text('grpo.csv')),
  };
}

function readCurves(csv: string): Curves {
  const [head, ...rows] = csv
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ? Number(row[i]) : Number.NaN])));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
