#!/usr/bin/env node
// What @vscode/test-electron starts in place of desktop VS Code.
require('tsx/cjs');
require('./codeShim.ts');
