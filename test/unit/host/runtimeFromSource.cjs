// The runtime's entry from source, for `forkRuntime`, which passes no arguments to Node.
require('tsx/cjs');
require('../../../src/runtime/main.ts');
