import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noiseOf } from '../generator/diff/noise.ts';
import type { FieldChange, Noise, Step } from '../generator/model/comparison.ts';
import type { Json } from '../generator/model/values.ts';

const of = (path: readonly Step[], before: Json = 'a', after: Json = 'b'): FieldChange => ({ path, before, after });
const pod = ['spec', 'template', 'metadata'] as const;
const volume = ['spec', 'template', 'spec', 'volumes', { by: 'name', is: 'config' }, 'configMap', 'name'] as const;

const noise: readonly (readonly [Noise, FieldChange])[] = [
  ['chart-label', of(['metadata', 'labels', 'helm.sh/chart'])],
  ['chart-label', of([...pod, 'labels', 'app.kubernetes.io/version'])],
  ['checksum', of([...pod, 'annotations', 'checksum/config'])],
  ['checksum', of([...pod, 'annotations', 'example.com/config-hash'])],
  ['checksum', { path: [...pod, 'annotations'], after: { 'checksum/config': 'a', 'checksum/secret': 'b' } }],
  ['checksum', of(volume, 'web-7b9f6d8k2m', 'web-5h4k2g9f8t')],
  ['checksum', of(volume, 'web-0f3a9c', 'web-1b2c3d')],
  ['annotation', of(['metadata', 'annotations', 'kubectl.kubernetes.io/restartedAt'])],
  ['annotation', of(['metadata', 'annotations', 'example.com/generated-at'])],
  ['annotation', of([...pod, 'annotations', 'rollme'])],
  ['order', { ...of(['spec', 'volumes']), reordered: true }],
  ['random', { ...of(['data', 'password']), random: true }],
];

const none: readonly FieldChange[] = [
  of(['metadata', 'labels', 'app']),
  of(['spec', 'selector', 'matchLabels', 'app.kubernetes.io/version']),
  of(['metadata', 'annotations', 'example.com/revision-limit']),
  of(['metadata', 'annotations', 'iam.example.com/role']),
  { path: [...pod, 'annotations'], after: { 'checksum/config': 'a', 'example.com/role': 'b' } },
  { path: [...pod, 'annotations'], after: {} },
  of(['data', 'rules.yaml', { inside: 'yaml' }, 'metadata', 'labels', 'chart']),
  of(['spec', 'rules', 'labels', 'chart']),
  of(volume, 'web-7b9f6d8k2m', 'other-5h4k2g9f8t'),
  of(volume, 'web-frontend', 'web-backends'),
  of(['spec', 'image'], 'web-0f3a9c', 'web-1b2c3d'),
  { ...of(['spec', 'initContainers']), reordered: true, orderCounts: true },
];

describe('noise', () => {
  for (const [expected, change] of noise)
    test(`is ${expected}: ${JSON.stringify(change.path)}`, () => {
      assert.equal(noiseOf(change), expected);
    });
  for (const change of none)
    test(`is nothing that somebody reads: ${JSON.stringify(change)}`, () => {
      assert.equal(noiseOf(change), undefined);
    });
});
