import { parse } from 'yaml';
import type { SideObject } from '../../model/comparison.ts';
import { fieldOf, mapOf } from '../../object-fields.ts';
import { groupKindOf } from '../../pod-templates.ts';

/** In UTF-16 units. No configuration of a ring is longer. */
const largest = 256 << 10;

const settings = (component: string): readonly (readonly string[])[] => [
  [component, 'ring', 'replication_factor'],
  [component, 'sharding_ring', 'replication_factor'],
  [component, 'lifecycler', 'ring', 'replication_factor'],
];

/** Of Mimir's and Tempo's rings, and of Loki's. */
const usual: Readonly<Record<string, readonly string[]>> = {
  'mimir.yaml': ['ingester', 'store_gateway'],
};

/** What holds ingesters: in Loki's simple modes they have other names. */
const writers: readonly string[] = ['ingester', 'write', 'single_binary'];

/**
 * On how many replicas of a component each piece of data is, by the configuration of Mimir, Loki or Tempo in a ConfigMap; Mimir's default where that says
 * nothing. Undefined where there is no such ring.
 */
export const replicationFactor = (objects: readonly SideObject[], component: string): number | undefined => {
  const name = component.replaceAll('-', '_');
  for (const { object } of objects.filter((one) => groupKindOf(one.object) === 'ConfigMap'))
    for (const [key, text] of Object.entries(mapOf(object, 'data'))) {
      if (
        typeof text !== 'string' ||
        text.length > largest ||
        !/(?:^|[\s{])(?:ring|replication_factor|target)\s*:/m.test(text)
      )
        continue;
      const config = parsed(text);
      const said = settings(name)
        .map((path) => fieldOf(config, ...path))
        .find((value) => typeof value === 'number');
      if (typeof said === 'number') return said;
      if (writers.includes(name) && typeof fieldOf(config, 'common', 'replication_factor') === 'number')
        return fieldOf(config, 'common', 'replication_factor') as number;
      if (Object.hasOwn(usual, key) && usual[key]?.includes(name)) return 3;
    }
  return undefined;
};

const parsed = (text: string): unknown => {
  try {
    return parse(text, { logLevel: 'silent', maxAliasCount: 100, uniqueKeys: false });
  } catch {
    return undefined;
  }
};
