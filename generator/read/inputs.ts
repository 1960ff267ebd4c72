import type { Prices } from '../model/danger-settings.ts';
import type { Cluster, Environment, Inputs, Settings } from '../model/inputs.ts';
import type { Outcome, Problem } from '../model/problems.ts';
import type { Tree } from '../model/values.ts';
import { problem } from '../problem.ts';
import { decodeCluster, decodeEnvironment, decodeLock, decodeSettings } from './decode.ts';
import { decodePrices } from './decode-dangers.ts';
import { type EnvironmentPart, joinEnvironment } from './environments.ts';
import { entriesOf } from './fields.ts';
import { readFiles, readNamed, type SourceFile, textsOf } from './files.ts';
import { type Layout, layOut } from './layout.ts';
import { checkRepositoryPath } from './repository-path.ts';
import { checkShape, compileSchemas, type FileKind } from './schema.ts';
import { parseYaml } from './yaml.ts';

export interface ReadInputs {
  readonly inputs: Inputs;
  /** The text of each file that was read, by its path. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Reads everything that people write, from the repository's root. A file whose shape is wrong is reported and left out. So
 * are the clusters that need it, because whatever later stages said of them would follow from that mistake. Throws a
 * `Failure` where the disk cannot be read. `found` are the files, where somebody has read them already.
 */
export const readInputs = async (
  root: string,
  found: Outcome<readonly SourceFile[]> | undefined = undefined,
): Promise<Outcome<ReadInputs>> => {
  compileSchemas();
  const { value: files, problems: unreadable } = found ?? (await readFiles(root));
  const { value: layout, problems: misplaced } = layOut(files);
  const reader = new Reader();
  const laidOut = readLayout(layout, reader);
  const prices = await readPrices(root, laidOut.settings, reader);
  const inputs = prices === undefined ? laidOut : withPrices(laidOut, prices);
  // Settings that are wrong as they stand say nothing of the path.
  const lost = reader.problems.some((found) => (found.at?.file ?? found.file) === inputs.settings.file);
  const path = lost ? [] : await checkRepositoryPath(root, inputs.settings);
  return {
    value: { inputs, texts: textsOf(files) },
    problems: [...unreadable, ...misplaced, ...reader.problems, ...path],
  };
};

/** Parses files and checks their shape; collects the problems. */
class Reader {
  readonly problems: Problem[] = [];

  /** The tree of a file that has the shape of its kind, or undefined after telling what is wrong with it. */
  read(kind: FileKind, { path, text }: SourceFile): Tree | undefined {
    if (text === undefined) return undefined;
    const { value, problems } = parseYaml(path, text, 'strict');
    this.problems.push(...problems);
    if (value === undefined) {
      if (problems.length === 0) this.#empty(kind, path);
      return undefined;
    }
    const places = new Set(problems.map(({ at }) => `${at?.line}:${at?.column}`));
    const shape = checkShape(kind, value);
    // Where the YAML itself is wrong, the type is wrong for that reason.
    this.problems.push(...shape.filter(({ at }) => !places.has(`${at?.line}:${at?.column}`)));
    return shape.length === 0 ? value : undefined;
  }

  #empty(kind: FileKind, file: string): void {
    const fix = kind === 'lock' ? 'Remove it, then run `espalier lock`.' : 'Fill it, or remove it.';
    this.problems.push(problem('yaml-empty', 'This file says nothing.', { file, fix }));
  }
}

const readPrices = async (root: string, { pricesFile }: Settings, reader: Reader): Promise<Prices | undefined> => {
  if (pricesFile === undefined) return undefined;
  const { value, problems } = await readNamed(root, pricesFile);
  reader.problems.push(...problems);
  const tree = value && reader.read('prices', value);
  return tree && decodePrices(tree);
};

const withPrices = (inputs: Inputs, prices: Prices): Inputs => ({
  ...inputs,
  settings: { ...inputs.settings, dangers: { ...inputs.settings.dangers, prices } },
});

const readLayout = (layout: Layout, reader: Reader): Inputs => {
  const settings = layout.settings && reader.read('espalier', layout.settings);
  if (layout.settings === undefined) reader.problems.push(noSettings);
  const broken = new Set(layout.doubtful);
  const environments = new Map<string, Environment>();
  for (const [name, files] of layout.environments) {
    const { environment, isSound } = readEnvironment(name, files, reader);
    environments.set(name, environment);
    if (!isSound) broken.add(name);
  }
  const all = [...layout.clusters].flatMap(([name, file]) => readCluster(name, file, reader));
  if (layout.clusters.size === 0) reader.problems.push(noClusters);
  const lock = layout.lock && reader.read('lock', layout.lock);
  const lockIsBroken = layout.lock !== undefined && lock === undefined;
  const clusters = all.filter(({ environment }) => !lockIsBroken && !reaches(environment.value, broken, environments));
  return {
    settings: decodeSettings('espalier.yaml', settings),
    clusters,
    ...(clusters.length === layout.clusters.size ? {} : { clustersLeftOut: true }),
    environments,
    lock: decodeLock('charts.lock.yaml', lock),
  };
};

const readCluster = (name: string, file: SourceFile, reader: Reader): readonly Cluster[] => {
  const tree = reader.read('cluster', file);
  return tree === undefined ? [] : [decodeCluster(name, file.path, tree)];
};

const readEnvironment = (
  name: string,
  files: readonly SourceFile[],
  reader: Reader,
): { environment: Environment; isSound: boolean } => {
  const parts = files.flatMap((file): EnvironmentPart[] => {
    const tree = reader.read('environment', file);
    if (tree === undefined) return [];
    const keys = new Map([...entriesOf(tree)].map(([key, entry]) => [key, entry.key]));
    return [{ environment: decodeEnvironment(name, file.path, tree), keys }];
  });
  const paths = files.map(({ path }) => path);
  const joined = joinEnvironment(name, paths, parts);
  reader.problems.push(...joined.problems);
  return { environment: joined.value, isSound: parts.length === files.length && joined.problems.length === 0 };
};

/** Whether an environment, or one that it extends, is among `broken`. */
const reaches = (
  name: string,
  broken: ReadonlySet<string>,
  environments: ReadonlyMap<string, Environment>,
): boolean => {
  // Grows while it is walked: a set visits what is added to it, once.
  const seen = new Set([name]);
  for (const each of seen) {
    if (broken.has(each)) return true;
    for (const { value } of environments.get(each)?.extends ?? []) seen.add(value);
  }
  return false;
};

const noSettings: Problem = problem('file-missing', 'There is no espalier.yaml here.', {
  file: 'espalier.yaml',
  fix: 'Write one that says `repository: { url: https://… }`, or name the right folder with -C.',
});

const noClusters: Problem = problem('file-missing', 'There is no cluster here.', {
  file: 'clusters',
  fix: 'Write clusters/NAME.yaml with an environment, a controller and a Kubernetes version.',
});
