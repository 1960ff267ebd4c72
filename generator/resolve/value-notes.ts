import { isDeepStrictEqual } from 'node:util';
import type { Contract, ContractNode, SubChart } from '../model/charts.ts';
import type { Problem } from '../model/problems.ts';
import type { ResolvedChart } from '../model/releases.ts';
import type { Json, Located, MapTree, Tree } from '../model/values.ts';
import { isNull } from '../null.ts';
import { plainJson } from '../plain.ts';
import { pointerOf } from '../pointer.ts';
import { note, problem, warning } from '../problem.ts';
import { propertyOf } from './nulls.ts';

/** What Helm does with these values that their author may not expect. */
export const valueNotes = (values: MapTree, chart: Located<ResolvedChart>): readonly Problem[] => {
  const { contract } = chart.value;
  if (contract === undefined) return [];
  const problems: Problem[] = [];
  walk(values, contract.values, [], contract.dependencies, contract, problems);
  for (const pointer of contract.nullsForSubCharts)
    problems.push(
      warning('null-in-chart-for-sub-chart', `Chart ${contract.name} sets ${pointer} to null for a sub-chart.`, {
        at: chart.at,
        path: pointer,
        fix: 'Helm 3 and 4.1 honour that, 4.3 does so only where you set another key beside it: set this one yourself.',
      }),
    );
  return problems;
};

const walk = (
  values: MapTree,
  node: ContractNode,
  keys: readonly string[],
  subCharts: readonly SubChart[],
  contract: Contract,
  problems: Problem[],
): void => {
  for (const [name, { value }] of values.entries) {
    const property = propertyOf(node, name);
    if (property === undefined) continue;
    const path = [...keys, name];
    const subChart = subCharts.find((candidate) => candidate.key === name);
    if (isNull(value) && subChart !== undefined) problems.push(nullForSubChart(value, path, subChart));
    else if (isNull(value) && path[0] === 'global' && contract.dependencies.length > 0)
      problems.push(nullUnderGlobal(value, path, property, contract));
    if (value.kind === 'list' && replacesAnother(value, property.default))
      problems.push(listReplacesDefault(value, path, property.default.length));
    if (value.kind !== 'map') continue;
    if (shadowsNull(value) && Object.keys(property.properties ?? {}).length > 0)
      problems.push(nullThenMap(value, path));
    walk(value, property, path, subChart?.dependencies ?? [], contract, problems);
  }
};

/** Repeating the chart's own list is no surprise; hashed texts in it are taken to differ. */
const replacesAnother = (list: Tree, chart: Json | undefined): chart is readonly Json[] =>
  Array.isArray(chart) && chart.length > 0 && !isDeepStrictEqual(plainJson(list), chart);

const nullForSubChart = (value: Tree, keys: readonly string[], subChart: SubChart): Problem =>
  problem('null-for-sub-chart', `A null does not switch the sub-chart \`${subChart.key}\` off.`, {
    at: value.at,
    path: pointerOf(keys),
    fix:
      subChart.condition === undefined
        ? 'The chart has no condition for it. Leave the line out.'
        : `Use the chart's own condition: ${spelt(subChart.condition)}.`,
  });

/** The first of a chart's conditions, `a.b`, as values that switch it off: `a: { b: false }`. */
const spelt = (condition: string): string => {
  const [first = '', ...rest] = (condition.split(',')[0] ?? '').trim().split('.');
  return `${first}: ${rest.reduceRight((inside, key) => `{ ${key}: ${inside} }`, 'false')}`;
};

const nullUnderGlobal = (value: Tree, keys: readonly string[], node: ContractNode, contract: Contract): Problem => {
  const names = contract.dependencies.map((dependency) => dependency.key).sort();
  const kept = node.default === undefined ? 'the defaults below it' : JSON.stringify(node.default);
  return warning(
    'null-under-global',
    `Under global a null works by halves: the templates of ${contract.name} lose ${keys.join('.')}, its sub-charts (${names.join(', ')}) keep ${kept} where ${contract.name} sets it.`,
    { at: value.at, path: pointerOf(keys), fix: 'Set a value that all can live with, instead of null.' },
  );
};

const listReplacesDefault = (value: Tree, keys: readonly string[], count: number): Problem =>
  note(
    'list-replaces-default',
    `This list replaces the chart's own, which has ${count} item${count === 1 ? '' : 's'}.`,
    { at: value.at, path: pointerOf(keys), fix: 'Helm never joins lists: repeat what you want to keep.' },
  );

const shadowsNull = (value: Tree): boolean => isNull(value.shadows);

const nullThenMap = (value: Tree, keys: readonly string[]): Problem =>
  note('null-then-map', `The chart's defaults below ${keys.join('.')} are back: this map replaces a null.`, {
    at: value.at,
    path: pointerOf(keys),
    fix: 'To keep them out, set each to null here.',
    ...(value.shadows === undefined ? {} : { related: [{ message: 'the null', at: value.shadows.at }] }),
  });
