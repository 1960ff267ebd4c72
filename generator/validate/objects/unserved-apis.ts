import { knownMinors, servedKinds } from '../../kubernetes-apis.ts';
import type { ClusterObjects } from '../../model/rendered.ts';
import { apiOf } from '../../object-fields.ts';
import { minorOf } from './objects.ts';
import type { Finding, Rule } from './rule.ts';

/** Groups that only Kubernetes itself serves: those of today, and those that are gone. */
const builtIn = new Set([
  'extensions',
  ...knownMinors.flatMap((minor) =>
    Object.keys(servedKinds(minor) ?? {}).map((api) => (api.includes('/') ? (api.split('/')[0] ?? '') : '')),
  ),
]);

export const isBuiltIn = (group: string): boolean => builtIn.has(group);

const isServed = (minor: string, api: string, kind: string): boolean | undefined =>
  servedKinds(minor)?.[api]?.includes(kind) ?? (servedKinds(minor) === undefined ? undefined : false);

/** API versions that the cluster does not serve, or that it would not serve after its next two updates. */
export const unservedApis: Rule = (cluster) =>
  cluster.objects.flatMap((object): readonly Finding[] => {
    const { group, version, kind } = apiOf(object.rendered.object);
    if (!isBuiltIn(group)) return [];
    const api = group === '' ? version : `${group}/${version}`;
    const said = cluster.cluster.cluster.apiVersions;
    if (said.includes(api) || said.includes(`${api}/${kind}`)) return [];
    const minor = minorOf(cluster);
    const found = { object, path: '/apiVersion', fix: fixOf(cluster, group, kind) };
    if (isServed(minor, api, kind) === false && !isOnlyWritten(kind))
      return [
        {
          ...found,
          code: 'api-not-served',
          severity: 'problem',
          message: `Kubernetes ${minor} does not serve ${kind} of ${api}`,
        },
      ];
    const gone = nextTwo(minor).find((next) => isServed(next, api, kind) === false);
    return gone === undefined || isServed(minor, api, kind) !== true
      ? []
      : [
          {
            ...found,
            code: 'api-deprecated',
            severity: 'note',
            message: `Kubernetes ${gone} no longer serves ${kind} of ${api}`,
          },
        ];
  });

/** Kinds that are sent and never kept have no resource of their own. */
const isOnlyWritten = (kind: string): boolean => kind === 'List' || kind === '';

const nextTwo = (minor: string): readonly string[] => {
  const index = knownMinors.indexOf(minor);
  return index < 0 ? [] : knownMinors.slice(index + 1, index + 3);
};

const fixOf = (cluster: ClusterObjects, group: string, kind: string): string => {
  const served = servedKinds(minorOf(cluster)) ?? {};
  const moved =
    kind === 'Ingress'
      ? 'networking.k8s.io'
      : group === 'extensions'
        ? kind === 'NetworkPolicy'
          ? 'networking.k8s.io'
          : 'apps'
        : group;
  const instead = Object.entries(served).find(
    ([api, kinds]) => api.startsWith(`${moved}/`) && kinds.includes(kind),
  )?.[0];
  return instead === undefined
    ? 'Take a version of the chart that does without it.'
    : `Take a version of the chart that makes it as ${instead}, or see whether a value chooses the API version.`;
};
