import { type Completed, type CompletedOption, chartNames, quote, type Values } from './commands.ts';

/** A script to be sourced by bash, of any version since 3.2, which macOS has. */
export const bashScript = ({ options, commands }: Completed): string => `# bash completion of espalier
_espalier() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command= index
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    case \${COMP_WORDS[index]} in
      -C | --directory) ((index++)) ;;
      -*) ;;
      *) command=\${COMP_WORDS[index]}; break ;;
    esac
  done
  case $command:$previous in
${[...valueCases('', options), ...commands.flatMap((command) => valueCases(command.name, command.options))].join('\n')}
  esac
  case $command:$current in
    :-*) ${words(namesOf(options))} ;;
    :*) ${words(commands.map(({ name }) => name))} ;;
${commands
  .flatMap(({ name, options: own, values }) => [
    `    ${name}:-*) ${words(namesOf(own))} ;;`,
    ...(values.kind === 'none' ? [] : [`    ${name}:*) ${reply(values)} ;;`]),
  ])
  .join('\n')}
  esac
}
complete -F _espalier espalier
`;

const namesOf = (options: readonly CompletedOption[]): readonly string[] => options.flatMap(({ names }) => names);

const valueCases = (command: string, options: readonly CompletedOption[]): readonly string[] =>
  options.flatMap(({ names, values }) =>
    values === undefined
      ? []
      : [`    ${names.map((name) => `${command}:${name}`).join(' | ')}) ${reply(values)}; return ;;`],
  );

const words = (list: readonly string[]): string => `COMPREPLY=($(compgen -W ${quote(list.join(' '))} -- "$current"))`;

const reply = (values: Values): string => {
  if (values.kind === 'words') return words(values.words);
  if (values.kind === 'chart') return `COMPREPLY=($(compgen -W "$(${chartNames})" -- "$current"))`;
  if (values.kind === 'none') return ':';
  const files = `COMPREPLY=($(compgen ${values.kind === 'folder' ? '-d' : '-f'} -- "$current"))`;
  // Bash 3 cannot change the options of a completion; it adds a blank behind a folder.
  return `local IFS=$'\\n'; compopt -o filenames 2>/dev/null; ${files}`;
};
