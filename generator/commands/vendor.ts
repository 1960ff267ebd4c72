import type { Command } from 'commander';
import type { VendorOptions } from '../vendor.ts';
import { type Common, command, common, flag } from './command.ts';

export type RunVendor = (flags: VendorOptions, options: Common) => Promise<void>;

export const addVendor = (root: Command, run: RunVendor): void => {
  const options = [flag('--check', 'change nothing; missing, other and left-over archives are problems')];
  const named = command(root, 'vendor', 'put the archives of locked charts into vendor/', options, [
    'espalier vendor                   bring vendor/ up to charts.lock.yaml',
    'espalier vendor --check           change nothing, fetch nothing; exit 1 if vendor/ is not what is locked',
    'espalier vendor --json            for machines',
  ]);
  named.action((flags: VendorOptions) => run(flags, common(named)));
};
