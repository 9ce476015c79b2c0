import { parseArgs } from 'node:util';
import type { Option, OptionValues } from './command';
import { UsageError } from './options';

/** Tells options from positionals. Throws `UsageError` for an option that there is not, or whose value is missing or too much. */
export function parseArguments(
  args: string[],
  options: Readonly<Record<string, Option>>,
): { values: OptionValues; positionals: string[] } {
  // Not strict: then a value may begin with a dash, and what is wrong is said in our words.
  const parsed = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  for (const token of parsed.tokens) {
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    if (!Object.hasOwn(options, name)) throw new UsageError(`There is no option ${rawName}.`);
    const { type, literal } = options[name];
    if (type === 'boolean' && value !== undefined) throw new UsageError(`${rawName} takes no value.`);
    if (type === 'string' && value === undefined) throw new UsageError(`${rawName} takes a value.`);
    // A forgotten value rather than one that looks like an option.
    if (!literal && !inlineValue && value?.startsWith('-') && value !== '-')
      throw new UsageError(`${rawName} takes a value, not the option ${value}.`);
  }
  // No option is `multiple`, so that none has a list of values.
  return { values: parsed.values as OptionValues, positionals: parsed.positionals };
}
