import type { ListedDependency } from 'helm-wasm';
import type { SchemaChart } from '../model/charts.ts';
import type { Json, JsonObject, Tree } from '../model/values.ts';
import { plainJson } from '../plain.ts';
import type { Chart, Dependency } from './chart.ts';
import { hasLines } from './lines.ts';
import { withoutProse } from './without-prose.ts';

/** In bytes, of one chart's schema. */
const largest = 1 << 20;

/** In characters, of schemas and defaults of a chart and its sub-charts: a contract has an end, too. */
const largestInAll = 4 << 20;

/** In levels, of one chart's schema. */
const deepest = 200;

/** A chart's schemas with its defaults; undefined where no chart in it has a schema. */
export const schemasOf = (chart: Chart, { hashText }: { readonly hashText: boolean }): SchemaChart | undefined => {
  if (!hasSchema(chart)) return undefined;
  // Without the very values nothing can be said of them.
  if (hashText && holdsLines(chart)) return withoutSchema(chart, 'texts of the chart are hashed');
  const made = schemaChart(chart);
  return JSON.stringify(made).length > largestInAll
    ? withoutSchema(chart, 'schemas and defaults are larger than 4 MiB in all')
    : made;
};

const withoutSchema = ({ name, version }: Chart, leftOut: string): SchemaChart => ({
  name,
  version,
  values: {},
  leftOut,
  charts: [],
  dependencies: [],
});

const hasSchema = ({ schema, dependencies }: Chart): boolean =>
  schema !== undefined || dependencies.some((dependency) => hasSchema(dependency.chart));

const holdsLines = ({ values, dependencies }: Chart): boolean =>
  isLong(values) || dependencies.some(({ chart }) => holdsLines(chart));

const isLong = (tree: Tree): boolean => {
  if (tree.kind === 'scalar') return typeof tree.value === 'string' && hasLines(tree.value);
  return tree.kind === 'list' ? tree.items.some(isLong) : [...tree.entries.values()].some(({ value }) => isLong(value));
};

const schemaChart = ({ name, version, values, schema, dependencies }: Chart): SchemaChart => ({
  name,
  version,
  values: plainJson(values) as JsonObject,
  ...(schema === undefined ? {} : readSchema(schema)),
  // A chart may be listed under several names.
  charts: [...new Set(dependencies.map(({ chart }) => chart))].map(schemaChart),
  dependencies: dependencies.filter(({ isListed }) => isListed).map(listed),
});

const listed = ({ key, name, version, condition, tags, imports }: Dependency): ListedDependency => ({
  name,
  ...(key === name ? {} : { alias: key }),
  version,
  ...(condition === undefined ? {} : { condition }),
  ...(tags.length === 0 ? {} : { tags }),
  ...(imports.length === 0
    ? {}
    : { imports: imports.map(({ child, parent }) => ({ child, parent: parent === '' ? '.' : parent })) }),
});

const readSchema = (bytes: Uint8Array): Pick<SchemaChart, 'schema' | 'leftOut'> => {
  if (bytes.length > largest) return { leftOut: 'it is larger than 1 MiB' };
  const schema = parsed(new TextDecoder().decode(bytes));
  if (schema === undefined) return { leftOut: 'it is no JSON' };
  const wrong = unfit(schema, deepest);
  return wrong === undefined ? { schema: withoutProse(schema) } : { leftOut: wrong };
};

const parsed = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};

const unfit = (json: Json, left: number): string | undefined => {
  // `1e999`, which Go reads.
  if (typeof json === 'number' && !Number.isFinite(json)) return 'it has a number that is too large';
  if (typeof json !== 'object' || json === null) return undefined;
  if (left === 0) return `it is nested deeper than ${deepest} levels`;
  for (const child of Object.values(json)) {
    const wrong = unfit(child, left - 1);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
};
