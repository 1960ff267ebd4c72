import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Starts a script in network and process namespaces of its own, with loopback only, in which everything that it starts ends with it. It reads the end of
 * its input as the wish to end: a signal to unshare would stop there.
 */
export const runEnclosed = (script: URL, argument: unknown): ChildProcess => {
  const root = process.getuid?.() === 0;
  const namespaces = ['--net', '--pid', '--fork', '--mount-proc', '--kill-child', ...(root ? [] : ['--map-root-user'])];
  const command = [process.execPath, '--import', 'tsx', script.pathname, JSON.stringify(argument)];
  const child = spawn('unshare', [...namespaces, ...command], { stdio: ['pipe', 'inherit', 'inherit'] });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.stdin.end());
  child.on('error', (error) => {
    console.error(`unshare: ${error.message}`);
    process.exitCode = 2;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 130);
  });
  return child;
};
