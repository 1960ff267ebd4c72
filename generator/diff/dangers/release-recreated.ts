import type { ClusterPair, ReleasePair } from '../../model/comparison.ts';
import type { Release } from '../../model/releases.ts';
import type { DangerFinding, DangerRule } from './rule.ts';
import { clipped } from './words.ts';

/** Another identity of the same thing: removed under the old one, installed under the new one. */
export const releaseRecreated: DangerRule = (cluster) => [
  ...cluster.releases.flatMap((release) => identityChange(release)),
  ...renamedServices(cluster),
];

const fix =
  'Install it beside the old one under a new service, move data and users over, and take the old one out later; docs/controllers.md says what moves.';

const identityChange = ({ service, before, after }: ReleasePair): readonly DangerFinding[] => {
  if (before === undefined || after === undefined) return [];
  const changes = identities.flatMap(({ what, of }) => {
    const [old, now] = [of(before), of(after)];
    return old === now ? [] : [`${what} goes from ${clipped(old)} to ${clipped(now)}`];
  });
  if (changes.length === 0) return [];
  return [
    {
      code: 'release-recreated',
      service,
      message: `${changes.join(', ')}: what runs is removed and installed anew, and its volumes do not come along`,
      fix,
    },
  ];
};

const identities: readonly { readonly what: string; readonly of: (release: Release) => string }[] = [
  { what: 'its Helm release', of: ({ name }) => name },
  { what: 'its namespace', of: ({ namespace }) => namespace.value },
  { what: "the cluster's controller", of: ({ cluster }) => cluster.controller.value },
  { what: 'where the cluster is', of: ({ cluster }) => destinationOf(cluster) },
];

const destinationOf = ({ destination, kubeConfig }: Release['cluster']): string => {
  if (kubeConfig !== undefined)
    return `the hub's ${kubeConfig.secretRef?.value ?? kubeConfig.configMapRef?.value ?? 'kubeConfig'}`;
  if (destination === undefined) return "the controller's own cluster";
  return 'name' in destination ? destination.name.value : destination.server.value;
};

/** A service that goes while one of another key comes with the same Helm release: two controllers' objects for one. */
const renamedServices = ({ releases, isRemoved }: ClusterPair): readonly DangerFinding[] =>
  isRemoved
    ? []
    : releases.flatMap(({ service, before, after }) => {
        if (before !== undefined || after === undefined) return [];
        const was = releases.find(
          (other) =>
            other.after === undefined &&
            other.before !== undefined &&
            other.before.name === after.name &&
            other.before.namespace.value === after.namespace.value,
        );
        if (was === undefined || was.before?.onRemove === 'keep') return [];
        return [
          {
            code: 'release-recreated',
            service,
            message: `it takes over the Helm release of ${clipped(was.service)}, which is uninstalled at the same time: whichever comes last wins`,
            fix: 'Keep the key of the service; or set `onRemove: keep` on the old one, let that arrive, and then rename it.',
          } as const,
        ];
      });
