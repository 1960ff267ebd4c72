import { spawn } from 'node:child_process';
import { textOf } from '../../object-fields.ts';
import type { Environment } from '../network/network.ts';
import { WireError } from '../network/wire-error.ts';
import type { Credentials } from './credentials.ts';

/** A helper may have to ask a cloud, or somebody at the screen. In milliseconds. */
const patience = 30_000;

/** More than any credential has. In bytes. */
const largest = 1024 * 1024;

/** What a helper says where it has nothing for a host. */
const nothing = /credentials not found|no credentials/i;

/** A helper as a file names it: `field` is `credHelpers` or `credsStore`, `file` how the file is called in messages. */
export interface NamedHelper {
  readonly name: string;
  readonly field: string;
  readonly file: string;
}

export const sourceOf = ({ name, file }: NamedHelper): string => `docker-credential-${name}, which ${file} names`;

/** Asks `docker-credential-<name>` for the credentials of a registry. Undefined where it has none. */
export const askHelper = async (
  helper: NamedHelper,
  server: string,
  environment: Environment,
): Promise<Credentials | undefined> => {
  const { name, field, file } = helper;
  // The name becomes a program: nothing but a plain name may lead to one, nor into a command that a fix names.
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name))
    throw new WireError(
      'repository-unauthorized',
      `${file} names ${JSON.stringify(name.slice(0, 100))} in ${field}, which is no name of a program.`,
      { fix: `Mend ${field} in ${file}.` },
    );
  const fail = (
    what: string,
    fix = `Try \`docker-credential-${name} list\`, or see docs/charts.md for other places.`,
  ): WireError => new WireError('repository-unauthorized', `${sourceOf(helper)}, ${what}.`, { fix });
  const { code, output, isLate } = await run(`docker-credential-${name}`, server, environment);
  if (isLate) throw fail(`gave no answer within ${patience / 1000} s`);
  if (code === 'missing') throw fail('is not installed', `Install it, or take it out of ${field} in ${file}.`);
  if (code !== 0 && nothing.test(output)) return undefined;
  // What a program says when it fails may hold anything.
  if (code !== 0) throw fail(`failed with exit code ${code}`);
  const answer = parseAnswer(output);
  const [user, secret] = [textOf(answer, 'Username'), textOf(answer, 'Secret')];
  if (user === undefined || secret === undefined) throw fail('answered in a form that is not known');
  if (secret === '') return undefined;
  return user === '<token>' ? { kind: 'identity', token: secret } : { kind: 'basic', user, password: secret };
};

const parseAnswer = (output: string): unknown => {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
};

interface Ended {
  readonly code: number | null | 'missing';
  readonly output: string;
  readonly isLate: boolean;
}

/** Without a shell: the server's name goes to the standard input. */
const run = (program: string, server: string, environment: Environment): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(program, ['get'], { env: { ...environment }, stdio: ['pipe', 'pipe', 'ignore'] });
    let output = '';
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
      // What it started may still hold the pipe.
      child.stdout.destroy();
    }, patience);
    const end = (code: Ended['code']): void => {
      clearTimeout(timer);
      resolve({ code, output, isLate });
    };
    child.on('error', () => end('missing'));
    child.on('close', end);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > largest) child.kill('SIGKILL');
    });
    // It may end without reading.
    child.stdin.on('error', () => undefined);
    child.stdin.end(server);
  });
