/**
 * Whole runs against goldens. A case is a folder `test/cases/<theme>/<leaf>/`, all of it optional but the report:
 *
 *   in/            what differs from the repository in test/cases/base/in/ (an empty file `x.removed` takes `x` away)
 *   outside/       what lies beside the repository, as `../outside/`
 *   git.txt       the subfolder of a Git repository that the repository is, `.` for its root; without it there is no Git
 *   before/        what differed in the one commit of the Git repository that it then is (with `x.removed`, too)
 *   modes.txt      modes of files, which Git doesn't keep: `444 out/eu/README.md`
 *   command.txt    the command line, `generate` if absent; several lines are run one after the other
 *   report.txt     what was printed, and the exit code of each command
 *   after/         what differs in the whole repository afterwards from what it was before; absent where nothing does
 *
 * `UPDATE_GOLDENS=1` rewrites the base's out/, and of each case report.txt and after/.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { problemCodes } from '../generator/problem.ts';
import { base, cases, commandsOf, play, setUp } from './case.ts';
import { changesBetween, readTree, writeChanges } from './tree.ts';

const update = process.env.UPDATE_GOLDENS === '1';
const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const themes = readdirSync(cases)
  .filter((theme) => theme !== 'base')
  .sort();
const leaves = themes.flatMap((theme) =>
  readdirSync(join(cases, theme))
    .sort()
    .map((name) => ({ theme, name, leaf: join(cases, theme, name) })),
);

if (update) {
  rmSync(join(base, 'out'), { recursive: true, force: true });
  const { top, repository } = setUp(base);
  folders.push(top);
  await play(['generate'], repository);
  writeChanges(changesBetween(readTree(base), readTree(repository)), repository, base);
}

for (const theme of themes)
  describe(theme, () => {
    for (const { name, leaf } of leaves.filter((one) => one.theme === theme))
      test(name, async (context) => {
        const { top, repository, lostCase } = setUp(leaf);
        folders.push(top);
        if (lostCase) return context.skip('this file system does not keep names apart by case');
        const before = readTree(repository);
        const told = await play(commandsOf(leaf), repository);
        const changes = changesBetween(before, readTree(repository));
        assert.doesNotMatch(told, /bug in espalier|^ +at .*\.ts:\d+/m);
        assert.deepEqual(withoutCure(told), [], 'a problem says what to do');
        if (update) {
          writeFileSync(join(leaf, 'report.txt'), told);
          rmSync(join(leaf, 'after'), { recursive: true, force: true });
          writeChanges(changes, repository, join(leaf, 'after'));
        }
        assert.equal(told, readFileSync(join(leaf, 'report.txt'), 'utf8'));
        assert.deepEqual(changes, readTree(join(leaf, 'after')));
      });
  });

/** Problems of a report that lack their `fix:`. */
const withoutCure = (told: string): readonly string[] =>
  told.split(/\n(?=\S)/).filter((block) => /^(?:\S+ {2})?problem [a-z-]+\n/.test(block) && !/^ {2}fix: /m.test(block));

/** Codes that no case can bring about, each with the reason. */
const unseen: ReadonlyMap<string, string> = new Map([
  ['manifest-without-schema', 'every kind that is emitted has a schema'],
  ...[
    'repository-unreachable',
    'repository-unauthorized',
    'certificate-untrusted',
    'redirect-refused',
    'response-too-large',
  ].map((code) => [code, 'it takes a server: charts-http.test.ts and charts-oci.test.ts have one'] as const),
  ...['base-shallow', 'base-submodule', 'base-unrelated'].map(
    (code) => [code, 'it takes more of Git than one commit: diff-base.test.ts has it'] as const,
  ),
  ['render-stopped', 'it takes half a minute: render.test.ts has an engine with less patience'],
  ['variable-not-scalar', 'the shape of variables refuses a null, which alone cannot stand inside a text'],
]);

test('every problem code is in the report of a case', () => {
  const reports = leaves.map(({ leaf }) => join(leaf, 'report.txt')).filter((file) => existsSync(file));
  const seen = new Set(
    reports.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/(?:problem|warning|note) ([a-z0-9-]+)$|"code": "([a-z0-9-]+)"/gm)].map(
        ([, inText, inJson]) => inText ?? inJson,
      ),
    ),
  );
  const missing = Object.keys(problemCodes).filter((code) => !seen.has(code));
  assert.deepEqual(missing.sort(), [...unseen.keys()].sort());
});
