import { type Completed, type CompletedOption, chartNames, type Values } from './commands.ts';

/** A script to be sourced by fish, or to lie as espalier.fish in its completions. */
export const fishScript = ({ options, commands }: Completed): string => {
  const lines = [
    'complete -c espalier -f',
    ...options.map((option) => line(beforeCommand, optionPart(option))),
    ...commands.map(({ name, description }) => line(beforeCommand, `-a ${quote(name)} -d ${quote(description)}`)),
    ...commands.flatMap(({ name, options: own, values }) => [
      ...own.map((option) => line(after(name), optionPart(option))),
      ...(values.kind === 'none' ? [] : [line(after(name), valuePart(values))]),
    ]),
  ];
  return `# fish completion of espalier\n${lines.join('\n')}\n`;
};

const beforeCommand = '__fish_use_subcommand';
const after = (command: string): string => `__fish_seen_subcommand_from ${command}`;

const line = (condition: string, rest: string): string => `complete -c espalier -n ${quote(condition)} ${rest}`;

const optionPart = ({ names, description, values }: CompletedOption): string => {
  const spelt = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  return [
    ...spelt,
    ...(values === undefined ? [] : [values.kind === 'file' ? '-r' : '-x', valuePart(values)]),
    `-d ${quote(description)}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
};

const valuePart = (values: Values): string => {
  if (values.kind === 'words') return `-a ${quote(values.words.join(' '))}`;
  if (values.kind === 'chart') return `-a ${quote(`(${chartNames})`)}`;
  if (values.kind === 'folder') return `-a ${quote('(__fish_complete_directories)')}`;
  return values.kind === 'file' ? '-F' : '';
};

/** Fish escapes inside of single quotes, as no other shell does. */
const quote = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
