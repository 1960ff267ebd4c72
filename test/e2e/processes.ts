import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The processes of a run. Each is ended by its own id, the last one first. */
export interface Processes {
  readonly start: (name: string, command: string, args: readonly string[], environment?: Environment) => void;
  /** Fails when one of them ends by itself: nothing can be expected of the others then. Never comes true. */
  readonly ended: Promise<never>;
  readonly usage: () => ReadonlyMap<string, Usage>;
  readonly stop: () => Promise<void>;
  readonly logs: string;
}

/** What a process took until now. */
export interface Usage {
  /** At most, in MiB. */
  readonly memory: number;
  /** In seconds. */
  readonly cpu: number;
}

type Environment = Readonly<Record<string, string>>;

interface Running {
  readonly name: string;
  readonly child: ChildProcess;
}

export const startProcesses = (logs: string): Processes => {
  const running: Running[] = [];
  let stopping = false;
  let fail: (error: Error) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Whoever waits for it hears of it; where nobody does yet, that is no crash.
  ended.catch(() => undefined);
  return {
    logs,
    ended,
    start: (name, command, args, environment = {}) => {
      const log = join(logs, `${name}.log`);
      const output = openSync(log, 'a');
      const child = spawn(command, args, {
        env: { ...process.env, ...environment },
        stdio: ['ignore', output, output],
        // Ctrl-C in a terminal reaches a whole process group: they are ended in order instead.
        detached: true,
      });
      child.on('error', (error) => fail(error));
      child.on('exit', () => {
        if (!stopping) fail(new Error(`${name} has ended:\n${lastLines(log)}`));
      });
      running.push({ name, child });
    },
    usage: () => new Map(running.map(({ name, child }) => [name, usageOf(child.pid)])),
    stop: async () => {
      stopping = true;
      for (const { child } of running.toReversed()) await end(child);
    },
  };
};

const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

const end = async (child: ChildProcess): Promise<void> => {
  if (hasEnded(child)) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const last = setTimeout(() => child.kill('SIGKILL'), 3000);
  await ended;
  clearTimeout(last);
};

const usageOf = (pid: number | undefined): Usage => {
  try {
    const kibibytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    // Behind the name, which may hold spaces: user and system time are the 12th and 13th field, in hundredths of a second.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const cpu = Math.round((Number(fields[11]) + Number(fields[12])) / 100);
    return { memory: Math.round(Number(kibibytes ?? 0) / 1024), cpu };
  } catch {
    return { memory: 0, cpu: 0 };
  }
};

const lastLines = (file: string, count = 15): string =>
  readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
