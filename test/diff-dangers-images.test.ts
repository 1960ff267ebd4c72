import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageOf } from '../generator/diff/dangers/images.ts';
import { isEarlier } from '../generator/diff/dangers/versions.ts';
import { clusterPair, said, saidOf } from './exposure-fixture.ts';

const digest = `@sha256:${'a'.repeat(64)}`;
const pod = (image: string): string =>
  `{ apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { containers: [{ name: web, image: "${image}" }] } }`;
const at = 'spec.containers[name=web].image';

for (const [before, after, ...codes] of [
  ['web:1.2.3', 'web:1.2.4'],
  ['web:1.2.3', 'web:1.2.2', 'image-backwards'],
  ['web:1.10.0', 'web:1.9.0', 'image-backwards'],
  [`web:1.2.3${digest}`, `web:1.2.2${digest}`, 'image-backwards'],
  ['web:1.2.3', 'other:1.2.2'],
  ['docker.io/library/web:2.0', 'web:1.0', 'image-backwards'],
  ['web:1.0', 'web:latest', 'image-floating'],
  ['web:1.0', 'web', 'image-floating'],
  ['web:1.0', 'web:main', 'image-floating'],
  ['web:1.0', 'web:1.1-SNAPSHOT', 'image-floating'],
  ['web:1.0', `web:latest${digest}`],
  ['web:latest', 'web:main'],
  ['web:1.0', 'web:1.0-alpine'],
  [`web:1.0${digest}`, 'web:1.0', 'image-floating'],
  ['web:1.0', `web:1.0${digest}`],
  ['web:1.0', 'quay.io/library/web:1.0', 'image-registry-changed'],
  ['web:1.0', 'index.docker.io/library/web:1.1'],
  ['quay.io/a/web:2.0', 'ghcr.io/a/web:1.0', 'image-backwards', 'image-registry-changed'],
] as const)
  test(`${before} becomes ${after}`, () =>
    assert.deepEqual(
      said(pod(after), pod(before)),
      codes.map((code) => `${code} ${at}`),
    ));

test('a new pod runs a floating image, or a fixed one', () => {
  assert.deepEqual(said(pod('web')), [`image-floating ${at}`]);
  assert.deepEqual(said(pod('quay.io/web:1.0')), []);
});

test('the image of a custom resource', () => {
  const resource = (image: string): string =>
    `{ apiVersion: monitoring.coreos.com/v1, kind: Prometheus, metadata: { name: a }, spec: { image: "${image}" } }`;
  assert.deepEqual(said(resource('prom:v2.1.0'), resource('prom:v3.0.0')), ['image-backwards spec.image']);
  assert.deepEqual(said(resource('prom:v3.0.0'), resource('prom:v2.1.0')), []);
});

for (const [tag, than, expected] of [
  ['1.2', '1.2.3', false],
  ['1.1', '1.2.3', true],
  ['15', '16', true],
  ['v1.2.3', '1.2.4', true],
  ['1.2.3-rc.1', '1.2.3', true],
  ['1.2.3-rc.1', '1.2.3-rc.2', true],
  ['1.2.3-rc.2', '1.2.3-rc.1', false],
  ['1.2.3-rc10', '1.2.3-rc2', false],
  ['1.2.3-rc2', '1.2.3-rc10', true],
  ['1.2.3-rc-10', '1.2.3-rc-2', false],
  ['1.2.3-beta3', '1.2.3-rc1', true],
  ['1.2.3', '1.2.3-rc.1', false],
  ['1.2.3-alpine', '1.2.3', false],
  ['1.2.3-debian-12-r1', '1.2.3-debian-12-r2', false],
  ['2023.10.1', '2024.01.01', true],
  ['1234567', '7654321', false],
  ['main', '1.0', false],
  ['1.0', 'main', false],
  ['1.0_linux', '1.1_linux', true],
] as const)
  test(`${tag} is ${expected ? '' : 'not '}earlier than ${than}`, () => assert.equal(isEarlier(tag, than), expected));

test('references are read as a runtime reads them', () => {
  assert.deepEqual(imageOf('localhost:5000/a/b:c'), { registry: 'localhost:5000', repository: 'a/b', tag: 'c' });
  assert.deepEqual(imageOf('a/b'), { registry: 'docker.io', repository: 'a/b' });
  assert.deepEqual(imageOf('localhost/a'), { registry: 'localhost', repository: 'a' });
  assert.deepEqual(imageOf('a:@'), { registry: 'docker.io', repository: 'library/a' });
});

for (const [before, after, expected] of [
  ['1.2.3', '2.0.0', ['chart-major']],
  ['2.0.0', '1.2.3', ['chart-major']],
  ['1.2.3', '1.9.0', []],
  ['0.2.3', '0.3.0', ['chart-major (note)']],
  ['0.2.3', '0.2.4', []],
  ['v1.0.0', '2.0.0-rc.1', ['chart-major']],
  ['nonsense', '2.0.0', []],
] as const)
  test(`a chart goes from ${before} to ${after}`, () =>
    assert.deepEqual(saidOf(clusterPair('eu', [{ before: '', after: '', versions: [before, after] }])), expected));
