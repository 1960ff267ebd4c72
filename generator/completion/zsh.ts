import { type Completed, type CompletedOption, chartNames, quote, type Values } from './commands.ts';

/** A script to be sourced by zsh after compinit, or to lie as _espalier in its fpath. */
export const zshScript = ({ options, commands }: Completed): string => `#compdef espalier
_espalier() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C ${[...options.map(specification), quote('1:command:->command'), quote('*::argument:->argument')].join(' \\\n    ')}
  case $state in
    command)
      local -a commands
      commands=(
${commands.map(({ name, description }) => `        ${quote(`${name}:${description.replaceAll(':', '\\:')}`)}`).join('\n')}
      )
      _describe command commands
      ;;
    argument)
      case $line[1] in
${commands
  .map(
    ({ name, options: own, values }) =>
      `        ${name})\n          _arguments ${[...own.map(specification), ...rest(values)].join(' \\\n            ')}\n          ;;`,
  )
  .join('\n')}
      esac
      ;;
  esac
}
_espalier_charts() { compadd -- \${(f)"$(${chartNames})"} }
if [ "$funcstack[1]" = _espalier ]; then _espalier "$@"; else compdef _espalier espalier; fi
`;

const rest = (values: Values): readonly string[] =>
  values.kind === 'none' ? [] : [quote(`*:argument:${action(values)}`)];

const specification = ({ names, description, values, repeatable }: CompletedOption): string => {
  const told = `[${description.replace(/[[\]\\:]/g, '\\$&')}]${values === undefined ? '' : `:value:${action(values)}`}`;
  const once = repeatable ? '*' : `(${names.join(' ')})`;
  // Braces are the shell's own: they give one word for each of both names.
  return names.length === 1 ? quote(`${once}${names[0]}${told}`) : `${quote(once)}{${names.join(',')}}${quote(told)}`;
};

const action = (values: Values): string => {
  if (values.kind === 'words') return `(${values.words.join(' ')})`;
  if (values.kind === 'chart') return '_espalier_charts';
  if (values.kind === 'folder') return '_files -/';
  return values.kind === 'file' ? '_files' : ' ';
};
