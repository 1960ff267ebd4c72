/** A process at a terminal, which `script` of util-linux makes. */
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

export interface Terminal {
  /** Waits until the screen shows it, in what came since the last answer. */
  readonly until: (text: RegExp) => Promise<string>;
  readonly type: (keys: string) => void;
  readonly ended: Promise<number | null>;
  readonly kill: () => void;
}

const patience = 60_000;

export const atTerminal = (command: string, directory: string): Terminal => {
  const { NO_COLOR: _no, FORCE_COLOR: _force, CI: _ci, ...env } = process.env;
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: directory,
    env: { ...env, TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
  });
  return {
    until: async (text) => {
      for (const start = Date.now(); Date.now() - start < patience; ) {
        const shown = stripVTControlCharacters(screen);
        if (text.test(shown)) {
          screen = '';
          return shown;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`the terminal never showed ${text}:\n${screen}`);
    },
    type: (keys) => child.stdin.write(keys),
    ended: new Promise((resolve) => child.on('close', resolve)),
    kill: () => child.kill(),
  };
};
