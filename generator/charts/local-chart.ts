import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Outcome } from '../model/problems.ts';
import { problem } from '../problem.ts';
import { unpackArchive } from './archive.ts';
import { assembleChart } from './assemble.ts';
import { type Chart, type ChartContent, limits, newReading, type ParseYaml } from './chart.ts';
import { digestOfBytes } from './digest.ts';
import { readLocalFolder } from './folder.ts';

/** `--chart NAME=DIR`, `NAME=FILE.tgz`, or `NAME@VERSION=…` where two versions are locked. */
export interface LocalChart {
  readonly name: string;
  readonly version?: string;
  readonly path: string;
}

/** A chart that was read from this machine; an archive has a digest. */
export interface ReadChart {
  readonly chart: Chart;
  readonly content: ChartContent;
  readonly digest?: string;
}

export const parseLocalChart = (text: string): LocalChart | undefined => {
  const [, name, version, path] = /^([^=@]+)(?:@([^=]+))?=(.+)$/.exec(text) ?? [];
  if (name === undefined || path === undefined) return undefined;
  return { name, ...(version === undefined ? {} : { version }), path };
};

/** Reads a chart folder or archive; its path is taken from `root`. */
export const readLocalChart = async (
  root: string,
  { path }: LocalChart,
  parse: ParseYaml,
): Promise<Outcome<ReadChart | undefined>> => {
  const found = await stat(resolve(root, path)).catch(() => undefined);
  if (found?.isDirectory()) {
    return readLocalFolder(resolve(root, path), path, parse);
  }
  if (found === undefined || !found.isFile())
    return none(problem('file-missing', `There is no chart at ${path}.`, { file: path, fix: 'Mend the path.' }));
  if (found.size > limits.chartBytes)
    return none(
      problem('chart-invalid', `${path} is larger than the 100 MiB that Helm takes.`, {
        file: path,
        fix: 'Give the chart.',
      }),
    );
  const bytes = await readFile(resolve(root, path));
  const reading = newReading(parse);
  const files = unpackArchive(bytes, path, reading);
  const chart = files && assembleChart(files, path, reading);
  const value = chart && { chart, content: { archive: bytes }, digest: digestOfBytes(bytes) };
  return { value, problems: reading.problems };
};

const none = (found: ReturnType<typeof problem>): Outcome<undefined> => ({ value: undefined, problems: [found] });
