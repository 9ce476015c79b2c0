import type { ComparisonPrompt, ComparisonSetup, PromptContent } from './compareApi';
import { promptLimits } from './compareResults';
import type { Sampling } from './runs';

/** One change of a setup. It names only what it changes, so that two changes never undo each other. */
export type SetupEdit =
  | { kind: 'settings'; change: Partial<Omit<ComparisonSetup, 'prompts' | 'models' | 'sampling'>> }
  | { kind: 'sampling'; change: Partial<Sampling> }
  | { kind: 'model'; id: string; chosen: boolean }
  | { kind: 'prompt'; id: string; change: Partial<PromptContent> }
  | { kind: 'addPrompt'; prompt: ComparisonPrompt }
  | { kind: 'movePrompt'; id: string; by: -1 | 1 }
  | { kind: 'removePrompt'; id: string }
  /** A preset, or the setup from before it. */
  | { kind: 'replace'; setup: Partial<ComparisonSetup> };

/** The setup after an edit; host and webview apply edits by this same step. What names a prompt that is gone changes nothing. */
export function edited(setup: ComparisonSetup, edit: SetupEdit): ComparisonSetup {
  switch (edit.kind) {
    case 'settings':
      return { ...setup, ...edit.change };
    case 'sampling':
      return { ...setup, sampling: { ...setup.sampling, ...edit.change } };
    case 'model': {
      const others = setup.models.filter((id) => id !== edit.id);
      return { ...setup, models: edit.chosen ? [...others, edit.id] : others };
    }
    case 'replace':
      return { ...setup, ...edit.setup };
    default:
      return { ...setup, prompts: editedPrompts(setup.prompts, edit) };
  }
}

type PromptEdit = Extract<SetupEdit, { kind: 'prompt' | 'addPrompt' | 'movePrompt' | 'removePrompt' }>;

function editedPrompts(prompts: ComparisonPrompt[], edit: PromptEdit): ComparisonPrompt[] {
  if (edit.kind === 'addPrompt') return prompts.length < promptLimits.max ? [...prompts, edit.prompt] : prompts;
  const index = prompts.findIndex(({ id }) => id === edit.id);
  if (index < 0) return prompts;
  const others = prompts.filter(({ id }) => id !== edit.id);
  switch (edit.kind) {
    case 'prompt':
      return prompts.map((prompt) => (prompt.id === edit.id ? { ...prompt, ...edit.change } : prompt));
    case 'movePrompt': {
      const target = Math.max(0, index + edit.by);
      return [...others.slice(0, target), prompts[index], ...others.slice(target)];
    }
    case 'removePrompt':
      // The least number stays: a blank one comes after the others.
      return others.length < promptLimits.min ? [...others, { id: edit.id, label: '', text: '' }] : others;
  }
}
