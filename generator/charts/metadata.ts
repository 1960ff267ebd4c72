import type { Position } from '../model/problems.ts';
import type { MapTree, Tree } from '../model/values.ts';
import { isNull } from '../null.ts';
import { problem } from '../problem.ts';
import { type DeclaredDependency, type ImportedValues, limits, type Reading } from './chart.ts';

/** Chart.yaml, as far as values and versions depend on it. */
export interface Metadata {
  readonly name: string;
  readonly version: string;
  readonly versionAt: Position;
  readonly appVersion?: string;
  readonly kubeVersion?: string;
  readonly dependencies: readonly DeclaredDependency[];
}

/** `requirements` is the map of requirements.yaml, where charts of Helm 2 declare their dependencies. */
export const readMetadata = (
  chart: MapTree,
  requirements: MapTree | undefined,
  reading: Reading,
): Metadata | undefined => {
  const invalid = (message: string, at: Position): undefined => {
    reading.problems.push(problem('chart-invalid', message, { at, fix: 'Write it as Helm asks for it.' }));
  };
  const name = textOf(chart, 'name');
  const version = textOf(chart, 'version');
  if (name === undefined || !/^[\w][\w.-]*$/.test(name)) return invalid('Chart.yaml has no usable name.', chart.at);
  if (version === undefined || version === '') return invalid('Chart.yaml has no version.', chart.at);
  if (!semantic.test(version))
    return invalid(
      `Version ${JSON.stringify(version.slice(0, 100))} of Chart.yaml is not a semantic version.`,
      chart.entries.get('version')?.value.at ?? chart.at,
    );
  const declared = (requirements ?? chart).entries.get('dependencies')?.value;
  const items = declared?.kind === 'list' ? declared.items : [];
  if (declared !== undefined && declared.kind !== 'list' && !isNull(declared))
    return invalid('`dependencies` is not a list.', declared.at);
  if (items.length > limits.charts) return invalid(`Chart.yaml has more than ${limits.charts} dependencies.`, chart.at);
  const dependencies: DeclaredDependency[] = [];
  for (const item of items) {
    if (isNull(item)) continue;
    const dependency = item.kind === 'map' ? dependencyOf(item) : undefined;
    if (dependency === undefined) return invalid('A dependency has no name.', item.at);
    if (dependencies.some((other) => other.key === dependency.key))
      return invalid(`Two dependencies would have their values at \`${dependency.key}\`.`, item.at);
    dependencies.push(dependency);
  }
  const versionAt = chart.entries.get('version')?.value.at ?? chart.at;
  const appVersion = textOf(chart, 'appVersion');
  const kubeVersion = textOf(chart, 'kubeVersion');
  return {
    name,
    version,
    versionAt,
    ...(appVersion === undefined ? {} : { appVersion }),
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
    dependencies,
  };
};

/** As Helm takes it (`NewVersion` of Masterminds/semver): a `v` in front and fewer than three numbers are possible. */
const semantic = /^v?\d+(\.\d+){0,2}(-[\dA-Za-z-]+(\.[\dA-Za-z-]+)*)?(\+[\dA-Za-z-]+(\.[\dA-Za-z-]+)*)?$/;

const dependencyOf = (item: MapTree): DeclaredDependency | undefined => {
  const name = textOf(item, 'name');
  if (name === undefined || name === '') return undefined;
  const repository = textOf(item, 'repository');
  const condition = textOf(item, 'condition');
  return {
    key: textOf(item, 'alias') || name,
    name,
    version: textOf(item, 'version') ?? '',
    ...(repository ? { repository } : {}),
    ...(condition ? { condition } : {}),
    tags: itemsOf(item, 'tags').flatMap((tag) => scalarText(tag) ?? []),
    imports: itemsOf(item, 'import-values').flatMap(importOf),
    at: item.at,
  };
};

/** A text names a map below the sub-chart's `exports`; a map names both paths. */
const importOf = (item: Tree): readonly ImportedValues[] => {
  if (item.kind === 'map') {
    const child = textOf(item, 'child');
    const parent = textOf(item, 'parent');
    return child === undefined || parent === undefined ? [] : [{ child, parent: parent === '.' ? '' : parent }];
  }
  const name = scalarText(item);
  return name === undefined ? [] : [{ child: `exports.${name}`, parent: '' }];
};

const itemsOf = (map: MapTree, key: string): readonly Tree[] => {
  const value = map.entries.get(key)?.value;
  return value?.kind === 'list' ? value.items : [];
};

const textOf = (map: MapTree, key: string): string | undefined => scalarText(map.entries.get(key)?.value);

/** Go turns a number into text where its field is one (`version: 1.5`). */
const scalarText = (tree: Tree | undefined): string | undefined =>
  tree?.kind === 'scalar' && tree.value !== null ? String(tree.value) : undefined;
