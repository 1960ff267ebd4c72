import { Argument, type Command } from 'commander';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** What the shell is told is made from the commands themselves, hence from `root`. */
export type RunCompletion = (shell: Shell, root: Command) => void;

export const addCompletion = (root: Command, run: RunCompletion): void => {
  root
    .command('completion')
    .description('print what makes a shell complete this command')
    .addArgument(new Argument('<SHELL>', 'the shell').choices(shells))
    .addHelpText('after', completionHelp)
    .action((shell: Shell) => run(shell, root));
};

const completionHelp = `
Examples:
  source <(espalier completion bash)                 in ~/.bashrc
  source <(espalier completion zsh)                  in ~/.zshrc, below compinit
  espalier completion fish | source                  in ~/.config/fish/config.fish`;
