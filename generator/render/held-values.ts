import { type Helm, type Chart as HelmChart, HelmError } from 'helm-wasm';
import { keyOf, type Store } from '../kept.ts';
import type { SchemaChart } from '../model/charts.ts';
import type { Problem } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import type { JsonObject } from '../model/values.ts';
import { plainJson } from '../plain.ts';
import { schemaAway } from './refused-values.ts';
import { problemsOf } from './render-release.ts';

/** What Helm says of values before any template runs: nothing where every schema takes them. */
type Verdict = { readonly message?: string };

/** Verdicts from run to run; `engine` is the digest of what judges. */
export interface EarlierVerdicts {
  readonly store: Store;
  readonly engine: string;
}

/** Holds values against the schemas in contracts, by Helm's own code, equal ones once. `start` is called when there is something that nobody has judged yet. */
export const holdValues = async (
  releases: readonly Release[],
  start: () => Promise<Helm>,
  earlier: EarlierVerdicts | undefined,
): Promise<readonly Problem[]> => {
  const problems: Problem[] = [];
  const known = new Map<string, Promise<Verdict>>();
  const charts = new Map<SchemaChart, Promise<HelmChart>>();
  let helm: Promise<Helm> | undefined;
  const judge = async (schemas: SchemaChart, values: JsonObject): Promise<Verdict> => {
    helm ??= start();
    const loading = charts.get(schemas) ?? (await helm).load({ parts: schemas });
    charts.set(schemas, loading);
    return verdictOf(await loading, values);
  };
  try {
    for (const release of releases) {
      const { contract } = release.chart.value;
      if (contract?.schemas === undefined) continue;
      const { schemas } = contract;
      const values = plainJson(release.values) as JsonObject;
      const key = keyOf([contract.fileDigest ?? schemas, values]);
      const judging = known.get(key) ?? recalled(earlier, key, () => judge(schemas, values));
      known.set(key, judging);
      problems.push(...(await told(judging, release)));
    }
  } finally {
    await (await helm)?.close();
    await earlier?.store.prune();
  }
  return problems;
};

const recalled = async (
  earlier: EarlierVerdicts | undefined,
  key: string,
  judge: () => Promise<Verdict>,
): Promise<Verdict> => {
  if (earlier === undefined) return judge();
  const full = keyOf([earlier.engine, key]);
  const kept = await earlier.store.get(full, isVerdict);
  if (kept !== undefined) return kept;
  const verdict = await judge();
  await earlier.store.put(full, verdict);
  return verdict;
};

const isVerdict = (value: unknown): value is Verdict =>
  typeof value === 'object' && value !== null && (!('message' in value) || typeof value.message === 'string');

/** What else stands in the way of an installation than a schema is told elsewhere, or where it is rendered. */
const verdictOf = async (chart: HelmChart, values: JsonObject): Promise<Verdict> => {
  try {
    await chart.effectiveValues({ values, release: { name: 'release', namespace: 'default' } });
    return {};
  } catch (error) {
    if (!(error instanceof HelmError) || ['request', 'stopped', 'time'].includes(error.kind)) throw error;
    return error.kind === 'schema' && schemaAway(error.message) === undefined ? { message: error.message } : {};
  }
};

const told = async (judging: Promise<Verdict>, release: Release): Promise<readonly Problem[]> => {
  try {
    const { message } = await judging;
    return message === undefined ? [] : problemsOf(new HelmError({ kind: 'schema', message }), release);
  } catch (error) {
    if (error instanceof HelmError && error.kind !== 'request') return problemsOf(error, release);
    throw error;
  }
};
