import type { Cluster, Environment, Namespaces } from '../model/inputs.ts';
import type { Problem } from '../model/problems.ts';
import { nearest } from '../nearest.ts';
import { problem, warning } from '../problem.ts';
import type { PlannedRelease } from './release.ts';
import { several } from './several.ts';

/** A cluster's releases, with the layers that they come from, itself last. */
export interface LayeredCluster {
  readonly cluster: Cluster;
  readonly layers: readonly (Environment | Cluster)[];
  readonly releases: readonly PlannedRelease[];
  /** Whether every service became a release. */
  readonly isWhole: boolean;
}

/** Which namespaces a cluster's releases live in, and which they only reach into. */
interface Use {
  readonly cluster: string;
  readonly lived: ReadonlySet<string>;
  readonly reached: ReadonlySet<string>;
  readonly isKnown: boolean;
}

/**
 * What layers set for namespaces that none of their clusters uses, or that nothing makes there: a misspelt name would take
 * the Pod Security level off a namespace in silence. An environment that no cluster has is not looked at.
 */
export const namespaceUse = (clusters: readonly LayeredCluster[]): readonly Problem[] => {
  const uses = new Map<Environment | Cluster, Use[]>();
  for (const cluster of clusters) {
    const use = useOf(cluster);
    for (const layer of cluster.layers)
      if (layer.namespaces.size > 0) uses.set(layer, [...(uses.get(layer) ?? []), use]);
  }
  return [...uses].flatMap(([{ namespaces }, of]) => (of.every(({ isKnown }) => isKnown) ? check(namespaces, of) : []));
};

const useOf = ({ cluster, releases, isWhole }: LayeredCluster): Use => {
  const lived = new Set(releases.map(({ namespace }) => namespace.value));
  const reached = new Set(releases.flatMap(({ extraNamespaces }) => extraNamespaces));
  // A reference that is still there has its own problem.
  const isKnown = isWhole && releases.every(({ hasWholeNamespaces }) => hasWholeNamespaces);
  return { cluster: cluster.name, lived, reached, isKnown };
};

const check = (namespaces: Namespaces, uses: readonly Use[]): readonly Problem[] =>
  [...namespaces].flatMap(([name, { at, labels }]): readonly Problem[] => {
    if (!uses.some(({ lived, reached }) => lived.has(name) || reached.has(name))) return [unused(name, at, uses)];
    const unlabelled = uses.filter(({ lived, reached }) => labels.size > 0 && reached.has(name) && !lived.has(name));
    return unlabelled.length === 0 ? [] : [labelsLost(name, at, unlabelled)];
  });

const on = (uses: readonly Use[]): string =>
  several(
    'cluster',
    uses.map(({ cluster }) => cluster),
  );

const unused = (name: string, at: Problem['at'], uses: readonly Use[]): Problem => {
  const close = nearest(name, new Set(uses.flatMap(({ lived, reached }) => [...lived, ...reached])));
  return problem(
    'namespace-unused',
    `No service uses namespace \`${name}\` on ${on(uses)}: what is set here is lost.`,
    {
      at,
      fix:
        close === undefined ? 'Take it out, or name a namespace that services live in.' : `Did you mean \`${close}\`?`,
    },
  );
};

const labelsLost = (name: string, at: Problem['at'], uses: readonly Use[]): Problem =>
  warning(
    'namespace-labels-lost',
    `Nothing here makes namespace \`${name}\` on ${on(uses)}, where it is only in \`extraNamespaces\`: its labels are not set.`,
    { at, fix: 'Set them where the namespace is made, and take them out here.' },
  );
