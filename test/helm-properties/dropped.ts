import type { Chart } from '../../generator/charts/chart.ts';
import { makeContract } from '../../generator/charts/contract.ts';
import type { Contract } from '../../generator/model/charts.ts';
import type { MapTree } from '../../generator/model/values.ts';
import { dropUselessNulls } from '../../generator/resolve/nulls.ts';
import { type ChartCase, keyOf, type TestChart } from './generate-chart.ts';
import type { Answer, Computed } from './helm.ts';
import { canonical, isNull, nowhere } from './trees.ts';

type Path = readonly string[];

/** The user's values as they are sent, and the paths of what was left out of them. */
export const prune = ({ chart, user }: ChartCase): { readonly sent: MapTree; readonly dropped: readonly Path[] } => {
  const sent = dropUselessNulls(user, contractOf(chart));
  return { sent, dropped: missing(user, sent, []) };
};

const contractOf = (chart: TestChart): Contract =>
  makeContract(asChart(chart), { file: nowhere.file, digest: '', fromFolder: true }, { hashText: false });

const asChart = ({ name, values, subCharts }: TestChart): Chart => ({
  file: nowhere.file,
  name,
  version: '1.0.0',
  versionAt: nowhere,
  values,
  dependencies: subCharts.map((sub) => ({
    key: keyOf(sub),
    name: sub.chart.name,
    version: '1.0.0',
    ...(sub.condition === undefined ? {} : { condition: sub.condition }),
    tags: sub.tags,
    imports: [],
    at: nowhere,
    chart: asChart(sub.chart),
    isListed: true,
  })),
  charts: 1,
});

/** Paths of nulls that only `user` has; any other difference is a bug. */
const missing = (user: MapTree, sent: MapTree, above: Path): readonly Path[] =>
  [...user.entries].flatMap(([key, { value }]): readonly Path[] => {
    const path = [...above, key];
    const left = sent.entries.get(key)?.value;
    if (left === undefined && isNull(value)) return [path];
    if (left === value) return [];
    if (left?.kind === 'map' && value.kind === 'map') return missing(value, left, path);
    throw new Error(`${path.join('.')} was changed`);
  });

/**
 * What is wrong, if anything, with what Helm computes from the sent values: it must be what Helm computes from the user's
 * values, less the nulls that stand where one was dropped.
 */
export const differenceMade = (dropped: readonly Path[], answer: Answer<readonly Computed[]>): string | undefined => {
  for (const helm of ['helm3', 'helm4'] as const) {
    const [full, sent] = answer[helm];
    if (full === undefined || sent === undefined) return `${helm}: no answer`;
    if (full.error !== sent.error) return `${helm}: ${full.error ?? 'no error'} became ${sent.error ?? 'no error'}`;
    if (`${full.enabled}` !== `${sent.enabled}`) return `${helm}: enabled ${full.enabled} became ${sent.enabled}`;
    for (const path of dropped) removeNull(full.values, path);
    const [expected, actual] = [canonical(full.values), canonical(sent.values)];
    if (expected !== actual) return `${helm}: ${expected} became ${actual}`;
  }
  return undefined;
};

const removeNull = (json: unknown, [key, ...rest]: Path): void => {
  if (key === undefined || !isObject(json) || !Object.hasOwn(json, key)) return;
  if (rest.length > 0) removeNull(json[key], rest);
  else if (json[key] === null) delete json[key];
};

const isObject = (json: unknown): json is Record<string, unknown> =>
  json !== null && typeof json === 'object' && !Array.isArray(json);
