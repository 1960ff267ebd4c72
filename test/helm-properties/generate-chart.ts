import type { MapTree } from '../../generator/model/values.ts';
import { generateMap } from './generate-values.ts';
import type { Random } from './random.ts';
import { map, scalar, withValue } from './trees.ts';

export interface TestChart {
  readonly name: string;
  readonly values: MapTree;
  readonly subCharts: readonly TestSubChart[];
}

export interface TestSubChart {
  readonly chart: TestChart;
  readonly alias?: string;
  readonly condition?: string;
  readonly tags: readonly string[];
  /** False where it only lies in charts/, without an entry in Chart.yaml. */
  readonly declared: boolean;
}

/** A chart and what a user says over it. */
export interface ChartCase {
  readonly chart: TestChart;
  readonly user: MapTree;
}

export const keyOf = ({ alias, chart }: TestSubChart): string => alias ?? chart.name;

export const generateChartCase = (random: Random): ChartCase => {
  const chart = generateChart(random, 'parent', 2);
  return { chart, user: generateValuesFor(random, chart, 0.3) };
};

const generateChart = (random: Random, name: string, levels: number): TestChart => {
  const names = ['db', 'cache', 'web'].filter(() => levels > 0 && random.chance(0.45));
  const subCharts = names.flatMap((sub) => usesOf(random, generateChart(random, sub, levels - 1)));
  const bare: TestChart = { name, values: map([]), subCharts };
  return { ...bare, values: generateValuesFor(random, bare, 0.1) };
};

/** One chart is used once, under its name or an alias, or twice, the second time under an alias. */
const usesOf = (random: Random, chart: TestChart): readonly TestSubChart[] => {
  if (random.chance(0.15)) return [{ chart, tags: [], declared: false }];
  const { name } = chart;
  const first = generateUse(random, chart, random.chance(0.3) ? `${name}-main` : undefined);
  return random.chance(0.2) ? [first, generateUse(random, chart, `${name}-copy`)] : [first];
};

const generateUse = (random: Random, chart: TestChart, alias: string | undefined): TestSubChart => {
  const key = alias ?? chart.name;
  const conditions = [`${key}.enabled`, `${key}.enabled,global.enabled`, `flags.${key}, ${key}.a`, `global.${key}`];
  return {
    chart,
    tags: ['front', 'back'].filter(() => random.chance(0.2)),
    declared: true,
    ...(alias === undefined ? {} : { alias }),
    ...(random.chance(0.6) ? { condition: random.pick(conditions) } : {}),
  };
};

/** Values for a chart, be they its own or those that a user or a parent chart says over it. */
const generateValuesFor = (random: Random, chart: TestChart, nulls: number): MapTree => {
  let values = generateMap(random, 3, nulls);
  if (random.chance(0.5)) values = withValue(values, ['global'], generateMap(random, 3, nulls));
  if (random.chance(0.02)) values = withValue(values, ['global'], scalar(random.pick([null, 1])));
  for (const sub of chart.subCharts) {
    const key = keyOf(sub);
    if (random.chance(0.6)) values = withValue(values, [key], generateValuesFor(random, sub.chart, nulls));
    if (random.chance(0.02)) values = withValue(values, [key], scalar(random.pick([null, 1])));
  }
  for (const sub of chart.subCharts) {
    for (const path of (sub.condition ?? '').split(','))
      if (path !== '' && random.chance(0.4)) values = withValue(values, path.trim().split('.'), flag(random, nulls));
    for (const tag of sub.tags) if (random.chance(0.3)) values = withValue(values, ['tags', tag], flag(random, nulls));
  }
  return values;
};

const flag = (random: Random, nulls: number): ReturnType<typeof scalar> =>
  scalar(random.chance(nulls) ? null : random.chance(0.4));
