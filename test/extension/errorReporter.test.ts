import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { ErrorReporter } from '../../src/host/errorReporter';
import { LoupeError } from '../../src/protocol/errors';

describe('what is told of errors', () => {
  let logged: string[];
  let errors: ErrorReporter;
  beforeEach(() => {
    logged = [];
    errors = new ErrorReporter({ error: (text: string) => logged.push(text) } as unknown as vscode.LogOutputChannel);
  });

  it('is in the log once for each bug, however often it is shown', () => {
    const bug = new Error('odd');
    const told = errors.describe(bug);
    assert.equal(errors.describe(bug), told);
    errors.bug('elsewhere', bug);
    errors.describe(new Error('odd'));
    assert.deepEqual(
      logged.map((text) => text.split('\n')[0]),
      ['unexpected: Error: odd', 'unexpected: Error: odd'],
    );
  });

  it('is its own text for what is expected, which is no bug', () => {
    assert.match(errors.describe(new LoupeError('hubIdInvalid', 'x')), /“x”/);
    assert.deepEqual(logged, []);
  });
});
