import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure } from '../failure.ts';
import { foldersAbove } from '../folders-above.ts';
import type { Outcome, Problem } from '../model/problems.ts';
import { note } from '../problem.ts';
import { type Git, textFrom } from './git.ts';

/** A commit's inputs in a folder of their own, laid out as in its Git repository. */
export interface BaseFolder {
  readonly root: string;
  readonly remove: () => Promise<void>;
}

/** Far more than any repository of inputs has. */
const limits = { files: 100_000, bytes: 512 << 20 };

interface Listed {
  readonly mode: string;
  readonly kind: string;
  readonly id: string;
  readonly size: number;
  readonly path: string;
}

/**
 * Writes what a commit has of inputs and charts into a new folder of the cache, since all that reads looks at a disk. The working tree and
 * Git's own files stay as they are.
 */
export const baseFolder = async (git: Git, commit: string, cache: string | undefined): Promise<Outcome<BaseFolder>> => {
  const prefix = (await textFrom(git, ['rev-parse', '--show-prefix'])) ?? '';
  const all = await listed(git, commit);
  const wanted = all.filter(isInput(chartFolders(all), await settingsOf(git, all)));
  const bytes = wanted.reduce((sum, { size }) => sum + size, 0);
  if (wanted.length > limits.files || bytes > limits.bytes)
    throw new Failure(
      `the base has more than ${limits.files} files, or ${limits.bytes >> 20} MiB, of inputs and charts`,
    );
  const top = await newFolder(join(cache ?? tmpdir(), 'bases'));
  const root = join(top, prefix);
  try {
    // Some of what is read looks for the root of the repository above it.
    await mkdir(join(top, '.git'), { recursive: true });
    await writeFile(join(top, '.git', 'HEAD'), `${commit}\n`);
    await mkdir(root, { recursive: true });
    const blobs = wanted.filter(({ kind }) => kind === 'blob');
    // Links come last: no file is written through one, whatever a tree that nobody checked has in it.
    const files = blobs.filter((blob) => !isLink(blob));
    // Nor is a link: a tree that was made by hand may have one above another entry.
    const above = new Set(blobs.flatMap(({ path }) => foldersAbove(path)));
    const links = blobs.filter((blob) => isLink(blob) && !above.has(blob.path));
    for (const some of [...batches(files), ...batches(links)]) await writeBlobs(git, some, root);
  } catch (error) {
    await rm(top, { recursive: true, force: true });
    throw error;
  }
  return {
    value: { root, remove: () => rm(top, { recursive: true, force: true }) },
    problems: wanted.filter(({ kind }) => kind === 'commit').map(submodule),
  };
};

const isLink = ({ mode }: Listed): boolean => mode === '120000';

const submodule = ({ path }: Listed): Problem =>
  note('base-submodule', `${path} is a submodule: what it had on the base is not known, and not compared.`, {
    file: path,
    fix: 'Look at its own changes.',
  });

const listed = async (git: Git, commit: string): Promise<readonly Listed[]> => {
  const { code, output, error } = await git(['ls-tree', '-r', '-z', '-l', '--end-of-options', commit]);
  if (code !== 0) throw new Failure(`git cannot list the base: ${error.split('\n')[0]}`);
  return output
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [head = '', path = ''] = [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)];
      const [mode = '', kind = '', id = '', size = '0'] = head.split(/ +/);
      return { mode, kind, id, size: Number(size) || 0, path };
    })
    .filter(({ path }) => !path.split('/').some((part) => part === '..' || part === '' || part === '.git'));
};

/** Where a Chart.yaml lies, with `/` at the end. */
const chartFolders = (all: readonly Listed[]): ReadonlySet<string> =>
  new Set(all.flatMap(({ path }) => (/(^|\/)Chart\.yaml$/.test(path) ? [path.slice(0, -'Chart.yaml'.length)] : [])));

const inputs =
  /^(?:espalier\.yaml|charts\.lock\.yaml|[^/]+\.(?:yaml|pem|crt)|(?:clusters|environments|schemas|vendor)\/.*)$/;

/** The text of espalier.yaml, which names other files: prices, and certificates. */
const settingsOf = async (git: Git, all: readonly Listed[]): Promise<string> => {
  const settings = all.find(({ path }) => path === 'espalier.yaml');
  return settings === undefined ? '' : ((await textFrom(git, ['cat-file', 'blob', settings.id])) ?? '');
};

const isInput =
  (charts: ReadonlySet<string>, settings: string) =>
  (entry: Listed): boolean => {
    const { mode, path } = entry;
    return (
      inputs.test(path) ||
      settings.includes(path) ||
      (!path.startsWith('out/') && (isLink(entry) || mode === '160000' || isBelow(path, charts)))
    );
  };

const isBelow = (path: string, folders: ReadonlySet<string>): boolean => {
  for (let end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1))
    if (folders.has(path.slice(0, end + 1))) return true;
  return false;
};

/** In bytes: as much as is held at a time. */
const batch = 64 << 20;

const batches = (blobs: readonly Listed[]): readonly (readonly Listed[])[] => {
  const made: Listed[][] = [[]];
  let size = 0;
  for (const blob of blobs) {
    if (size > batch) {
      made.push([]);
      size = 0;
    }
    made.at(-1)?.push(blob);
    size += blob.size;
  }
  return made;
};

const writeBlobs = async (git: Git, blobs: readonly Listed[], root: string): Promise<void> => {
  if (blobs.length === 0) return;
  const { code, output, error } = await git(['cat-file', '--batch'], blobs.map(({ id }) => `${id}\n`).join(''));
  if (code !== 0) throw new Failure(`git cannot read the base: ${error.split('\n')[0]}`);
  let at = 0;
  for (const blob of blobs) {
    const { path } = blob;
    const end = output.indexOf('\n', at);
    const [, kind, size] = output.toString('latin1', at, end).split(' ');
    if (kind !== 'blob') throw new Failure(`git does not have ${path} of the base`);
    const content = output.subarray(end + 1, end + 1 + Number(size));
    at = end + 1 + Number(size) + 1;
    await mkdir(dirname(join(root, path)), { recursive: true });
    if (isLink(blob)) await symlink(content.toString('utf8'), join(root, path));
    else await writeFile(join(root, path), content);
  }
};

/** What a killed run has left is older than any run. In milliseconds. */
const abandoned = 3_600_000;

const newFolder = async (parent: string): Promise<string> => {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  for (const name of await readdir(parent)) {
    const { mtimeMs } = await stat(join(parent, name)).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > abandoned) await rm(join(parent, name), { recursive: true, force: true });
  }
  return mkdtemp(join(parent, 'base-'));
};
