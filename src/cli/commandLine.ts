import { version } from '../../package.json';
import { LoupeError } from '../protocol/errors';
import { parseArguments } from './arguments';
import type { Command, CommandResult, Option, OptionValues, TextCommand } from './command';
import { ablation } from './commands/ablation';
import { attention } from './commands/attention';
import { attribution } from './commands/attribution';
import { generate } from './commands/generate';
import { lens } from './commands/lens';
import { models } from './commands/models';
import { next } from './commands/next';
import { read } from './commands/read';
import { tokens } from './commands/tokens';
import { trace } from './commands/trace';
import { vocabulary } from './commands/vocabulary';
import { weight } from './commands/weight';
import { readInput } from './input';
import { UsageError } from './options';
import { endQuietlyWithoutReader, jsonText, write } from './output';
import { openRuntime } from './runtime';

const commands: Readonly<Record<string, Command>> = {
  tokens,
  vocabulary,
  read,
  next,
  attention,
  weight,
  lens,
  attribution,
  ablation,
  generate,
  trace,
  models,
};

const commonOptions: Readonly<Record<string, Option>> = {
  json: { type: 'boolean' },
  debug: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};

/**
 * Runs one command; results go to standard output, messages to standard error.
 *
 * @param root the folder with `models/`
 * @returns the exit code: 0, 1 for what could not be done, 2 for a command line that makes no sense
 */
export async function runCommandLine(args: readonly string[], root: string): Promise<0 | 1 | 2> {
  endQuietlyWithoutReader();
  try {
    await run(args, root);
    return 0;
  } catch (error) {
    const wrongUse = error instanceof UsageError;
    const expected = wrongUse || error instanceof LoupeError;
    const hint = wrongUse ? ' See loupe --help.' : expected || args.includes('--debug') ? '' : ' See --debug.';
    console.error(`loupe: ${(error as Error).message}${hint}`);
    if (args.includes('--debug')) console.error((error as Error).stack);
    return wrongUse ? 2 : 1;
  }
}

async function run(args: readonly string[], root: string): Promise<void> {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h') return write([overview()]);
  if (name === '--version') return write([`${version}\n`]);
  if (name === undefined) throw new UsageError('Which command?');
  if (!Object.hasOwn(commands, name)) throw new UsageError(`There is no command “${name}”.`);

  const command = commands[name];
  const { values, positionals } = parseArguments(rest, { ...command.options, ...commonOptions });
  if (values.help) return write([commandHelp(command)]);
  const result =
    command.reads === 'text'
      ? await runOnText(command, values, positionals, root)
      : await command.run(command.parse(values, positionals), root);
  await write(values.json ? jsonText(result.json) : result.table());
}

async function runOnText(
  command: TextCommand,
  values: OptionValues,
  positionals: readonly string[],
  root: string,
): Promise<CommandResult> {
  const options = command.parse(values);
  if (positionals.length !== 1) throw new UsageError('Give one FILE, or - for standard input.');
  const runtime = openRuntime(root);
  try {
    const input = await readInput(positionals[0]);
    if (!input.valid) console.error(`loupe: ${positionals[0]} is not valid UTF-8; what is not was read as U+FFFD.`);
    return await command.run({ options, input, runtime });
  } finally {
    runtime.dispose();
  }
}

function overview(): string {
  const lines = Object.values(commands).map(({ usage, summary }) => `  loupe ${usage}\n      ${summary}\n`);
  return `Model Loupe: a language model under a magnifying glass.

${lines.join('')}
FILE may be - for standard input. M is “pocket”, an installed model’s id, or a folder in Hugging Face layout.
Installed models outside of the editor: those that “loupe models add” downloads, and LOUPE_MODELS, a list of folders.

${commonHelp}`;
}

const commonHelp = `  --json            JSON instead of tables
  --debug           stack traces of errors
  --help            this text; after a command, its options
  --version
`;

function commandHelp({ usage, summary, help }: Command): string {
  return `loupe ${usage}\n  ${summary}\n\n${help.map((line) => `  ${line}\n`).join('')}\n${commonHelp}`;
}
