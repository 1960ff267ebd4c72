import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';

/** What every command is told. */
export interface Common {
  /** Where to work, each from the one before: `-C` may stand before the command, behind it, or both. */
  readonly directories: readonly string[];
  readonly json: boolean;
  /** Warnings and notes count as problems. */
  readonly strict: boolean;
}

export const version: string = (() => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
})();

export const directory = (): Option =>
  new Option('-C, --directory <DIR>', 'work in the repository at DIR')
    .default([])
    .argParser((value: string, earlier: readonly string[]) => [...earlier, value]);

/** A command with its own options, those that all have, and examples below its help. */
export const command = (
  root: Command,
  name: string,
  description: string,
  options: readonly Option[],
  examples: readonly string[],
): Command => {
  const named = root.command(name).description(description);
  for (const option of options) named.addOption(option);
  return named
    .optionsGroup('On every command:')
    .addOption(directory())
    .addOption(flag('--json', 'report as JSON (schemas/report.schema.json)'))
    .addOption(flag('--strict', 'warnings and notes fail too'))
    .version(version, '-V, --version')
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`);
};

export const common = (named: Command): Common => {
  const { directory: own, json, strict } = named.opts<{ directory: string[]; json: boolean; strict: boolean }>();
  const above = named.parent?.opts<{ directory: string[] }>().directory ?? [];
  return { directories: [...above, ...own], json, strict };
};

export const flag = (flags: string, description: string): Option => new Option(flags, description).default(false);

export const repeatable = (flags: string, description: string): Option =>
  new Option(flags, `${description} (repeatable)`)
    .default([])
    .argParser((value: string, earlier: readonly string[]) => [...earlier, value]);
