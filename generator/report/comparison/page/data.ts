import { groupedBy } from '../../../grouped.ts';
import type { Action, Cause, Comparison, Entry, ReleaseName } from '../../../model/comparison.ts';
import { objectText } from '../../../steps.ts';
import { visible } from '../../visible.ts';
import { whoOf } from '../../who.ts';
import type { DangerGroup } from '../danger-groups.ts';
import type { Links } from '../links.ts';
import { byCauses, isNoise, noises, objectsOf, objectsText, servicesText, signs, wasText } from '../words.ts';
import { detailOf, type PageDetail, type Room } from './entry.ts';

/** What the page's script makes the list of changes from. Clusters, services, sets and causes are named by their index. */
export interface PageData {
  readonly clusters: readonly string[];
  readonly services: readonly string[];
  /** Clusters that are meant together. */
  readonly sets: readonly ClusterSet[];
  readonly causes: readonly (readonly PageCause[])[];
  /** In the order of their cards. */
  readonly dangers: readonly { readonly set: number; readonly services: readonly number[]; readonly kind: string }[];
  /** In the order in which they are shown. */
  readonly entries: readonly PageEntry[];
}

interface ClusterSet {
  readonly clusters: readonly number[];
  /** As people say it: one for each environment. */
  readonly chips: readonly string[];
}

export interface PageCause {
  readonly place: string;
  readonly href: string;
  readonly message: string;
}

export interface PageEntry extends PageDetail {
  readonly id: string;
  readonly action: Action;
  readonly sign: string;
  readonly what: string;
  readonly was: string;
  readonly service: string;
  readonly services: readonly number[];
  readonly set: number;
  readonly objects: readonly (readonly [what: string, namespace: string, service: string, set: number])[];
  readonly causes: number;
  readonly dangers: readonly number[];
  /** What kind of noise it is; empty for what people read. */
  readonly noise: string;
  readonly isValues: boolean;
}

/** In UTF-16 units. */
const mostText = 24_000_000;

/** Things by their index, each once. */
const indexed = <Item>(keyOf: (item: Item) => string): { items: Item[]; at: (item: Item) => number } => {
  const items: Item[] = [];
  const places = new Map<string, number>();
  const at = (item: Item): number => {
    const key = keyOf(item);
    const place = places.get(key) ?? items.push(item) - 1;
    places.set(key, place);
    return place;
  };
  return { items, at };
};

export const pageCause = ({ message, at, was }: Cause, links: Links): PageCause => {
  const [place, side] = at === undefined ? [was, 'base' as const] : [at, 'head' as const];
  if (place === undefined) return { place: '', href: '', message: visible(message) };
  return {
    place: `${visible(place.file)}:${place.line}${side === 'base' ? ' (base)' : ''}`,
    href: links(place, side) ?? '',
    message: visible(message),
  };
};

/** An environment each: `production (all 12)`. */
export const chipsOf = (comparison: Comparison, subjects: readonly ReleaseName[]): readonly string[] => {
  const meant = new Set(subjects.map(({ cluster }) => cluster));
  const { clusters } = comparison;
  if (clusters.length > 3 && clusters.every(({ name }) => meant.has(name))) return [`all ${clusters.length} clusters`];
  return whoOf(clusters, (name) => meant.has(name), { mostNames: 3, aloneByName: true }).map(visible);
};

export const pageData = (comparison: Comparison, links: Links, groups: readonly DangerGroup[]): PageData => {
  const clusters = indexed<string>((name) => name);
  for (const { name } of comparison.clusters) clusters.at(name);
  const services = indexed<string>((name) => name);
  const sets = indexed<ClusterSet>((set) => set.clusters.join());
  const causes = indexed<readonly Cause[]>((list) => JSON.stringify(list));
  const chips = new Map<string, readonly string[]>();
  const setOf = (subjects: readonly ReleaseName[]): number => {
    const meant = [...new Set(subjects.map(({ cluster }) => clusters.at(cluster)))];
    const key = meant.join();
    const told = chips.get(key) ?? chipsOf(comparison, subjects);
    chips.set(key, told);
    return sets.at({ clusters: meant, chips: told });
  };
  const servicesOf = (subjects: readonly ReleaseName[]): readonly number[] =>
    [...new Set(subjects.map(({ service }) => service))].filter((name) => name !== '').map(services.at);
  const room: Room = { left: mostText };
  const cards = cardsOf(comparison, groups);
  const read = comparison.entries.filter((entry) => !isNoise(entry));
  const folded = [...groupedBy(comparison.entries.filter(isNoise), ({ noise = '' }) => noise).values()].flat();
  const entries = [...byCauses(read).flat(), ...folded].map(
    (entry): PageEntry => ({
      ...headOf(entry),
      services: servicesOf(entry.subjects),
      set: setOf(entry.subjects),
      objects: objectsOf(entry.subjects).map((same) => [
        visible(objectText(same[0].object)),
        visible(same[0].object.namespace),
        visible(same[0].service),
        setOf(same),
      ]),
      causes: causes.at(entry.causes),
      dangers: [...new Set(entry.dangers.flatMap((index) => cards.get(index) ?? []))],
      ...detailOf(entry, room),
    }),
  );
  return {
    entries,
    dangers: groups.map(({ first, subjects }) => ({
      set: setOf(subjects),
      services: servicesOf(subjects),
      kind: `${first.exception === undefined ? first.severity : 'accepted'} ${first.code}`,
    })),
    clusters: clusters.items.map(visible),
    services: services.items.map(visible),
    sets: sets.items,
    causes: causes.items.map((list) => list.map((cause) => pageCause(cause, links))),
  };
};

const headOf = (
  entry: Entry,
): Pick<PageEntry, 'id' | 'action' | 'sign' | 'what' | 'was' | 'service' | 'noise' | 'isValues'> => ({
  id: visible(entry.id),
  action: entry.action,
  sign: signs[entry.action],
  what: visible(objectsText(entry.subjects)),
  was: visible(wasText(entry)),
  service: visible(servicesText(entry.subjects)),
  noise: entry.noise === undefined ? '' : noises[entry.noise],
  isValues: entry.layer === 'values',
});

/** By the index of a danger, the card that tells it. */
const cardsOf = ({ dangers }: Comparison, groups: readonly DangerGroup[]): ReadonlyMap<number, number> => {
  const places = new Map(dangers.map((danger, index) => [danger, index]));
  return new Map(
    groups.flatMap(({ members }, card) =>
      members.flatMap((danger) => {
        const index = places.get(danger);
        return index === undefined ? [] : [[index, card] as const];
      }),
    ),
  );
};
