import type { ApiObject, Reference } from '../api.ts';
import type { Case, Stage } from '../case.ts';
import { expectRendered } from '../rendered.ts';
import { dataOf, expect, expectSettled, type Target } from '../target.ts';

/** What `environments/values.yaml` of the fixture says, written out a second time. */
const sent = {
  kept: 'of the environment',
  list: [],
  text: 'of the environment',
  number: 3,
  flag: true,
  open: { empty: {}, list: [], nested: { deeper: [{ a: 1 }, [], {}] } },
  keys: { 'example.com/dotted.key': 'a', 'with space': 'b', yes: 'c', '1': 'd', ключ: 'e', '~': 'f' },
  texts: {
    booleans: ['true', 'yes', 'on', 'n', 'False', 'null', '~', ''],
    numbers: ['0400', '0x1F', '1_000', '1e3', '1.10', '0b11', '12:30:45', '+1', '.5', '-0'],
    dates: ['2024-01-01', '2024-01-01T00:00:00Z'],
    variables: ['${HOME}', '$VAR', '$${x}', '$(VAR)', '%s', '{{ .Values.kept }}', '{{- include "x" . }}'],
    blanks: [' leading', 'trailing ', 'two\nlines', 'one line end\n', 'two line ends\n\n', '\n', 'tab\there', 'a \nb'],
    unicode: ['§', '漢字', '🙂', 'e\u0301', '\u2028', '\u0085', '\u007f', '\ufeff', '\u200b'],
    quoting: [
      "'",
      '"',
      '\\',
      '# no comment',
      'key: value',
      '- item',
      '*alias',
      '&anchor',
      '!tag',
      '%directive',
      '@',
      '`',
      '<>&',
    ],
  },
  numbers: {
    integers: [0, -1, 2147483648, 9007199254740991, -9007199254740991],
    floats: [0.1, -0.5, 1.5e-7, 1e21, 123456789.125],
  },
};

const ofChild = {
  kept: 'of the child',
  removed: 'of the child',
  nested: { kept: 'of the child', removed: 'of the child' },
};

/** Helm's merge of that over the chart's defaults. */
const plain = {
  ...sent,
  removed: 'of the chart',
  nested: { kept: 'of the environment', removed: 'of the chart' },
  child: { ...ofChild, fromParent: 'of the parent', removedOfParent: 'of the parent', global: {} },
};

/** The same where nulls take defaults away. */
const nulls = {
  ...sent,
  nested: { kept: 'of the environment' },
  child: {
    kept: 'of the child',
    nested: { kept: 'of the child' },
    fromParent: 'of the parent',
    // Helm keeps the null where the parent chart alone had a default for its sub-chart: no value, but a key.
    removedOfParent: null,
    global: {},
  },
};

const naiveValues = { removed: 'set' };

export const values: Case = {
  name: 'values',
  about: 'the effective values that a chart sees are those that were written, nulls and edges included',
  run: async (stage) => {
    await Promise.all([naive(stage, 'argocd'), naive(stage, 'flux')]);
    for (const cluster of ['values-argocd', 'values-flux']) {
      const target = await stage.bootstrap(cluster);
      for (const [service, wanted] of [
        ['plain', plain],
        ['nulls', nulls],
      ] as const) {
        await expectSettled(target, service);
        await expect(target, `values of ${service}`, wanted, () => valuesIn(target, `values-${service}`, service));
        const child = { ...wanted.child };
        await expect(target, `values of ${service}'s sub-chart`, child, () =>
          valuesIn(target, `values-${service}`, `${service}-child`),
        );
      }
      await expectRendered(stage.repository, target);
    }
  },
};

const valuesIn = async (target: Target, namespace: string, name: string): Promise<unknown> => {
  const data = (await dataOf(target.api, namespace, name)) as { values: string } | undefined;
  return data === undefined ? undefined : JSON.parse(Buffer.from(data.values, 'base64').toString('utf8'));
};

/**
 * Whoever sends a null in an object may lose it: a merge patch, such as `kubectl apply` sends for a change, takes it for a removal,
 * and Kustomize drops it. Then the chart's default is back. This is why values with a null travel as text.
 */
const naive = async (stage: Stage, controller: 'argocd' | 'flux'): Promise<void> => {
  const { api } = stage.planes[controller];
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'values-naive' } });
  for (const object of controller === 'argocd' ? [naiveProject, naiveApplication] : [naiveSource, naiveRelease])
    await api.apply(object);
  const target: Target = { cluster: 'naive', controller, api };
  const removed = async (): Promise<unknown> =>
    ((await valuesIn(target, 'values-naive', 'naive')) as { removed?: unknown } | undefined)?.removed;
  await expect(target, 'a text before', 'set', removed);
  await api.patch(
    controller === 'argocd' ? named(naiveApplication) : named(naiveRelease),
    controller === 'argocd'
      ? { spec: { source: { helm: { valuesObject: { removed: null } } } } }
      : { spec: { values: { removed: null } } },
  );
  await expect(target, 'a null that was sent in a patch is lost', 'of the chart', removed);
};

const named = ({ metadata, ...object }: ApiObject): Reference => ({ ...object, ...metadata });

const repository = 'https://127.0.0.1:18443/charts';

const naiveProject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: { name: 'naive', namespace: 'argocd' },
  spec: { sourceRepos: ['*'], destinations: [{ server: '*', namespace: '*' }] },
};

const naiveApplication = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'naive', namespace: 'argocd' },
  spec: {
    project: 'naive',
    source: {
      repoURL: repository,
      chart: 'probe',
      targetRevision: '1.0.0',
      helm: { releaseName: 'naive', valuesObject: naiveValues },
    },
    destination: { server: 'https://kubernetes.default.svc', namespace: 'values-naive' },
    syncPolicy: { automated: {} },
  },
};

const naiveSource = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'HelmRepository',
  metadata: { name: 'naive', namespace: 'values-naive' },
  spec: { url: repository, interval: '1m' },
};

const naiveRelease = {
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'naive', namespace: 'values-naive' },
  spec: {
    interval: '1m',
    chart: { spec: { chart: 'probe', version: '1.0.0', sourceRef: { kind: 'HelmRepository', name: 'naive' } } },
    values: naiveValues,
  },
};
