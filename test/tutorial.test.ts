import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { play } from './case.ts';
import { blocksOf, textOf } from './documents.ts';
import { assertShows } from './sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'espalier-tutorial-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What needs npm's registry or a server. The package itself is tried in CI, from its tarball. */
const elsewhere = /^(npm |cp \.\.\/espalier-|git push )/;

const name = 'Tutorial';
const email = 'tutorial@example.com';
const environment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: name,
  GIT_AUTHOR_EMAIL: email,
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: email,
};

const shell = (script: string, cwd: string): string =>
  execFileSync('sh', ['-ec', script], { cwd, env: environment, encoding: 'utf8' });

/** Runs a line of a shell block as a person would who stands in `place`; what it prints, and where they stand then. */
const runLine = async (line: string, place: string): Promise<{ readonly told: string; readonly place: string }> => {
  if (line === '' || elsewhere.test(line)) return { told: '', place };
  const [, target] = /^cd (\S+)$/.exec(line) ?? [];
  if (target !== undefined) return { told: '', place: join(place, target) };
  const [, rest] = /^npx espalier (.*)$/.exec(line) ?? [];
  if (rest === undefined) return { told: shell(line, place), place };
  // In this process, which is faster; the shell still takes the words apart.
  const words = shell(`printf '%s\n' ${rest}`, place).trim().split('\n');
  return { told: await play([words.join(' ')], place), place };
};

test('the tutorial works as it is written', async () => {
  let place = folder;
  let told = '';
  for (const { language, text } of blocksOf(textOf('docs/tutorial.md'))) {
    const [, path] = /^# (\S+\.ya?ml)\n/.exec(text) ?? [];
    if (language === 'sh') {
      told = '';
      for (const line of text.trim().split('\n')) {
        const step = await runLine(line, place);
        told += step.told;
        place = step.place;
      }
    } else if (path !== undefined) {
      mkdirSync(dirname(join(place, path)), { recursive: true });
      writeFileSync(join(place, path), text);
    } else assertShows(text, told);
  }
});
