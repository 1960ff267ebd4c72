import { type Command, Option } from 'commander';
import { type Common, command, common, flag, repeatable } from './command.ts';

/** How what was rendered is shown. */
interface RenderView {
  /** The effective values, in place of objects. */
  readonly values: boolean;
  /** Beside each value who set it. */
  readonly origins: boolean;
  readonly showSecrets: boolean;
  /** A folder to write a file for each object to, in place of the terminal. */
  readonly to?: string;
}

interface Flags extends RenderView {
  readonly chart: readonly string[];
  readonly offline: boolean;
}

export type RunRender = (
  names: { readonly cluster: string; readonly service: string | undefined },
  flags: Flags,
  options: Common,
) => Promise<void>;

export const addRender = (root: Command, run: RunRender): void => {
  const options = [
    repeatable('--chart <NAME[@VERSION]=DIR|FILE>', 'a chart folder or archive that is at hand'),
    flag('--values', 'print the values that templates see, in place of objects'),
    flag('--origins', 'the values, and beside each the line that sets it').implies({ values: true }),
    new Option('--to <FOLDER>', 'write a file for each object into a new folder').conflicts([
      'json',
      'values',
      'origins',
    ]),
    flag('--show-secrets', 'do not mask what Secrets hold'),
    flag('--offline', 'fetch nothing: look into vendor/ and the cache alone'),
  ];
  const named = command(root, 'render', 'show the objects that a cluster gets, as Helm renders them', options, [
    'espalier render staging                               everything, in the order in which it is applied',
    'espalier render staging mimir-distributed | less      one service',
    'espalier render staging mimir-distributed --origins   each value, and who set it',
    'espalier render staging --to rendered                 a file for each object',
    'espalier render staging --chart mimir-distributed=../charts/mimir-distributed',
  ])
    .argument('<CLUSTER>', 'a file of clusters/, without its ending')
    .argument('[SERVICE]', 'only this service');
  named.action((cluster: string, service: string | undefined, flags: Flags) =>
    run({ cluster, service }, flags, common(named)),
  );
};
