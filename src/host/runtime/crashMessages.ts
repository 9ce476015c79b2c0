import * as vscode from 'vscode';
import type { Disposable } from '../../protocol/disposable';
import type { ErrorReporter } from '../errorReporter';
import type { RuntimeClient } from './runtimeClient';

/** Tells what happened when the runtime process died, with a Retry once it stays stopped. */
export function watchCrashes(runtime: RuntimeClient, errors: ErrorReporter): Disposable {
  return runtime.onDidCrash((error) => {
    const retry = { [vscode.l10n.t('Retry')]: () => void vscode.commands.executeCommand('loupe.retryRuntime') };
    void errors.show(error, error.code === 'runtimeFailed' ? retry : {});
  });
}
