/**
 * `npm run e2e -- [CASE…] [--keep] [--helm 4] [--scale]`: real controllers on real API servers, from `git push` to objects. Builds the programs where they
 * are missing, then goes on in a network namespace with loopback only, in which everything that is started ends with it.
 */
import { parseArgs } from 'node:util';
import { buildPrograms } from './build.ts';
import { cases } from './cases.ts';
import { runEnclosed } from './enclosed.ts';

const { values: options, positionals: names } = parseArgs({
  options: {
    keep: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    helm: { type: 'string', default: '3' },
    scale: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

const unknown = names.filter((name) => !cases.some((each) => each.name === name));
if (unknown.length > 0 || options.list) {
  for (const name of unknown) console.error(`no case is called ${name}`);
  for (const { name, about } of cases) console.log(`${name.padEnd(14)}${about}`);
  process.exitCode = unknown.length > 0 ? 2 : 0;
} else {
  const programs = buildPrograms((line) => console.log(line));
  const { keep, helm, scale } = options;
  const child = runEnclosed(new URL('inside.ts', import.meta.url), { programs, names, keep, helm, scale });
  if (keep) console.log(`to reach it from another terminal: nsenter --net --target ${child.pid} COMMAND`);
}
