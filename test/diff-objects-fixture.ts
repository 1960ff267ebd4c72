import { compareObjects } from '../generator/diff/compare-objects.ts';
import type { FieldChange } from '../generator/model/comparison.ts';
import type { Json, JsonObject } from '../generator/model/values.ts';
import { shapesFrom } from '../generator/shapes.ts';
import { pathText } from '../generator/steps.ts';

const shapes = shapesFrom([]);
const kinds = [
  ['', 'v1', 'ConfigMap'],
  ['', 'v1', 'Secret'],
  ['', 'v1', 'Service'],
  ['', 'v1', 'ServiceAccount'],
  ['apps', 'v1', 'Deployment'],
  ['monitoring.coreos.com', 'v1', 'ServiceMonitor'],
] as const;
const named = ([group, version, kind]: (typeof kinds)[number]): Parameters<typeof shapes.load>[0][number] => ({
  name: { group, version, kind, namespace: '', name: '' },
  part: 'object',
  object: { apiVersion: group === '' ? version : `${group}/${version}`, kind },
});
await shapes.load(kinds.map(named));

export const compare = (before: JsonObject, after: JsonObject): readonly FieldChange[] => {
  const [version = '', group = ''] = String(after.apiVersion ?? '')
    .split('/')
    .reverse();
  return compareObjects(before, after, shapes.of({ group, version, kind: String(after.kind) }));
};

export const told = (before: JsonObject, after: JsonObject): readonly string[] =>
  compare(before, after).map(({ path, before: was, after: is, ...marks }) =>
    [pathText(path), JSON.stringify(was) ?? '-', '->', JSON.stringify(is) ?? '-', ...Object.keys(marks)].join(' '),
  );

export const deployment = (pod: JsonObject): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { template: { spec: pod } },
});
export const container = (more: JsonObject, name = 'web'): JsonObject =>
  deployment({ containers: [{ name, ...more }] });
export const configMap = (data: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'web' },
  data,
});
export const secret = (data: JsonObject, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'web', ...metadata },
  ...data,
});
export const service = (ports: Json): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { ports },
});

export const monitor = (spec: JsonObject): JsonObject => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: { name: 'web' },
  spec,
});
