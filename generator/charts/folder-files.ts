import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Failure } from '../failure.ts';
import { problem } from '../problem.ts';
import type { ChartFiles, Reading } from './chart.ts';
import { limits, spend } from './chart.ts';
import { helmIgnore, type Ignore } from './helmignore.ts';

/** Strictly below it, since the whole repository is no chart. */
export const isInside = (folder: string, path: string): boolean => path !== folder && isAtOrBelow(folder, path);

const isAtOrBelow = (folder: string, path: string): boolean => path === folder || path.startsWith(folder + sep);

interface Walk {
  /** The chart's real folder. */
  readonly chart: string;
  readonly place: string;
  readonly ignore: Ignore;
  readonly reading: Reading;
  readonly files: Map<string, Uint8Array>;
}

/** The files that Helm would load of the chart in a real folder, by path from it. `place` is how a person would name it. */
export const filesBelow = async (chart: string, place: string, reading: Reading): Promise<ChartFiles | undefined> => {
  try {
    const rules = await ignoreRules(chart);
    const walk: Walk = { chart, place, ignore: helmIgnore(rules), reading, files: new Map() };
    return (await walkFolder(walk, chart, '', [chart])) ? walk.files : undefined;
  } catch (error) {
    throw new Failure(`Cannot read the chart ${place}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** What is no ordinary file inside of the chart gives no rules: the walk comes across it and refuses it. */
const ignoreRules = async (chart: string): Promise<string> => {
  const path = await realpath(join(chart, '.helmignore')).catch(() => undefined);
  if (path === undefined || !isInside(chart, path)) return '';
  const found = await stat(path);
  return found.isFile() && found.size <= limits.fileBytes ? readFile(path, 'utf8') : '';
};

/** False where something is wrong. `above` are the real folders on the way, by which a circle of links shows. */
const walkFolder = async (walk: Walk, folder: string, prefix: string, above: readonly string[]): Promise<boolean> => {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = prefix + entry.name;
    const target = entry.isSymbolicLink()
      ? await linkTarget(walk, join(folder, entry.name), path)
      : join(folder, entry.name);
    if (target === undefined) return false;
    const found = entry.isSymbolicLink() ? await stat(target) : entry;
    if (walk.ignore(path, found.isDirectory())) continue;
    if (found.isDirectory()) {
      if (above.length > limits.folders || above.includes(target))
        return refuse(walk, path, 'is a folder too deep, or a circle of links');
      if (!(await walkFolder(walk, target, `${path}/`, [...above, target]))) return false;
    } else if (!(await takeFile(walk, target, path))) return false;
  }
  return true;
};

const refuse = (
  { reading, place }: Walk,
  path: string,
  what: string,
  fix = 'Remove it, or name it in .helmignore.',
): false => {
  const file = `${place}/${path}`;
  reading.problems.push(problem('chart-invalid', `${file} ${what}.`, { file, fix }));
  return false;
};

const linkTarget = async (walk: Walk, link: string, path: string): Promise<string | undefined> => {
  const target = await realpath(link).catch(() => undefined);
  if (target !== undefined && isAtOrBelow(walk.chart, target)) return target;
  const where = target === undefined ? 'nowhere' : 'out of the chart';
  // What .helmignore says of folders can be asked only where it is known what a link leads to.
  const fix = 'Remove it, or put what it is meant to lead to in its place: .helmignore does not help against links.';
  refuse(walk, path, `is a symbolic link that leads ${where}`, fix);
  return undefined;
};

const takeFile = async (walk: Walk, target: string, path: string): Promise<boolean> => {
  const found = await stat(target);
  if (!found.isFile()) return refuse(walk, path, 'is neither a file nor a folder');
  const tooLarge = spend(walk.reading.budget, found.size);
  if (tooLarge !== undefined) return refuse(walk, path, tooLarge);
  walk.files.set(path, await readFile(target));
  return true;
};
