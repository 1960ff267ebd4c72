import type { ChartFields, Delivery, ListStrategy, OnRemove, ServiceLayer } from '../model/inputs.ts';
import type { Position } from '../model/problems.ts';
import type { Located, Tree } from '../model/values.ts';
import { decodeHatches } from './decode-hatches.ts';
import { booleanField, entriesOf, field, mapField, mapsField, optional, textField, textsField } from './fields.ts';

/** What a file says of services, by their names. */
export const decodeServices = (tree: Tree | undefined): ReadonlyMap<string, ServiceLayer> =>
  new Map(
    [...entriesOf(field(tree, 'services'))].map(([name, { key, value }]) => [name, decodeService(name, key, value)]),
  );

/** One of two words; the first is what anything else counts as. */
const wordField = <Word extends string>(
  tree: Tree,
  name: string,
  [usual, other]: readonly [Word, Word],
): Located<Word> | undefined => {
  const said = textField(tree, name);
  return said && { value: said.value === other ? other : usual, at: said.at };
};

const decodeService = (service: string, at: Position, tree: Tree): ServiceLayer => {
  return {
    service,
    at,
    removed: tree.kind === 'scalar',
    ...optional('chart', decodeChart(tree)),
    ...optional('namespace', textField(tree, 'namespace')),
    ...optional('releaseName', textField(tree, 'releaseName')),
    ...optional('onRemove', wordField<OnRemove>(tree, 'onRemove', ['delete', 'keep'])),
    ...optional('delivery', wordField<Delivery>(tree, 'delivery', ['helm', 'rendered'])),
    ...optional('allowSecrets', booleanField(tree, 'allowSecrets')),
    ...optional('dependsOn', textsField(tree, 'dependsOn')),
    ...optional('extraNamespaces', textsField(tree, 'extraNamespaces')),
    ...optional('clusterResources', textsField(tree, 'clusterResources')),
    ...optional('argocdProject', textField(field(tree, 'argocd'), 'project')),
    ...optional('argocdOciDigest', booleanField(field(tree, 'argocd'), 'ociDigest')),
    ...optional('argocdPinApiVersions', booleanField(field(tree, 'argocd'), 'pinApiVersions')),
    hatches: decodeHatches(tree),
    ...optional('labels', decodeServiceLabels(field(tree, 'labels'))),
    ...optional('values', mapField(tree, 'values')),
    ...optional('valuesFrom', mapsField(tree, 'valuesFrom')),
    lists: decodeLists(field(tree, 'lists')),
  };
};

const decodeServiceLabels = (tree: Tree | undefined): ServiceLayer['labels'] =>
  tree &&
  new Map(
    [...entriesOf(tree)].flatMap(([name, { value }]) =>
      value.kind === 'scalar' && (typeof value.value === 'string' || value.value === null)
        ? [[name, { value: value.value, at: value.at }]]
        : [],
    ),
  );

const decodeChart = (service: Tree): ChartFields | undefined => {
  const entry = entriesOf(service).get('chart');
  return (
    entry && {
      at: entry.key,
      ...optional('repository', textField(entry.value, 'repository')),
      ...optional('name', textField(entry.value, 'name')),
      ...optional('version', textField(entry.value, 'version')),
      ...optional('path', folderField(entry.value)),
    }
  );
};

/** One spelling for each folder: `./charts/x`, `charts//x` and `charts/x/` are `charts/x`. What has `..` in it is not judged here. */
export const folderField = (chart: Tree): Located<string> | undefined => {
  const path = textField(chart, 'path');
  const parts = path?.value.split('/') ?? [];
  if (path === undefined || parts.includes('..')) return path;
  const plain = parts.filter((part, index) => part !== '.' && (part !== '' || index === 0)).join('/');
  return { value: plain === '' ? path.value : plain, at: path.at };
};

const decodeLists = (tree: Tree | undefined): ReadonlyMap<string, Located<ListStrategy>> =>
  new Map(
    [...entriesOf(tree)].map(([pointer, { value }]) => {
      const key = textField(value, 'mergeBy');
      const strategy: ListStrategy = key === undefined ? { kind: 'append' } : { kind: 'mergeBy', key: key.value };
      return [pointer, { value: strategy, at: value.at }];
    }),
  );
