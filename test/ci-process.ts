/** Processes as CI starts them: with the environment that is given, and nothing else of this one's. */
import { spawn } from 'node:child_process';

interface Ended {
  readonly code: number | null;
  /** Both streams, as a runner's log has them. */
  readonly out: string;
}

export const spawnIn = (
  command: readonly [string, ...(readonly string[])],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const [program, ...args] = command;
    const child = spawn(program, args, {
      cwd,
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        out += text;
      });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out }));
  });

export const spawnNode = (args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ended> =>
  spawnIn([process.execPath, ...args], process.cwd(), environment);
