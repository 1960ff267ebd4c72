import { groupedBy } from '../grouped.ts';
import type { Outcome, Problem } from '../model/problems.ts';
import { problem } from '../problem.ts';
import type { SourceFile } from './files.ts';

/** Which file is what, by its path alone. */
export interface Layout {
  readonly settings?: SourceFile;
  readonly lock?: SourceFile;
  /** By name, sorted. */
  readonly clusters: ReadonlyMap<string, SourceFile>;
  /** By name, sorted: the one file, or those of the folder, sorted. */
  readonly environments: ReadonlyMap<string, readonly SourceFile[]>;
  /** Environments whose files contradict each other. */
  readonly doubtful: ReadonlySet<string>;
}

const clusterFile = /^clusters\/([^/]+)\.yaml$/;
const environmentFile = /^environments\/([^/]+)\.yaml$/;
const folderFile = /^environments\/([^/]+)\/([^/]+)\.yaml$/;

/** Sorts files into clusters and environments, and refuses those that would not be read and names that cannot be. */
export const layOut = (files: readonly SourceFile[]): Outcome<Layout> => {
  const single = new Map<string, SourceFile>();
  const clusters = new Map<string, SourceFile>();
  const inFolders: SourceFile[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const [, cluster] = clusterFile.exec(file.path) ?? [];
    const [, environment] = environmentFile.exec(file.path) ?? [];
    if (cluster !== undefined) clusters.set(cluster, file);
    else if (environment !== undefined) single.set(environment, file);
    else if (folderFile.test(file.path)) inFolders.push(file);
    else if (file.text !== undefined && file.path.includes('/')) problems.push(...notRead(file.path));
  }
  const folders = groupedBy(inFolders, ({ path }) => folderFile.exec(path)?.[1] ?? '');
  const named = [...new Set([...single.keys(), ...folders.keys()])].sort();
  const doubtful = named.filter((name) => single.has(name) && folders.has(name));
  problems.push(...doubtful.map(fileAndFolder));
  problems.push(...checkNames([...clusters.keys()], (name) => `clusters/${name}.yaml`));
  const placeOf = (name: string): string => single.get(name)?.path ?? folders.get(name)?.[0]?.path ?? '';
  problems.push(...checkNames(named, placeOf));
  const settings = files.find(({ path }) => path === 'espalier.yaml');
  const lock = files.find(({ path }) => path === 'charts.lock.yaml');
  const value: Layout = {
    ...(settings === undefined ? {} : { settings }),
    ...(lock === undefined ? {} : { lock }),
    clusters: new Map([...clusters].filter(([name]) => isLabel(name))),
    environments: new Map(
      named.map((name) => [
        name,
        single.has(name) ? [...files.filter(({ path }) => path === placeOf(name))] : (folders.get(name) ?? []),
      ]),
    ),
    doubtful: new Set(doubtful),
  };
  return { value, problems };
};

const notRead = (path: string): readonly Problem[] => {
  const renamed = path.replace(/\.ya?ml$/i, '.yaml');
  const message = `${path} is not read.`;
  if (renamed !== path) return [problem('file-not-read', message, { file: path, fix: `Rename it to ${renamed}.` })];
  const fix = 'Files lie in clusters/, environments/ and environments/NAME/, no deeper.';
  return [problem('file-not-read', message, { file: path, fix })];
};

const fileAndFolder = (name: string): Problem =>
  problem('environment-file-and-folder', `The environment ${name} is a file and a folder.`, {
    file: `environments/${name}.yaml`,
    fix: `Move what the file says into environments/${name}/environment.yaml, or the folder's files elsewhere.`,
  });

const isLabel = (name: string): boolean => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name);

const checkNames = (names: readonly string[], place: (name: string) => string): readonly Problem[] =>
  names.flatMap((name) => {
    // Of two names that differ only in case one has an upper-case letter, and cannot stay as it is.
    if (isLabel(name)) return [];
    const file = place(name);
    const twin = names.find((other) => other !== name && other.toLowerCase() === name.toLowerCase());
    if (twin !== undefined) {
      const message = `${name} and ${twin} differ only in case, which not every file system keeps apart.`;
      return [
        problem('name-case-conflict', message, { file, fix: `Rename or remove it; the other is ${place(twin)}.` }),
      ];
    }
    const fix = 'Use lower-case letters, digits and -, at most 63, with a letter or digit at both ends.';
    return [problem('name-invalid', `${JSON.stringify(name)} cannot be a name.`, { file, fix })];
  });
