import * as vscode from 'vscode';
import type { PromptContent } from '../../protocol/compareApi';
import { promptLengthLimit } from '../../protocol/compareResults';

/** False, with a message, for a text that is too long for a prompt. */
export function fitsPrompt({ label, text }: PromptContent): boolean {
  if (text.length <= promptLengthLimit) return true;
  const number = (value: number) => value.toLocaleString(vscode.env.language);
  void vscode.window.showWarningMessage(
    vscode.l10n.t(
      '{0} has {1} characters, and a prompt holds at most {2}. Select a part of it.',
      label,
      number(text.length),
      number(promptLengthLimit),
    ),
  );
  return false;
}
