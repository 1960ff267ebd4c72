import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, Verdict } from 'kubeconform-wasm';
import type { KubernetesObject } from '../generator/model/outputs.ts';
import { loadKubeconform } from '../generator/validate/kubeconform.ts';
import { shapes } from '../generator/validate/shape.ts';
import { goodManifests } from '../packages/kubeconform-wasm/test/good-manifests.ts';
import { mutations } from '../packages/kubeconform-wasm/test/mutations.ts';

const good = goodManifests as readonly KubernetesObject[];

const said = ({ status, reason, errors }: Verdict): readonly [string, string | undefined, readonly Finding[]] => [
  status,
  reason,
  errors,
];

/** Some of all the ways to break it: each is judged twice. */
const broken = (object: KubernetesObject): readonly KubernetesObject[] =>
  mutations(object)
    .filter((_, index) => index % 9 === 0)
    .map(({ document }) => document as KubernetesObject);

test('a shape is judged like its object, however that is broken', async () => {
  const engine = await loadKubeconform();
  const objects = good.flatMap((object) => [object, ...broken(object)]);
  const whole = engine.validate(objects, { strict: true });
  const shaped = engine.validate(objects.map(engine.shapeOf), { strict: true });
  assert(whole.filter(({ status }) => status === 'invalid').length > 100);
  for (const [index, verdict] of whole.entries())
    assert.deepEqual(said(shaped[index] as Verdict), said(verdict), JSON.stringify(objects[index]));
});

test('objects that differ only in names and values have one shape', async () => {
  const { shapeOf } = await loadKubeconform();
  const release = (name: string, values: object): KubernetesObject => ({
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name, namespace: name },
    spec: { interval: '30m', releaseName: name, chart: { spec: { chart: name } }, values: { ...values } },
  });
  assert.deepEqual(shapeOf(release('web', { replicas: 2 })), shapeOf(release('a-database', { a: { b: [null] } })));
  // Helm takes no release name of more than 53 characters.
  const long = release('x'.repeat(54), {});
  assert.deepEqual(shapeOf(long).spec, {
    ...(shapeOf(release('web', {})).spec as object),
    releaseName: 'x'.repeat(54),
  });
});

test('what a schema says more of than this knows stays', () => {
  const schema = {
    properties: {
      apiVersion: { enum: ['v1'] },
      kind: { enum: ['Thing'] },
      text: { type: 'string' },
      pattern: { type: 'string', pattern: '^a' },
      either: { oneOf: [{ type: 'string' }, { type: 'object' }] },
      list: { type: 'array', items: { type: 'string' }, uniqueItems: true },
      elsewhere: { $ref: 'other.json' },
      counted: { type: 'object', maxProperties: 1 },
      texts: { type: 'array', items: { $ref: '#/definitions/text' } },
    },
    definitions: { text: { type: 'string', description: 'any' } },
  };
  const shapeOf = shapes(new Map([['thing-v1.json', JSON.stringify(schema)]]));
  const thing = {
    apiVersion: 'v1',
    kind: 'Thing',
    pattern: 'b',
    either: {},
    list: ['c', 'c'],
    elsewhere: 'd',
    counted: { e: 'f' },
  };
  assert.deepEqual(shapeOf({ ...thing, text: 'g', texts: ['h', 'i'] }), { ...thing, text: '', texts: ['', ''] });
  assert.deepEqual(shapeOf({ ...thing, kind: 'Other', text: 'g' }), { ...thing, kind: 'Other', text: 'g' });
});
