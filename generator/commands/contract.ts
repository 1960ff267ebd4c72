import type { Command } from 'commander';
import type { ContractOptions } from '../prepare.ts';
import { type Common, command, common, flag, repeatable } from './command.ts';

export type RunContract = (names: readonly string[], flags: ContractOptions, options: Common) => Promise<void>;

export const addContract = (root: Command, run: RunContract): void => {
  const options = [
    repeatable('--chart <NAME[@VERSION]=DIR|FILE>', 'a chart folder or archive that is at hand'),
    flag('--hash-text', 'replace text defaults of more than one line by their sha256'),
    flag('--offline', 'fetch nothing: look into vendor/ and the cache alone'),
  ];
  const named = command(root, 'contract', 'write the typed key tree of locked charts', options, [
    'espalier contract                 make those that are missing or stale, from charts that are downloaded',
    'espalier contract --offline       the same from vendor/ and the cache alone',
    'espalier contract --chart mimir-distributed=../charts/mimir-distributed',
    'espalier contract --chart mimir-distributed@5.8.0=mimir-distributed-5.8.0.tgz --hash-text',
  ]).argument('[NAME...]', 'only these charts');
  named.action((names: readonly string[], flags: ContractOptions) => run(names, flags, common(named)));
};
