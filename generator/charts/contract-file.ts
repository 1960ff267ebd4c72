import type { ListedDependency } from 'helm-wasm';
import type { Contract, ContractNode, ContractReads, ReadNode, SchemaChart, SubChart } from '../model/charts.ts';
import type { Outcome } from '../model/problems.ts';
import type { Json, JsonObject } from '../model/values.ts';
import { problem } from '../problem.ts';
import { record } from './contract.ts';
import { printJson } from './print-json.ts';

/** What the file says of a contract besides its keys. */
export interface ContractFile {
  readonly repository: string;
  readonly contract: Contract;
  /** Whether texts of several lines are hashed, so that making it again keeps them so. */
  readonly hashText: boolean;
}

const schema = 'https://json-schema.org/draft/2020-12/schema';
const maximumBytes = 16 * 1024 * 1024;
const maximumDepth = 200;

/** The file's text: keys sorted, a newline at the end, the same for the same contract. */
export const printContract = ({ repository, contract, hashText }: ContractFile): string => {
  const { name, version, digest, fromFolder, dependencies, nullsForSubCharts, values, reads, schemas } = contract;
  const chart = {
    repository,
    name,
    version,
    digest,
    madeFrom: fromFolder ? 'folder' : 'archive',
    hashText,
    dependencies: dependencies.map(subChartJson),
    nullsForSubCharts,
  };
  const fields = [
    ['x-chart', chart],
    ['type', 'object'],
    ['properties', values.properties ?? {}],
    ['x-reads', reads],
    ['x-schemas', schemas],
  ] as const;
  const printed = fields.flatMap(([key, value]) =>
    value === undefined ? [] : [`  "${key}": ${printJson(value as unknown as Json, '  ')}`],
  );
  return `{\n${[`  "$schema": ${JSON.stringify(schema)}`, ...printed].join(',\n')}\n}\n`;
};

const subChartJson = ({ dependencies, condition, tags, ...rest }: SubChart): JsonObject => ({
  ...rest,
  ...(condition === undefined ? {} : { condition }),
  ...(tags === undefined ? {} : { tags }),
  dependencies: dependencies.map(subChartJson),
});

/** Reads a contract; `contract-invalid` where it isn't one that `printContract` could have written. */
export const parseContract = (file: string, text: string): Outcome<ContractFile | undefined> => {
  try {
    if (text.length > maximumBytes) throw new Broken('it is larger than 16 MiB');
    return { value: contractOf(file, JSON.parse(text)), problems: [] };
  } catch (error) {
    if (!(error instanceof Broken || error instanceof SyntaxError)) throw error;
    const what = error instanceof Broken ? error.message : 'it is not JSON';
    const fix = 'Make it again with `espalier contract`.';
    const message = `The contract ${file} cannot be read: ${what}.`;
    return { value: undefined, problems: [problem('contract-invalid', message, { file, fix })] };
  }
};

/** Thrown and caught in this file alone. */
class Broken extends Error {}

const contractOf = (file: string, json: unknown): ContractFile => {
  const top = object(json, 'the file');
  if (top.$schema !== schema) throw new Broken(`$schema is not ${schema}`);
  const chart = object(top['x-chart'], 'x-chart');
  const digest = text(chart, 'digest');
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Broken('x-chart.digest is not sha256 and 64 hexadecimal digits');
  const madeFrom = text(chart, 'madeFrom');
  if (madeFrom !== 'archive' && madeFrom !== 'folder')
    throw new Broken('x-chart.madeFrom is neither archive nor folder');
  return {
    repository: text(chart, 'repository'),
    hashText: chart.hashText === true,
    contract: {
      file,
      name: text(chart, 'name'),
      version: text(chart, 'version'),
      digest,
      fromFolder: madeFrom === 'folder',
      dependencies: subCharts(chart.dependencies, 0),
      nullsForSubCharts: texts(chart.nullsForSubCharts, 'x-chart.nullsForSubCharts'),
      values: { type: 'object', properties: nodes(top.properties, '', 0) },
      ...(top['x-reads'] === undefined ? {} : { reads: readsOf(object(top['x-reads'], 'x-reads')) }),
      ...(top['x-schemas'] === undefined ? {} : { schemas: schemaChart(top['x-schemas'], 0) }),
    },
  };
};

const subCharts = (json: unknown, depth: number): readonly SubChart[] => {
  if (!Array.isArray(json) || depth > maximumDepth) throw new Broken('dependencies is not a list');
  return json.map((item) => {
    const one = object(item, 'a dependency');
    return {
      key: text(one, 'key'),
      name: text(one, 'name'),
      version: text(one, 'version'),
      ...(one.condition === undefined ? {} : { condition: text(one, 'condition') }),
      ...(one.tags === undefined ? {} : { tags: texts(one.tags, 'tags') }),
      dependencies: subCharts(one.dependencies, depth + 1),
    };
  });
};

const types: ReadonlySet<unknown> = new Set(['object', 'array', 'string', 'number', 'boolean']);

const nodes = (json: unknown, pointer: string, depth: number): { readonly [key: string]: ContractNode } => {
  if (depth > maximumDepth) throw new Broken('it is nested too deeply');
  const map = object(json, `properties of ${pointer || 'the top'}`);
  return record(Object.keys(map).map((key) => [key, nodeOf(map[key], `${pointer}/${key}`, depth)]));
};

const nodeOf = (json: unknown, pointer: string, depth: number): ContractNode => {
  const node = object(json, pointer);
  const { type, properties } = node;
  const typed = type === undefined || types.has(type) || (Array.isArray(type) && type.every((one) => types.has(one)));
  if (!typed) throw new Broken(`${pointer} has an unknown type`);
  const mark = node['x-sub-chart'] === true ? { 'x-sub-chart': true as const } : {};
  return {
    ...(type === undefined ? {} : { type: type as string | readonly string[] }),
    ...('default' in node ? { default: node.default as Json } : {}),
    ...(node['x-default-sha256'] === undefined ? {} : { 'x-default-sha256': text(node, 'x-default-sha256') }),
    ...(properties === undefined ? {} : { properties: nodes(properties, pointer, depth + 1) }),
    ...mark,
  };
};

const readsOf = ({ allIf, values }: { readonly [key: string]: unknown }): ContractReads => {
  if (!Array.isArray(allIf)) throw new Broken('x-reads.allIf is not a list');
  return { values: readNode(values, 0), allIf: allIf.map((path) => texts(path, 'x-reads.allIf')) };
};

const readNode = (json: unknown, depth: number): ReadNode => {
  if (json === true) return true;
  if (depth > maximumDepth) throw new Broken('it is nested too deeply');
  const map = object(json, 'x-reads.values');
  return record(Object.keys(map).map((key) => [key, readNode(map[key], depth + 1)]));
};

const schemaChart = (json: unknown, depth: number): SchemaChart => {
  if (depth > maximumDepth) throw new Broken('it is nested too deeply');
  const chart = object(json, 'x-schemas');
  return {
    name: text(chart, 'name'),
    version: text(chart, 'version'),
    values: object(chart.values, 'x-schemas.values') as JsonObject,
    ...(chart.schema === undefined ? {} : { schema: chart.schema as Json }),
    ...(chart.leftOut === undefined ? {} : { leftOut: text(chart, 'leftOut') }),
    charts: list(chart.charts, 'x-schemas.charts').map((each) => schemaChart(each, depth + 1)),
    dependencies: list(chart.dependencies, 'x-schemas.dependencies').map(listed),
  };
};

const listed = (json: unknown): ListedDependency => {
  const one = object(json, 'a dependency of x-schemas');
  return {
    name: text(one, 'name'),
    ...(one.alias === undefined ? {} : { alias: text(one, 'alias') }),
    version: text(one, 'version'),
    ...(one.condition === undefined ? {} : { condition: text(one, 'condition') }),
    ...(one.tags === undefined ? {} : { tags: texts(one.tags, 'tags') }),
    ...(one.imports === undefined ? {} : { imports: list(one.imports, 'imports').map(imported) }),
  };
};

const imported = (json: unknown): { readonly child: string; readonly parent: string } => {
  const one = object(json, 'an import');
  return { child: text(one, 'child'), parent: text(one, 'parent') };
};

const list = (json: unknown, what: string): readonly unknown[] => {
  if (!Array.isArray(json)) throw new Broken(`${what} is not a list`);
  return json;
};

const object = (json: unknown, what: string): { readonly [key: string]: unknown } => {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Broken(`${what} is not an object`);
  return json as { readonly [key: string]: unknown };
};

const text = (map: { readonly [key: string]: unknown }, key: string): string => {
  const value = map[key];
  if (typeof value !== 'string') throw new Broken(`${key} is not a text`);
  return value;
};

const texts = (json: unknown, what: string): readonly string[] => {
  if (!Array.isArray(json) || !json.every((item) => typeof item === 'string'))
    throw new Broken(`${what} is not a list`);
  return json;
};
