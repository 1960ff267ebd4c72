import type { Command } from 'commander';
import type { LockOptions } from '../charts/lock-command.ts';
import { type Common, command, common, flag, repeatable } from './command.ts';

export type RunLock = (flags: LockOptions, options: Common) => Promise<void>;

export const addLock = (root: Command, run: RunLock): void => {
  const options = [
    flag('--check', 'change nothing; missing, stale and left-over entries are problems'),
    repeatable('--index <[URL=]FILE>', "a chart repository's index.yaml that was downloaded"),
    repeatable('--digest <NAME@VERSION=sha256:…>', 'the digest of a chart that cannot be reached from here'),
    flag('--accept-republished', 'take a new digest for a version that is already locked'),
    flag('--update [SERVICE...]', 'move within ranges, and look whether a version was published again'),
    flag('--offline', 'fetch nothing'),
  ];
  const named = command(root, 'lock', 'resolve chart references into charts.lock.yaml', options, [
    'espalier lock                     resolve what is not locked yet',
    'espalier lock --update            move all within their ranges; what moved is told',
    'espalier lock --update mimir-distributed',
    'espalier lock --index https://charts.example.com=index.yaml',
    'espalier lock --digest mimir-distributed@5.8.0=sha256:07f3…',
    'espalier lock --check             change nothing; exit 1 if an entry is missing, stale or left over',
  ]);
  named.action((flags: LockOptions) => run(flags, common(named)));
};
