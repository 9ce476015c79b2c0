import type { CellKey, ComparisonProgress, ComparisonPrompt, ComparisonResults, ComparisonSetup } from './compareApi';
import type { StopReason } from './generation';

/** The number of prompts that can be compared. */
export const promptLimits = { min: 2, max: 8 } as const;

/** UTF-16 units of a prompt taken from the editor or a file; a model's context is a small part of this. */
export const promptLength = 100_000;

export function sameCell(a: CellKey, b: CellKey): boolean {
  return a.prompt === b.prompt && a.model === b.model && a.repeat === b.repeat;
}

/** All cells of a setup, in the order in which they run: model by model, so that each is loaded once. */
export function cellsOf(setup: ComparisonSetup): CellKey[] {
  return setup.models.flatMap((model) =>
    setup.prompts.flatMap((_, prompt) =>
      Array.from({ length: setup.repeats }, (_, repeat): CellKey => ({ prompt, model, repeat })),
    ),
  );
}

/** The results after one more event; host and webview follow a run by this same step. */
export function withProgress(results: ComparisonResults, progress: ComparisonProgress): ComparisonResults {
  switch (progress.kind) {
    case 'token': {
      const { current } = results;
      const before = current && sameCell(current.cell, progress.cell) ? current.tokens : [];
      return { ...results, current: { cell: progress.cell, tokens: [...before, progress.token] } };
    }
    case 'cell':
      return { ...results, cells: [...results.cells, progress.cell], current: null };
    case 'failed':
      return { ...results, failures: [...results.failures, progress.cell], current: null };
  }
}

/** The setup without what cannot run: blank prompts, and models that are not there any more. */
export function runnableSetup(setup: ComparisonSetup, models: readonly { id: string }[]): ComparisonSetup {
  return {
    ...setup,
    prompts: setup.prompts.filter(({ text }) => text.trim() !== ''),
    models: setup.models.filter((id) => models.some((model) => model.id === id)),
  };
}

/** Whether there is something to compare: at least two prompts and a model. */
export function canRun(setup: ComparisonSetup): boolean {
  const { length } = setup.prompts;
  return length >= promptLimits.min && length <= promptLimits.max && setup.models.length > 0;
}

/** Why an output ended, for people; English texts are the keys of their translations. */
export const stopTexts = {
  eos: 'ended by itself',
  length: 'cut at the token limit',
  context: 'cut at the end of the context',
} as const satisfies Record<StopReason, string>;

/** `t` of `vscode.l10n` or of the webview. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

/** A prompt's label, or its number. */
export function promptName(prompt: ComparisonPrompt, index: number, t: Translate): string {
  return prompt.label || t('Prompt {0}', index + 1);
}

/** In words, the settings that a prompt has of its own. */
export function ownSettings({ thinking, temperature }: ComparisonPrompt, t: Translate): string[] {
  const words: string[] = [];
  if (thinking !== undefined) words.push(thinking ? t('with thinking') : t('without thinking'));
  if (temperature !== undefined) words.push(t('temperature {0}', temperature));
  return words;
}
