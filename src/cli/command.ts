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

interface Described {
  /** After `loupe NAME `. */
  usage: string;
  summary: string;
  options: Readonly<Record<string, Option>>;
  /** Lines of help, one an option. */
  help: readonly string[];
}

/** A command that asks a model or a tokenizer about a text. */
export interface TextCommand<Options = unknown> extends Described {
  reads: 'text';
  /** Checks values before anything is read. Throws `UsageError`. */
  parse(values: OptionValues): Options;
  run(context: CommandContext<Options>): Promise<CommandResult>;
}

/** A command that needs no text. */
export interface PlainCommand<Options = unknown> extends Described {
  reads: 'nothing';
  /** Checks values, and what else was given. Throws `UsageError`. */
  parse(values: OptionValues, positionals: readonly string[]): Options;
  /** @param root the folder with `models/` */
  run(options: Options, root: string): Promise<CommandResult>;
}

export type Command = TextCommand | PlainCommand;

/** Ties a command's options to what it does; afterwards only the table of commands knows it. */
export function command<Options>(definition: Omit<TextCommand<Options>, 'reads'>): TextCommand {
  return { reads: 'text', ...definition } as TextCommand;
}

/** Likewise. */
export function plainCommand<Options>(definition: Omit<PlainCommand<Options>, 'reads'>): PlainCommand {
  return { reads: 'nothing', ...definition } as PlainCommand;
}

/** For requests that nobody cancels and nobody watches. */
export const unattended = { signal: new AbortController().signal, progress: () => {} };
