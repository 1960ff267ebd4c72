import { spawn } from 'node:child_process';
import { codeOf, Failure } from '../failure.ts';

/** Reading Git takes moments; what it fetches for a partial clone may take longer. In milliseconds. */
const patience = 120_000;

/** More than what one call is asked for has. In bytes. */
const largest = 640 << 20;

/** What Git said, and its exit code. */
interface GitAnswer {
  readonly code: number;
  readonly output: Buffer;
  readonly error: string;
}

/** Asks Git at a folder, without a shell, a pager, or anything that the repository could have it run. Throws a `Failure` where there is no Git. */
export type Git = (args: readonly string[], input?: string) => Promise<GitAnswer>;

const careful = [
  '--no-optional-locks',
  '--no-replace-objects',
  '--literal-pathspecs',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.quotePath=false',
];

export const gitAt =
  (folder: string, signal: AbortSignal): Git =>
  (args, input = '') =>
    new Promise((resolve, reject) => {
      const child = spawn('git', ['-C', folder, ...careful, ...args], { stdio: ['pipe', 'pipe', 'pipe'], signal });
      const output: Buffer[] = [];
      let size = 0;
      let error = '';
      const timer = setTimeout(() => child.kill('SIGKILL'), patience);
      child.on('error', (cause) => {
        clearTimeout(timer);
        const isMissing = codeOf(cause) === 'ENOENT';
        const message = isMissing
          ? 'git is needed for --base, and not installed'
          : `git cannot be asked: ${cause.message}`;
        reject(signal.aborted ? new Failure('interrupted; nothing was written') : new Failure(message));
      });
      child.on('close', (code) => {
        clearTimeout(timer);
        if (code === null) reject(new Failure(`git ${args[0]} took too long, or said too much`));
        else resolve({ code, output: Buffer.concat(output), error: error.trim() });
      });
      child.stdout.on('data', (part: Buffer) => {
        size += part.length;
        output.push(part);
        if (size > largest) child.kill('SIGKILL');
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        if (error.length < 4096) error += text;
      });
      // It may end without reading.
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
    });

/** The text that Git gives, or undefined where it says that there is nothing of the kind. */
export const textFrom = async (git: Git, args: readonly string[]): Promise<string | undefined> => {
  const { code, output } = await git(args);
  return code === 0 ? output.toString('utf8').trim() : undefined;
};
