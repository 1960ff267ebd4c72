/**
 * `npm run e2e -- [CASE…] [--keep] [--helm 4] [--scale]`: real controllers on real API servers, from `git push` to objects. Builds the programs where they
 * are missing, then goes on in a network namespace with loopback only, in which everything that is started ends with it.
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { buildPrograms } from './build.ts';
import { cases } from './cases.ts';

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
  const root = process.getuid?.() === 0;
  const inside = new URL('inside.ts', import.meta.url).pathname;
  const arguments_ = [
    JSON.stringify({ programs, names, keep: options.keep, helm: options.helm, scale: options.scale }),
  ];
  const namespaces = ['--net', '--pid', '--fork', '--mount-proc', '--kill-child', ...(root ? [] : ['--map-root-user'])];
  const child = spawn('unshare', [...namespaces, process.execPath, '--import', 'tsx', inside, ...arguments_], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  // The end of its input tells the process inside to end all others and then itself, also where this one is killed: a signal to unshare would stop there.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.stdin.end());
  if (options.keep) console.log(`to reach it from another terminal: nsenter --net --target ${child.pid} COMMAND`);
  child.on('error', (error) => {
    console.error(`unshare: ${error.message}`);
    process.exitCode = 2;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 130);
  });
}
