import { type Command, Option } from 'commander';
import type { InitOptions } from '../init/answers.ts';
import { type Common, command, common, flag } from './command.ts';

export type RunInit = (flags: InitOptions, options: Common) => Promise<void>;

export const addInit = (root: Command, run: RunInit): void => {
  const options = [
    new Option('--repository-url <URL>', 'from where controllers clone the repository'),
    new Option('--branch <NAME>', 'the branch that they follow'),
    new Option('--cluster <NAME>', 'the name of the first cluster'),
    new Option('--controller <NAME>', 'what runs there').choices(['argocd', 'flux']),
    new Option('--kubernetes <VERSION>', 'the Kubernetes version of that cluster, such as 1.34'),
    new Option('--environment <NAME>', 'the name of its environment'),
    flag('--yes', 'ask nothing: what is usual for all that is not given'),
  ];
  const named = command(root, 'init', 'make a new repository in an empty folder', options, [
    'espalier init                     ask at the terminal for what is not given',
    'espalier init --yes --repository-url https://github.com/example/platform.git',
    'espalier init --controller flux --cluster staging --kubernetes 1.34',
  ]);
  named.action((flags: InitOptions) => run(flags, common(named)));
};
