/**
 * Whole runs against goldens. A case is a folder `test/cases/<theme>/<leaf>/`:
 *
 *   in/            what differs from the repository in test/cases/base/in/ (a file `x.removed` takes `x` away)
 *   command.txt    the command line, `generate` if absent; several lines are run one after the other
 *   report.txt     what was printed, and the exit code of each command
 *   out/           the whole tree afterwards; absent where it has to be what it was before
 *   files/         other files of the repository that must have these bytes afterwards (a lock, a contract)
 *
 * `UPDATE_GOLDENS=1` rewrites report.txt, out/ and what is under files/.
 */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { run } from '../generator/program.ts';
import { loadKubeconform } from '../generator/validate/kubeconform.ts';
import { readTree } from './tree.ts';

const cases = new URL('cases/', import.meta.url).pathname;
const base = join(cases, 'base', 'in');
const update = process.env['UPDATE_GOLDENS'] === '1';
const kubeconform = loadKubeconform();
const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const repositoryOf = (leaf: string): string => {
  const root = mkdtempSync(join(tmpdir(), 'espalier-case-'));
  folders.push(root);
  cpSync(base, root, { recursive: true });
  if (existsSync(join(leaf, 'in'))) cpSync(join(leaf, 'in'), root, { recursive: true, verbatimSymlinks: true });
  for (const path of readTree(root).keys())
    if (path.endsWith('.removed'))
      for (const gone of [path, path.slice(0, -'.removed'.length)])
        rmSync(join(root, gone), { recursive: true, force: true });
  return root;
};

const commandsOf = (leaf: string): readonly (readonly string[])[] => {
  const file = join(leaf, 'command.txt');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : ['generate'];
  return lines.map((line) => line.split(' '));
};

const play = async (leaf: string, root: string): Promise<string> => {
  let told = '';
  const write = (text: string): void => {
    told += text;
  };
  for (const args of commandsOf(leaf)) {
    const code = await run(args, {
      directory: root,
      now: () => 0,
      kubeconform: () => kubeconform,
      signal: new AbortController().signal,
      color: false,
      width: 100,
      out: write,
      error: write,
    });
    write(`[${args.join(' ')}: exit ${code}]\n`);
  }
  return told.replaceAll(root, '<root>');
};

const rewrite = (folder: string, files: ReadonlyMap<string, string>, from: string): void => {
  rmSync(folder, { recursive: true, force: true });
  for (const path of files.keys()) cpSync(join(from, path), join(folder, path), { recursive: true });
};

for (const theme of readdirSync(cases).sort()) {
  describe(theme, () => {
    for (const name of theme === 'base' ? ['.'] : readdirSync(join(cases, theme)).sort())
      test(name, async () => {
        const leaf = join(cases, theme, name);
        const root = repositoryOf(leaf);
        const before = readTree(join(root, 'out'));
        const told = await play(leaf, root);
        const out = readTree(join(root, 'out'));
        const expected = join(leaf, 'out');
        if (update) {
          writeFileSync(join(leaf, 'report.txt'), told);
          const changed = JSON.stringify([...before]) !== JSON.stringify([...out]);
          if (changed && theme !== 'base') rewrite(expected, out, join(root, 'out'));
          else rmSync(expected, { recursive: true, force: true });
          if (theme === 'base') rewrite(join(base, 'out'), out, join(root, 'out'));
          rewrite(join(leaf, 'files'), readTree(join(leaf, 'files')), root);
          return;
        }
        assert.equal(told, readFileSync(join(leaf, 'report.txt'), 'utf8'));
        assert.deepEqual(out, existsSync(expected) ? readTree(expected) : before);
        for (const [path, content] of readTree(join(leaf, 'files')))
          assert.equal(readFileSync(join(root, path), 'latin1'), content, path);
      });
  });
}
