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
  const found = { code: 'release-recreated', service } as const;
  const changes = differing(identities, before, after);
  const place = differing([where], before, after);
  // Neither controller looks at a place that it is no longer sent to.
  if (place.length > 0)
    return [
      {
        ...found,
        message: `${[...changes, ...place].join(', ')}: it is installed anew there, and what runs at the old place stays and is looked after by nobody`,
        fix,
      },
    ];
  if (changes.length > 0)
    return [
      {
        ...found,
        message: `${changes.join(', ')}: ${before.onRemove === 'keep' && losesSteering(before, after) ? 'what runs stays beside what is installed anew, and is looked after by nobody' : 'what runs is removed and installed anew, and its volumes do not come along'}`,
        fix,
      },
    ];
  const delivery = before.cluster.controller.value === 'flux' ? differing([how], before, after) : [];
  if (delivery.length === 0) return [];
  return [
    {
      ...found,
      message: `${delivery.join(', ')}: ${after.delivery === 'rendered' ? 'Helm uninstalls what runs, unless its HelmRelease is suspended before' : 'Helm refuses objects that are there and not its own'}`,
      fix: 'Do what docs/adopting.md says of that change, first.',
    },
  ];
};

/** Whether what steers the release goes, as `onRemove: keep` is about. Else it stays, and prunes what it no longer makes. */
export const losesSteering = (before: Release, after: Release): boolean =>
  before.cluster.controller.value !== after.cluster.controller.value;

interface Identity {
  readonly what: string;
  readonly of: (release: Release) => string;
}

const differing = (all: readonly Identity[], before: Release, after: Release): readonly string[] =>
  all.flatMap(({ what, of }) => {
    const [old, now] = [of(before), of(after)];
    return old === now ? [] : [`${what} goes from ${clipped(old)} to ${clipped(now)}`];
  });

const identities: readonly Identity[] = [
  { what: 'its Helm release', of: ({ name }) => name },
  { what: 'its namespace', of: ({ namespace }) => namespace.value },
  { what: "the cluster's controller", of: ({ cluster }) => cluster.controller.value },
];

const where: Identity = { what: 'where the cluster is', of: ({ cluster }) => destinationOf(cluster) };
const how: Identity = { what: 'its delivery', of: ({ delivery }) => delivery };

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
