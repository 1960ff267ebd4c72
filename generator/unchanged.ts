import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { contractFileDigest } from './charts/contract-store.ts';
import { chartFolderDigest } from './charts/folder.ts';
import type { RunResult } from './model/outputs.ts';
import type { Outcome } from './model/problems.ts';
import type { ResolvedCluster } from './model/releases.ts';
import type { SourceFile } from './read/files.ts';
import { subfolderOf } from './read/repository-path.ts';
import { parseYaml } from './read/yaml.ts';
import { addProgram } from './unchanged/program.ts';
import { type RememberedRun, readRecord, recordPath, writeRecord } from './unchanged/record.ts';
import { outDigest } from './write/plan.ts';

/** The last run of a repository, for one that finds everything as that one left it: it has the same to tell, and nothing to do. */
export interface LastRun {
  /** What it told, if program, inputs, charts and `out/` are what they were then. */
  readonly recall: () => Promise<RunResult | undefined>;
  /** Remembers this one instead. `out` is the digest of what it left under `out/`. */
  readonly remember: (result: RunResult, clusters: readonly ResolvedCluster[], out: string) => Promise<void>;
}

/** `files` are the inputs as this run read them; `cache` is the folder of what can be made again. */
export const lastRun = async (cache: string, root: string, files: Outcome<readonly SourceFile[]>): Promise<LastRun> => {
  const path = recordPath(cache, await realpath(root));
  const inputs = await digestOfInputs(root, files);
  return {
    recall: async () => {
      const record = await readRecord(path);
      const isSame =
        record?.inputs === inputs && (await areCharts(root, record)) && (await outDigest(root)) === record.out;
      return isSame ? record.result : undefined;
    },
    remember: async (result, clusters, out) => {
      await writeRecord(path, { inputs, ...chartsOf(clusters), out, result: settled(result) });
    },
  };
};

/** The result of a run just like this one, right after it. */
const settled = (result: RunResult): RunResult => {
  const written = result.changes.filter(({ action }) => action !== 'remove').length;
  return { ...result, changes: [], unchanged: result.unchanged + written };
};

const digestOfInputs = async (root: string, { value, problems }: Outcome<readonly SourceFile[]>): Promise<string> => {
  const hash = createHash('sha256');
  await addProgram(hash);
  hash.update(JSON.stringify([await subfolderOf(root), problems]));
  for (const { path, text } of value) hash.update(`\0${path}\0${text?.length}\0${text}`);
  return `sha256:${hash.digest('hex')}`;
};

/** Whether contracts and charts of the repository are those that the run read. */
const areCharts = async (root: string, { contracts, charts }: RememberedRun): Promise<boolean> => {
  for (const { path, digest } of contracts) if ((await contractFileDigest(root, path)) !== digest) return false;
  for (const { path, digest } of charts) if ((await chartFolderDigest(root, path, parseYaml)) !== digest) return false;
  return true;
};

/** By path, each once. */
const digests = (found: readonly (readonly [path: string, digest: string])[]): RememberedRun['charts'] =>
  [...new Map(found)].map(([path, digest]) => ({ path, digest }));

const chartsOf = (clusters: readonly ResolvedCluster[]): Pick<RememberedRun, 'contracts' | 'charts'> => {
  const charts = clusters.flatMap(({ releases }) => releases.map(({ chart }) => chart.value));
  return {
    contracts: digests(
      charts.flatMap(({ contract }) =>
        contract?.fileDigest === undefined ? [] : [[contract.file, contract.fileDigest] as const],
      ),
    ),
    charts: digests(charts.flatMap((chart) => (chart.kind === 'folder' ? [[chart.path, chart.digest] as const] : []))),
  };
};
