import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';

/** What every command is told: each may stand before the command, behind it, or both. */
export interface Common {
  /** Where to work, each from the one before. */
  readonly directories: readonly string[];
  readonly json: boolean;
  /** Warnings and notes count as problems. */
  readonly strict: boolean;
}

export const version: string = (() => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
})();

const directory = (): Option =>
  new Option('-C, --directory <DIR>', 'work in the repository at DIR')
    .default([])
    .argParser((value: string, earlier: readonly string[]) => [...earlier, value]);

/** What every command can be told, before its name or behind it. */
export const shared = (): readonly Option[] => [
  directory(),
  flag('--json', 'report as JSON (schemas/report.schema.json)'),
  flag('--strict', 'warnings and notes fail too'),
];

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
  named.optionsGroup('On every command:');
  for (const option of shared()) named.addOption(option);
  return named
    .version(version, '-V, --version')
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`);
};

export const common = (named: Command): Common => {
  const own = named.opts<Shared>();
  const above = named.parent?.opts<Shared>();
  return {
    directories: [...(above?.directory ?? []), ...own.directory],
    json: own.json || above?.json === true,
    strict: own.strict || above?.strict === true,
  };
};

interface Shared {
  readonly directory: readonly string[];
  readonly json: boolean;
  readonly strict: boolean;
}

export const flag = (flags: string, description: string): Option => new Option(flags, description).default(false);

export const repeatable = (flags: string, description: string): Option =>
  new Option(flags, `${description} (repeatable)`)
    .default([])
    .argParser((value: string, earlier: readonly string[]) => [...earlier, value]);
