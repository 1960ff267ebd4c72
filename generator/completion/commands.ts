import type { Argument, Command, Option } from 'commander';

/** What may stand in a place of the command line. */
export type Values =
  | { readonly kind: 'none' | 'file' | 'folder' | 'chart' }
  | { readonly kind: 'words'; readonly words: readonly string[] };

export interface CompletedOption {
  /** `-C`, `--directory`. */
  readonly names: readonly string[];
  readonly description: string;
  /** What comes behind it; absent for a flag. */
  readonly values?: Values;
  readonly repeatable: boolean;
}

interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** What its arguments may be. */
  readonly values: Values;
}

/** The command line as a shell completes it: the root's own options, and the commands. */
export interface Completed {
  readonly options: readonly CompletedOption[];
  readonly commands: readonly CompletedCommand[];
}

/** Taken from the same tree that parses the command line, so that neither knows what the other does not. */
export const completedFrom = (root: Command): Completed => ({
  options: optionsOf(root),
  commands: root.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: optionsOf(command),
    values: argumentValues(command.registeredArguments[0]),
  })),
});

const optionsOf = (command: Command): readonly CompletedOption[] => [
  ...command.options.map(option),
  { names: ['-h', '--help'], description: 'display help for command', repeatable: false },
];

const option = (declared: Option): CompletedOption => ({
  names: [declared.short, declared.long].filter((name) => name !== undefined && name !== null),
  description: declared.description,
  ...(declared.required ? { values: optionValues(declared) } : {}),
  repeatable: Array.isArray(declared.defaultValue),
});

/** Of `NAME=FILE` a shell would complete no file, since the word does not begin with it. */
const optionValues = ({ argChoices, flags }: Option): Values => {
  if (argChoices !== undefined) return { kind: 'words', words: argChoices };
  if (flags.endsWith('<DIR>')) return { kind: 'folder' };
  return { kind: flags.endsWith('<FILE>') || flags.endsWith('[URL=]FILE>') ? 'file' : 'none' };
};

const argumentValues = (argument: Argument | undefined): Values => {
  if (argument === undefined) return { kind: 'none' };
  if (argument.argChoices !== undefined) return { kind: 'words', words: argument.argChoices };
  return { kind: argument.name().startsWith('NAME') ? 'chart' : 'none' };
};

/** Prints the names of locked charts, in any shell: of the repository that one stands in, and quickly. */
export const chartNames = `sed -n 's/^    name: *//p' charts.lock.yaml 2>/dev/null`;

/** One word of a shell, whatever is in it. */
export const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
