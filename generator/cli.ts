#!/usr/bin/env node
import { stripVTControlCharacters } from 'node:util';
import { run } from './program.ts';
import { loadKubeconform } from './validate/kubeconform.ts';

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    interrupt.abort();
    // A second signal ends the process at once, as the platform would.
  });

const color = (stream: NodeJS.WriteStream): boolean => {
  if (process.env.NO_COLOR) return false;
  if (process.env.FORCE_COLOR) return process.env.FORCE_COLOR !== '0';
  return stream.isTTY && process.env.TERM !== 'dumb';
};

process.exitCode = await run(process.argv.slice(2), {
  directory: process.cwd(),
  now: () => performance.now(),
  kubeconform: loadKubeconform,
  signal: interrupt.signal,
  color: color(process.stdout),
  width: process.stdout.columns ?? 100,
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(color(process.stderr) ? text : stripVTControlCharacters(text)),
});
