import { posix } from 'node:path';
import type { ResolvedChart } from '../model/releases.ts';

/** A folder as controllers want it: from the repository's root, without `./` or a slash at the end. */
export const chartFolder = (path: string): string => posix.normalize(path).replace(/\/$/, '');

/** The folders of this repository that a chart is built from: its own first. None for a chart from elsewhere. */
export const chartFolders = (chart: ResolvedChart): readonly string[] =>
  chart.kind === 'folder' ? [chart.path, ...(chart.dependencyFolders ?? [])].map(chartFolder) : [];
