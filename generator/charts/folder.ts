import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { posix, resolve, sep } from 'node:path';
import { followablePath, followablePathCure } from '../chart-path.ts';
import type { Outcome, Position, Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';
import { assembleChart, metadataOf } from './assemble.ts';
import type { Chart, ChartFiles, ParseYaml, Reading } from './chart.ts';
import { newReading } from './chart.ts';
import { filesBelow, isInside } from './folder-files.ts';

export interface FolderChart {
  readonly chart: Chart;
  /** Its files, with its `file://` dependencies in charts/ as whoever builds it puts them there. */
  readonly files: ChartFiles;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  /** Folders of the repository that its `file://` dependencies name, sorted. */
  readonly dependencyFolders: readonly string[];
}

/**
 * Reads a chart folder of the repository. `path` is what a person wrote, from `root`; it must not leave it, nor may a
 * symbolic link in the chart leave the chart.
 *
 * The digest is over every file that Helm would load: all that lie in the folder, those under `charts/` included, save
 * what `.helmignore` leaves out. What Git ignores counts unless `.helmignore` has it too, since Helm would load it. By
 * sorted path, each file gives its path, a NUL, its length in bytes, a NUL, and its content; modes and empty folders
 * don't count. Then each `file://` dependency gives its repository as Chart.yaml says it, a NUL, and its own digest.
 */
export const readChartFolder = async (
  root: string,
  path: string,
  parse: ParseYaml,
): Promise<Outcome<FolderChart | undefined>> => {
  const reading = newReading(parse);
  const outcome = (value: FolderChart | undefined): Outcome<FolderChart | undefined> => ({
    value,
    problems: reading.problems,
  });
  const found = await findFiles(root, path, reading);
  if (found === undefined) return outcome(undefined);
  const local = new Map<string, Chart>();
  for (const { repository, target, files } of found.dependencies) {
    const chart = assembleChart(files, target, reading);
    if (chart === undefined) return outcome(undefined);
    local.set(repository, chart);
  }
  const chart = assembleChart(found.files, found.place, reading, local);
  if (chart === undefined) return outcome(undefined);
  const folders = found.dependencies.map(({ target }) => target.replace(/\/$/, ''));
  return outcome({ chart, files: built(found), digest: digestOfFound(found), dependencyFolders: folders.sort() });
};

const built = ({ files, dependencies }: FoundFiles): ChartFiles =>
  new Map([
    ...files,
    ...dependencies.flatMap(({ target, files: inside }) =>
      [...inside].map(([path, content]) => [`charts/${posix.basename(target)}/${path}`, content] as const),
    ),
  ]);

/** The digest of a chart folder, as `readChartFolder` gives it; undefined where something is wrong with its files. */
export const chartFolderDigest = async (root: string, path: string, parse: ParseYaml): Promise<string | undefined> => {
  const reading = newReading(parse);
  const found = await findFiles(root, path, reading);
  return found === undefined || reading.problems.length > 0 ? undefined : digestOfFound(found);
};

interface FoundFiles {
  readonly files: ChartFiles;
  /** The folder's path, tidied. */
  readonly place: string;
  readonly dependencies: readonly LocalDependency[];
}

/** A `file://` dependency that is there. */
interface LocalDependency {
  /** As Chart.yaml says it. */
  readonly repository: string;
  readonly target: string;
  readonly files: ChartFiles;
}

const findFiles = async (root: string, path: string, reading: Reading): Promise<FoundFiles | undefined> => {
  const files = await filesOf(root, path, reading);
  if (files === undefined) return undefined;
  const place = posix.normalize(path).replace(/\/$/, '');
  // Read twice: here for what lies outside the folder, and again when the chart is put together.
  const metadata = metadataOf(files, place, { ...reading, problems: [] });
  const dependencies = new Map<string, LocalDependency>();
  for (const { repository, at } of metadata?.dependencies ?? []) {
    if (repository === undefined || !repository.startsWith('file://') || dependencies.has(repository)) continue;
    const target = posix.join(place, repository.slice('file://'.length));
    if (!(await exists(root, target))) continue;
    if (!followablePath.test(target)) reading.problems.push(notFollowable(target, at));
    const inside = await filesOf(root, target, reading, at);
    if (inside === undefined) return undefined;
    dependencies.set(repository, { repository, target, files: inside });
  }
  return { files, place, dependencies: [...dependencies.values()] };
};

const digestOfFound = ({ files, dependencies }: FoundFiles): string =>
  digestOf(files, dependencies.map((one) => `${one.repository}\0${digestOf(one.files, [])}`).sort());

/** A folder anywhere on the machine, which stands in for a locked chart: its files, links inside it followed. */
export const readLocalFolder = async (
  folder: string,
  place: string,
  parse: ParseYaml,
): Promise<Outcome<{ readonly chart: Chart; readonly content: { readonly files: ChartFiles } } | undefined>> => {
  const reading = newReading(parse);
  const files = await filesBelow(await realpath(folder), place, reading);
  const chart = files && assembleChart(files, place, reading);
  return { value: files && chart && { chart, content: { files } }, problems: reading.problems };
};

const digestOf = (files: ChartFiles, dependencies: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const path of [...files.keys()].sort()) {
    const content = files.get(path) ?? new Uint8Array();
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  for (const dependency of dependencies) hash.update(dependency);
  return `sha256:${hash.digest('hex')}`;
};

const exists = async (root: string, path: string): Promise<boolean> =>
  stat(resolve(root, path)).then(
    (found) => found.isDirectory(),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false;
      throw error;
    },
  );

const notFollowable = (path: string, at: Position): Problem =>
  problem('invalid-value', `${path} is no path of a chart that controllers can follow.`, {
    at,
    fix: followablePathCure,
  });

/** `at` is where the path stands, unless that is where the inputs ask for the chart. */
const filesOf = async (
  root: string,
  path: string,
  reading: Reading,
  at?: Position,
): Promise<ChartFiles | undefined> => {
  const refuse = (found: Problem): undefined => {
    reading.problems.push(at === undefined ? found : { ...found, at });
  };
  const top = await realpath(root);
  const outside = (): undefined => {
    const isAll = resolve(top, path) === top;
    const message = isAll
      ? `The chart folder ${path} is the whole repository.`
      : `The chart folder ${path} lies outside the repository.`;
    const fix = isAll ? 'Put the chart into a folder of its own.' : 'Copy the chart into the repository.';
    return refuse(problem('chart-outside-repository', message, { file: path, fix }));
  };
  if (!isInside(top, resolve(top, path))) return outside();
  if (!(await exists(root, path)))
    return refuse(problem('file-missing', `There is no folder ${path}.`, { file: path, fix: 'Mend the path.' }));
  const folder = await realpath(resolve(top, path));
  if (!isInside(top, folder)) return outside();
  // Flux's source would take the link along and leave out what it leads to; Git on some systems makes a text of it.
  if (folder !== resolve(top, path))
    return refuse(
      problem('chart-invalid', `The chart folder ${path} lies behind a symbolic link, which Flux does not follow.`, {
        file: path,
        fix: `Name the folder itself: ${folder.slice(top.length + 1).replaceAll(sep, '/')}.`,
      }),
    );
  return filesBelow(folder, posix.normalize(path).replace(/\/$/, ''), reading);
};
