import type { Lock, LockEntry } from '../model/charts.ts';
import type { Cluster, Environment, KubeConfig, Namespaces, Settings, Variables } from '../model/inputs.ts';
import type { Located, Tree } from '../model/values.ts';
import { decodeDangers } from './decode-dangers.ts';
import { decodeHatches } from './decode-hatches.ts';
import { decodeRepositories } from './decode-repositories.ts';
import { decodeServices, folderField } from './decode-service.ts';
import { booleanField, entriesOf, field, optional, startOf, textField, textsField } from './fields.ts';

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
    dangers: decodeDangers(field(tree, 'dangers')),
    ...optional('pricesFile', textField(field(tree, 'dangers'), 'prices')),
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
