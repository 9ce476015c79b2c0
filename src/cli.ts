#!/usr/bin/env node
import { resolve } from 'node:path';
import { runCommandLine } from './cli/commandLine';

// This file and its bundle both lie one folder below the extension's root.
runCommandLine(process.argv.slice(2), resolve(__dirname, '..')).then((exitCode) => {
  process.exitCode = exitCode;
});
