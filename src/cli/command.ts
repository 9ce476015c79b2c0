import type { RuntimeService } from '../runtime/service';
import type { InputText } from './input';

export interface Option {
  type: 'string' | 'boolean';
  short?: string;
  /** The value is what follows, even where that looks like an option. */
  literal?: boolean;
}

/** Values by option name. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

export interface CommandContext<Options> {
  options: Options;
  input: InputText;
  runtime: RuntimeService;
}

/** What a command found: `json` for scripts, `table` for people. */
export interface CommandResult {
  /** One object; members that are long may be iterables, which are written item by item. */
  json: Record<string, unknown>;
  table(): Iterable<string>;
}

export interface Command<Options = unknown> {
  /** After `loupe NAME `. */
  usage: string;
  summary: string;
  options: Readonly<Record<string, Option>>;
  /** Lines of help, one an option. */
  help: readonly string[];
  /** Checks values before anything is read. Throws `UsageError`. */
  parse(values: OptionValues): Options;
  run(context: CommandContext<Options>): Promise<CommandResult>;
}

/** Ties a command's options to what it does; afterwards only the table of commands knows it. */
export function command<Options>(definition: Command<Options>): Command {
  return definition as Command;
}

/** For requests that nobody cancels and nobody watches. */
export const unattended = { signal: new AbortController().signal, progress: () => {} };
