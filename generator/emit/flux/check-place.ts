import type { Problem } from '../../model/problems.ts';
import type { ResolvedCluster } from '../../model/releases.ts';
import { problem } from '../../problem.ts';
import { isOnHub, serviceAccountOf, staysInNamespace } from './place.ts';

/** What is said of where objects live and as whom they act, and cannot be. */
export const checkPlaces = (resolved: ResolvedCluster): readonly Problem[] => {
  const { cluster, settings } = resolved;
  const account = serviceAccountOf(resolved);
  const { namespace } = settings.flux;
  return [
    ...(account === undefined || staysInNamespace(resolved) ? [] : [accountElsewhere(account, cluster.name)]),
    ...(isOnHub(resolved) && cluster.name === namespace.value ? [hubInFlux(resolved, namespace.at)] : []),
  ];
};

const accountElsewhere = ({ value, at }: { value: string; at: Problem['at'] }, cluster: string): Problem =>
  problem(
    'invalid-value',
    `The service account ${value} would have to be in Flux's namespace, where the Kustomizations of ${cluster} live.`,
    { at, fix: 'Write `sources: perNamespace` beside it.' },
  );

const hubInFlux = ({ cluster }: ResolvedCluster, namespace: Problem['at'] & {}): Problem =>
  problem(
    'object-name-conflict',
    `On the hub, all of cluster ${cluster.name} lives in a namespace of its name, which is Flux's own.`,
    {
      at: cluster.kubeConfig?.at ?? cluster.at,
      fix: 'Rename the cluster.',
      related: [{ message: 'Flux runs there', at: namespace }],
    },
  );
