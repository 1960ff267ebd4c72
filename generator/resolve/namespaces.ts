import type { Cluster, Environment, Namespaces } from '../model/inputs.ts';
import type { ResolvedNamespace } from '../model/releases.ts';
import type { PlannedRelease } from './release.ts';

/** The namespaces that releases live in, with what the layers say of them: later ones win, labels one by one. */
export const resolveNamespaces = (
  cluster: Cluster,
  environments: readonly Environment[],
  releases: readonly PlannedRelease[],
): readonly ResolvedNamespace[] => {
  const layers: readonly Namespaces[] = [...environments, cluster].map((layer) => layer.namespaces);
  const names = [...new Set(releases.map((release) => release.namespace.value))].sort();
  return names.map((name) => {
    const settings = layers.flatMap((layer) => layer.get(name) ?? []);
    const inside = releases.filter((release) => release.namespace.value === name);
    const labels = new Map(settings.flatMap((layer) => [...layer.labels].map(([key, label]) => [key, label.value])));
    const creates = settings.flatMap((layer) => layer.create ?? []);
    const places = [...settings.map((layer) => layer.at), ...inside.map((release) => release.namespace.at)];
    return {
      name,
      at: places[0] ?? cluster.at,
      create: creates.at(-1)?.value ?? true,
      labels: Object.fromEntries([...labels].sort(([a], [b]) => (a < b ? -1 : 1))),
      sources: [...new Set([cluster.file, ...places.map((place) => place.file)])].sort(),
    };
  });
};
