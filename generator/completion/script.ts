import type { Command } from 'commander';
import { bashScript } from './bash.ts';
import { type Completed, completedFrom } from './commands.ts';
import { fishScript } from './fish.ts';
import { zshScript } from './zsh.ts';

const scripts: Readonly<Record<'bash' | 'zsh' | 'fish', (completed: Completed) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** What a shell sources to complete the commands of `root`. */
export const completionScript = (shell: keyof typeof scripts, root: Command): string =>
  scripts[shell](completedFrom(root));
