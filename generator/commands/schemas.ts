import type { Command } from 'commander';
import { type Common, command, common } from './command.ts';

export type RunSchemas = (files: readonly string[], options: Common) => Promise<void>;

export const addSchemas = (root: Command, run: RunSchemas): void => {
  const named = command(
    root,
    'schemas',
    'take definitions of custom resources into schemas/crds/',
    [],
    [
      'espalier schemas add crds.yaml    the CustomResourceDefinitions of a file, without their prose',
      'kubectl get crd widgets.example.com -o yaml | espalier schemas add /dev/stdin',
    ],
  )
    .argument('<add>', 'what to do: add')
    .argument('<FILE...>', 'files with CustomResourceDefinitions, as YAML or JSON');
  named.action((verb: string, files: readonly string[]) => {
    if (verb !== 'add')
      named.error(`error: there is no \`espalier schemas ${verb}\`; there is \`add\``, { exitCode: 2 });
    return run(files, common(named));
  });
};
