import type { Lock, LockEntry } from '../model/charts.ts';
import type {
  ChartFields,
  Cluster,
  Delivery,
  Environment,
  KubeConfig,
  ListStrategy,
  Namespaces,
  OnRemove,
  ServiceLayer,
  Settings,
  Variables,
} from '../model/inputs.ts';
import type { Position } from '../model/problems.ts';
import type { Located, Tree } from '../model/values.ts';
import { decodeHatches } from './decode-hatches.ts';
import { decodeRepositories } from './decode-repositories.ts';
import {
  booleanField,
  entriesOf,
  field,
  mapField,
  mapsField,
  optional,
  startOf,
  textField,
  textsField,
} from './fields.ts';

/**
 * From what people write to what the program uses: defaults filled in, one spelling for each thing. The trees have the
 * shape that the schemas ask for.
 */

/** `espalier.yaml`; without a tree, settings that stand in for it while its problems are told. */
export const decodeSettings = (file: string, tree: Tree | undefined): Settings => {
  const missing = (value: string): Located<string> => ({ value, at: tree?.at ?? startOf(file) });
  const repository = field(tree, 'repository');
  const argocd = field(tree, 'argocd');
  const flux = field(tree, 'flux');
  return {
    file,
    repository: {
      url: textField(repository, 'url') ?? missing('https://repository.invalid/'),
      branch: textField(repository, 'branch') ?? missing('main'),
      ...optional('path', textField(repository, 'path')),
      ...optional('secretRef', textField(repository, 'secretRef')),
      ...optional('provider', textField(repository, 'provider')),
    },
    repositories: decodeRepositories(tree),
    argocd: {
      namespace: textField(argocd, 'namespace') ?? missing('argocd'),
      ...optional('project', textField(argocd, 'project')),
      ...optional('ociDigest', booleanField(argocd, 'ociDigest')),
      ...optional('pinApiVersions', booleanField(argocd, 'pinApiVersions')),
    },
    flux: {
      namespace: textField(flux, 'namespace') ?? missing('flux-system'),
      ...optional('gitRepository', textField(flux, 'gitRepository')),
      ...optional('sources', textField(flux, 'sources')),
      ...optional('serviceAccountName', textField(flux, 'serviceAccountName')),
    },
    hatches: decodeHatches(tree),
  };
};

export const decodeCluster = (name: string, file: string, tree: Tree): Cluster => {
  const missing: Located<string> = { value: '', at: tree.at };
  const controller = textField(tree, 'controller') ?? missing;
  const helm = field(tree, 'helm');
  return {
    name,
    file,
    at: startOf(file),
    environment: textField(tree, 'environment') ?? missing,
    controller: { value: controller.value === 'flux' ? 'flux' : 'argocd', at: controller.at },
    kubernetes: textField(tree, 'kubernetes') ?? missing,
    helm: helm?.kind === 'scalar' && helm.value === 3 ? 3 : 4,
    apiVersions: (textsField(tree, 'apiVersions') ?? []).map(({ value }) => value),
    ...optional('destination', decodeDestination(field(tree, 'destination'))),
    ...optional('kubeConfig', decodeKubeConfig(field(field(tree, 'destination'), 'kubeConfig'))),
    variables: decodeVariables(tree),
    namespaces: decodeNamespaces(tree),
    external: textsField(tree, 'external') ?? [],
    repositories: decodeRepositories(tree),
    services: decodeServices(tree),
    ...optional('argocdProject', textField(field(tree, 'argocd'), 'project')),
    ...optional('argocdOciDigest', booleanField(field(tree, 'argocd'), 'ociDigest')),
    ...optional('argocdPinApiVersions', booleanField(field(tree, 'argocd'), 'pinApiVersions')),
    ...optional('fluxGitRepository', textField(field(tree, 'flux'), 'gitRepository')),
    ...optional('fluxSources', textField(field(tree, 'flux'), 'sources')),
    ...optional('fluxServiceAccountName', textField(field(tree, 'flux'), 'serviceAccountName')),
    hatches: decodeHatches(tree),
  };
};

const decodeDestination = (tree: Tree | undefined): Cluster['destination'] => {
  const server = textField(tree, 'server');
  const name = textField(tree, 'name');
  return server === undefined ? name && { name } : { server };
};

const decodeKubeConfig = (tree: Tree | undefined): KubeConfig | undefined =>
  tree && {
    at: tree.at,
    ...optional('secretRef', textField(tree, 'secretRef')),
    ...optional('configMapRef', textField(tree, 'configMapRef')),
    ...optional('key', textField(tree, 'key')),
  };

/** One file of an environment, `environments/x.yaml` or one in a folder. */
export const decodeEnvironment = (name: string, file: string, tree: Tree | undefined): Environment => ({
  name,
  file,
  at: startOf(file),
  extends: textsField(tree, 'extends') ?? [],
  variables: decodeVariables(tree),
  namespaces: decodeNamespaces(tree),
  services: decodeServices(tree),
  files: [file],
});

const decodeVariables = (tree: Tree | undefined): Variables =>
  new Map(
    [...entriesOf(field(tree, 'variables'))].flatMap(([name, { value }]) =>
      value.kind === 'scalar' ? [[name, value]] : [],
    ),
  );

const decodeNamespaces = (tree: Tree | undefined): Namespaces =>
  new Map(
    [...entriesOf(field(tree, 'namespaces'))].map(([name, { key, value }]) => [
      name,
      { at: key, ...optional('create', booleanField(value, 'create')), labels: decodeLabels(value) },
    ]),
  );

const decodeLabels = (tree: Tree): ReadonlyMap<string, Located<string>> => {
  const labels = field(tree, 'labels');
  return new Map(
    [...entriesOf(labels).keys()].flatMap((name) => {
      const label = textField(labels, name);
      return label === undefined ? [] : [[name, label]];
    }),
  );
};

const decodeServices = (tree: Tree | undefined): ReadonlyMap<string, ServiceLayer> =>
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
const folderField = (chart: Tree): Located<string> | undefined => {
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

/** `charts.lock.yaml`; without a tree, a lock that has nothing. */
export const decodeLock = (file: string, tree: Tree | undefined): Lock => {
  const charts = field(tree, 'charts');
  return { file, entries: charts?.kind === 'list' ? charts.items.map(decodeLockEntry) : [] };
};

const decodeLockEntry = (tree: Tree): LockEntry => {
  const text = (name: string): string => textField(tree, name)?.value ?? '';
  const common = { at: tree.at, name: text('name'), version: text('version'), digest: text('digest') };
  return entriesOf(tree).has('path')
    ? { kind: 'folder', path: folderField(tree)?.value ?? '', ...common }
    : {
        kind: 'repository',
        repository: text('repository'),
        resolved: text('resolved'),
        ...optional('url', textField(tree, 'url')?.value),
        ...optional('layer', textField(tree, 'layer')?.value),
        ...optional('mirrorOf', textField(tree, 'mirrorOf')?.value),
        ...common,
      };
};
