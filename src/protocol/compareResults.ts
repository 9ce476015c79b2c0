import type { CellKey, ComparisonProgress, ComparisonResults, ComparisonSetup, PromptContent } from './compareApi';
import type { StopReason } from './generation';

/** The number of prompts that a setup has places for; blank ones do not run. */
export const promptLimits = { min: 2, max: 8 } as const;

/** UTF-16 units of a prompt taken from the editor or a file; a model's context is a small part of this. */
export const promptLengthLimit = 100_000;

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

/**
 * Takes one more event into the results; host and webview follow a run by this same step. It changes them in place: a copy
 * of all tokens for each would make long outputs slow.
 */
export function takeProgress(results: ComparisonResults, progress: ComparisonProgress): void {
  switch (progress.kind) {
    case 'token': {
      const { cell, token } = progress;
      if (!results.current || !sameCell(results.current.cell, cell)) results.current = { cell, tokens: [] };
      results.current.tokens.push(token);
      break;
    }
    case 'cell':
      results.cells.push(progress.cell);
      results.current = null;
      break;
    case 'failed':
      results.failures.push(progress.cell);
      results.current = null;
      break;
  }
}

/** The setup without what cannot run: blank prompts, and models that are not there any more. Models come in the order of `models`. */
export function runnableSetup(setup: ComparisonSetup, models: readonly { id: string }[]): ComparisonSetup {
  return {
    ...setup,
    prompts: setup.prompts.filter(({ text }) => text.trim() !== ''),
    models: models.map(({ id }) => id).filter((id) => setup.models.includes(id)),
  };
}

/** Whether there is something to compare: at least two outputs, be it of two prompts, of two models, or of one asked twice. */
export function canRun(setup: ComparisonSetup): boolean {
  return setup.prompts.length <= promptLimits.max && cellsOf(setup).length >= 2;
}

/** Whether two setups ask the same of the same models, so that the outputs of one are those of the other. */
export function asksTheSame(a: ComparisonSetup, b: ComparisonSetup): boolean {
  return (
    same(settingsOf(a), settingsOf(b)) &&
    same(a.models, b.models) &&
    same(a.prompts.flatMap(contentOf), b.prompts.flatMap(contentOf))
  );
}

const contentOf = ({ text, system, chat, thinking, temperature }: PromptContent) => [
  text,
  system ?? '',
  chat ?? null,
  thinking ?? null,
  temperature ?? null,
];
const settingsOf = ({ chat, thinking, sampling, seed, repeats, maxTokens }: ComparisonSetup) => {
  const { temperature, topK, topP } = sampling;
  return [chat, thinking, temperature, topK, topP, seed, repeats, maxTokens];
};
const same = <T>(a: readonly T[], b: readonly T[]) => a.length === b.length && a.every((value, i) => value === b[i]);

/** Why an output ended, for people; English texts are the keys of their translations. */
export const stopTexts = {
  eos: 'ended by itself',
  length: 'cut at the token limit',
  context: 'cut at the end of the context',
} as const satisfies Record<StopReason, string>;

/** `t` of `vscode.l10n` or of the webview. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

/** A prompt's label, or its number. */
export function promptName(prompt: PromptContent, index: number, t: Translate): string {
  return prompt.label || t('Prompt {0}', index + 1);
}

/** Whether a prompt of this setup is put into the model's chat template. */
export function isChat({ chat }: ComparisonSetup, prompt: PromptContent): boolean {
  return prompt.chat ?? chat;
}

/** The system message that stands before a prompt; null for none. */
export function systemMessage(setup: ComparisonSetup, prompt: PromptContent): string | null {
  return isChat(setup, prompt) && prompt.system?.trim() ? prompt.system : null;
}

/** In words, the settings that a prompt has of its own. */
export function ownSettings({ chat, thinking, temperature }: PromptContent, t: Translate): string[] {
  const words: string[] = [];
  if (typeof chat === 'boolean') words.push(chat ? t('as chat message') : t('as plain text'));
  if (typeof thinking === 'boolean') words.push(thinking ? t('with thinking') : t('without thinking'));
  if (typeof temperature === 'number') words.push(t('temperature {0}', temperature));
  return words;
}
