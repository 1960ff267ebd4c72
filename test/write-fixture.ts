import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, type TestContext } from 'node:test';
import type { OutFile, OutTree } from '../generator/model/outputs.ts';
import type { Problem } from '../generator/model/problems.ts';
import { applyChanges } from '../generator/write/apply.ts';
import { withHeader } from '../generator/write/header.ts';
import { type PlanOptions, planChanges } from '../generator/write/plan.ts';

/** A folder that goes when the test ends. */
export const temporaryRoot = (context: TestContext): string => {
  const root = mkdtempSync(join(tmpdir(), 'espalier-write-'));
  context.after(() => rmSync(root, { recursive: true, force: true }));
  return root;
};

/** A folder that goes when the tests of the file have ended. */
export const temporaryFolder = (): string => {
  const root = mkdtempSync(join(tmpdir(), 'espalier-write-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  return root;
};

export const outFile = (path: string, body: string, sources: readonly string[] = ['clusters/eu.yaml']): OutFile => ({
  path,
  sources,
  manifests: [],
  body,
});

/** Bodies by path below `out/`. */
export const outTree = (bodies: Readonly<Record<string, string>>): OutTree => {
  const paths = Object.keys(bodies).sort();
  const synced = paths.map((path) => /^[^/]+\/(?:root|releases\/[^/]+)(?=\/)/.exec(path)?.[0]);
  return {
    files: paths.map((path) => outFile(`out/${path}`, bodies[path] ?? '')),
    syncedFolders: [...new Set(synced.flatMap((folder) => (folder === undefined ? [] : [`out/${folder}`])))],
  };
};

/** The text of a file as it is written. */
export const written = (path: string, body: string): string => withHeader(outFile(path, body));

/** Writes a file of the repository as a person would. */
export const put = (root: string, path: string, content: string | Buffer): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};

const careful: PlanOptions = { force: false, adopt: false, allowEmpty: false };

/** Plans and applies as `generate` does: nothing is written when there is a problem. Returns the problems. */
export const write = async (
  root: string,
  tree: OutTree,
  options: Partial<PlanOptions> = {},
): Promise<readonly Problem[]> => {
  const plan = await planChanges(root, tree, { ...careful, ...options });
  if (plan.problems.length === 0) await applyChanges(root, plan.value);
  return plan.problems;
};

export const plan = (root: string, tree: OutTree, options: Partial<PlanOptions> = {}): ReturnType<typeof planChanges> =>
  planChanges(root, tree, { ...careful, ...options });

/** `code file` of each problem, sorted. */
export const codes = (problems: readonly Problem[]): readonly string[] =>
  problems.map(({ code, file }) => `${code} ${file}`).sort();

/** Every folder below one, empty ones too. */
export const foldersOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => lstatSync(join(folder, path)).isDirectory())
    .sort();
