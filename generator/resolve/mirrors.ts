import type { Problem } from '../model/problems.ts';
import type { Release, ResolvedChart } from '../model/releases.ts';
import type { Located } from '../model/values.ts';
import { problem } from '../problem.ts';
import { isOci } from '../repository-url.ts';

type RepositoryChart = Extract<ResolvedChart, { kind: 'repository' }>;

/** A chart where a mirror has it, as long as its archive is the original's to the byte; a problem where it isn't. */
export const mirroredChart = (
  original: Located<ResolvedChart>,
  mirrored: Located<ResolvedChart>,
  problems: Problem[],
): Release['mirror'] => {
  if (original.value.kind !== 'repository' || mirrored.value.kind !== 'repository') return undefined;
  const { repository, digest } = mirrored.value;
  const different = differs(original.value, mirrored.value);
  if (different !== undefined) problems.push(chartDiffers(original, mirrored, different));
  return { value: { repository, digest }, at: mirrored.at };
};

/** How two charts differ, as the end of a sentence. */
const differs = (original: RepositoryChart, mirrored: RepositoryChart): string | undefined => {
  if (original.version !== mirrored.version) return `has ${mirrored.version}, not ${original.version}`;
  if (isOci(original.repository) && isOci(mirrored.repository) && original.digest === mirrored.digest) return undefined;
  const [here, there] = [archiveDigest(original), archiveDigest(mirrored)];
  if (here === undefined || there === undefined) return 'cannot be compared: the lock knows only a manifest';
  return here === there ? undefined : `has ${there}, not ${here}`;
};

/** Whatever carries it, a chart's archive is the same bytes. A manifest may differ from registry to registry. */
const archiveDigest = ({ repository, digest, layer }: RepositoryChart): string | undefined =>
  isOci(repository) ? layer : digest;

const chartDiffers = (original: Located<ResolvedChart>, { value, at }: Located<ResolvedChart>, how: string): Problem =>
  problem('chart-mirror-differs', `The mirror of \`${value.name}\` ${how}.`, {
    at,
    fix: 'Copy the archive to the mirror as it is, and run `espalier lock`.',
    related: [{ message: 'the chart is asked for here', at: original.at }],
  });
