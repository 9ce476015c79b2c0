import { type ErrorCode, LoupeError } from '../../protocol/errors';
import type { InspectionPhase } from '../../protocol/inspectorApi';
import type { ErrorReporter } from '../errorReporter';

type Failed = Extract<InspectionPhase, { kind: 'failed' }>;

/** What a person can do about an error; for the others, inspecting again is worth a try. */
const actions: Partial<Record<ErrorCode, Failed['action']>> = {
  runtimeFailed: 'retryRuntime',
  tokenizerMissing: 'chooseModel',
  tokenizerBroken: 'chooseModel',
  tokenizerTooLarge: 'chooseModel',
  modelMissing: 'chooseModel',
  modelConfigMissing: 'chooseModel',
  modelConfigBroken: 'chooseModel',
  modelGraphMissing: 'chooseModel',
  modelGraphBroken: 'chooseModel',
  modelUnsupported: 'chooseModel',
  nothingToConditionOn: null,
};

export function failedPhase(error: unknown, errors: ErrorReporter): Failed {
  const action = error instanceof LoupeError ? actions[error.code] : undefined;
  return { kind: 'failed', message: errors.describe(error), action: action === undefined ? 'inspect' : action };
}
