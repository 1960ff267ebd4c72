import { groupedBy } from '../../grouped.ts';
import type {
  Action,
  ComparedCluster,
  Comparison,
  Danger,
  Entry,
  Noise,
  ReleaseName,
  Subject,
} from '../../model/comparison.ts';
import { objectText } from '../../steps.ts';
import { some, whoOf } from '../who.ts';
import { dangerGroups } from './danger-groups.ts';

/** What every format says of a comparison, in the same words. Names are as they are in the inputs: each format makes them safe for its place. */

export const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;

/** Whether it asks somebody to do something: what is accepted does not. */
export const isOpen = ({ exception, severity }: Danger): boolean => exception === undefined && severity !== 'note';

/** Whether it gets something else, as far as that is known. */
export const isTouched = ({ state }: ComparedCluster): boolean => state !== 'same' && state !== 'unknown';

/** Of one kind of noise, so many objects. */
const folded = ({ entries }: Comparison): readonly { readonly noise: Noise; readonly objects: number }[] =>
  [...groupedBy(entries.filter(isNoise), ({ noise }) => noise ?? '')].map(([noise, alike]) => ({
    noise: noise as Noise,
    objects: alike.reduce((sum, { subjects }) => sum + subjects.length, 0),
  }));

export const isNoise = ({ noise }: Entry): boolean => noise !== undefined;

export const noises: Readonly<Record<Noise, string>> = {
  'chart-label': 'labels of chart versions',
  checksum: 'checksums',
  annotation: 'generated annotations',
  order: 'order',
  random: 'made anew each time',
};

/** `40 × labels of chart versions, 24 × checksums`. */
export const foldedText = (comparison: Comparison): string =>
  folded(comparison)
    .map(({ noise, objects }) => `${objects.toLocaleString('en-US')} × ${noises[noise]}`)
    .join(', ');

/** `3 dangers · 12 changes on 4 clusters · 212 folded`. */
export const summaryText = (comparison: Comparison): string => {
  const { dangers, entries, clusters, notCompared } = comparison;
  const open = dangerGroups(dangers.filter(isOpen)).length;
  const accepted = dangerGroups(dangers.filter(({ exception }) => exception !== undefined)).length;
  const changes = entries.filter((entry) => !isNoise(entry)).length;
  const touched = clusters.filter(isTouched).length;
  const hidden = folded(comparison).reduce((sum, { objects }) => sum + objects, 0);
  if (dangers.length + entries.length === 0)
    return notCompared.length === 0 ? 'Nothing changes in any cluster' : 'Nothing changes in what can be compared';
  return [
    open === 0 ? 'no danger found' : count(open, 'danger'),
    ...(accepted === 0 ? [] : [`${accepted} accepted`]),
    `${count(changes, 'change')} on ${count(touched, 'cluster')}`,
    ...(hidden === 0 ? [] : [`${hidden.toLocaleString('en-US')} folded`]),
  ].join(' · ');
};

/** Of one environment, so many clusters are named. */
const mostClusters = 6;

/** `production (all 12)`, `dev: a, b`. */
export const clustersText = (
  { clusters }: Comparison,
  subjects: readonly ReleaseName[],
  most: number = mostClusters,
): string => {
  const meant = new Set(subjects.map(({ cluster }) => cluster));
  if (clusters.length > 3 && clusters.every(({ name }) => meant.has(name))) return `all ${clusters.length} clusters`;
  return whoOf(clusters, (name) => meant.has(name), { mostNames: most, aloneByName: true }).join('; ');
};

const mostObjects = 3;
const mostServices = 3;

/** `StatefulSet mimir-ingester`, `Deployment web, Service web`, `Deployment web and 39 more`. */
export const objectsText = (subjects: Danger['subjects']): string => {
  const names = [...new Set(subjects.flatMap(({ object }) => (object === undefined ? [] : [objectText(object)])))];
  return some(names, names.length > mostObjects ? 1 : mostObjects);
};

/** `mimir-distributed`, `web, api and 4 more`; empty for what belongs to the cluster itself. */
export const servicesText = (subjects: readonly ReleaseName[]): string =>
  some(
    [...new Set(subjects.map(({ service }) => service))].filter((service) => service !== ''),
    mostServices,
  );

/** Where the first of what moved or was renamed comes from: `from old`, `was Service a`, `was in a` for another namespace alone. */
export const wasText = ({ was = [], subjects, action }: Entry): string => {
  const [old] = was;
  const [now] = subjects;
  if (old === undefined || now === undefined) return '';
  if (action === 'moved') return `from ${old.service === now.service ? old.cluster : old.service}`;
  return old.object.name === now.object.name ? `was in ${old.object.namespace}` : `was ${objectText(old.object)}`;
};

export const signs: Readonly<Record<Action, string>> = {
  added: '+',
  removed: '-',
  changed: '~',
  moved: '→',
  renamed: '→',
};

/** `tempo on a, b; loki on c`: each service once. */
export const releasesText = (comparison: Comparison, releases: readonly ReleaseName[], most: number): string => {
  const groups = [...groupedBy(releases, ({ service }) => service)].map(([service, same]) => {
    const who = clustersText(comparison, same);
    return service === '' ? who : `${service} on ${who}`;
  });
  return groups.length > most
    ? `${groups.slice(0, most).join('; ')} and ${groups.length - most} more`
    : groups.join('; ');
};

/** Changes that the same lines caused, in the order of the first. */
export const byCauses = (entries: readonly Entry[]): readonly (readonly [Entry, ...Entry[]])[] => [
  ...groupedBy(entries, ({ causes }) => JSON.stringify(causes)).values(),
];

/** Objects of an entry, each once with its clusters. */
export const objectsOf = (subjects: readonly Subject[]): readonly (readonly [Subject, ...Subject[]])[] => [
  ...groupedBy(subjects, ({ service, object }) => JSON.stringify([service, object])).values(),
];
