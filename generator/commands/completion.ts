import { Argument, type Command } from 'commander';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** What the shell is told is made from the commands themselves, hence from `root`. */
export type RunCompletion = (shell: Shell, root: Command) => void;

export const addCompletion = (root: Command, run: RunCompletion): void => {
  const named = root.command('completion').description('print what makes a shell complete this command');
  const check = (text: string): Shell =>
    shells.find((shell) => shell === text) ??
    named.error(`there is no completion for the shell '${text}', only for ${shells.join(', ')}`);
  named
    .addArgument(new Argument('<SHELL>', 'the shell').choices(shells).argParser(check))
    .addHelpText('after', completionHelp)
    .action((shell: Shell) => run(shell, root));
};

const completionHelp = `
Examples:
  source <(espalier completion bash)                 in ~/.bashrc
  source <(espalier completion zsh)                  in ~/.zshrc, below compinit
  espalier completion fish | source                  in ~/.config/fish/config.fish`;
