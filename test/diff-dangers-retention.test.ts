import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retentionShortened } from '../generator/diff/dangers/retention-shortened.ts';
import { clusterPair, saidBy } from './exposure-fixture.ts';

const config = (yaml: string): string => `{ apiVersion: v1, kind: ConfigMap, metadata: { name: a }, data: ${yaml} }`;
const prometheus = (retention: string): string =>
  `{ apiVersion: monitoring.coreos.com/v1, kind: Prometheus, metadata: { name: a }, spec: ${retention} }`;
const argument = (text: string): string =>
  `{ apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { containers: [{ name: a, args: ["${text}"] }] } }`;
const embedded = (text: string): string => config(JSON.stringify({ 'a.yaml': text }));
for (const [what, before, after, speaks] of [
  ['fewer days', prometheus('{ retention: 30d }'), prometheus('{ retention: 15d }'), true],
  ['more days', prometheus('{ retention: 15d }'), prometheus('{ retention: 30d }'), false],
  ['the same in hours', prometheus('{ retention: 2d }'), prometheus('{ retention: 48h }'), false],
  ['less, in hours', prometheus('{ retention: 2d }'), prometheus('{ retention: 1d23h }'), true],
  ['not forever any more', prometheus('{ retention: 0s }'), prometheus('{ retention: 1y }'), true],
  ['forever', prometheus('{ retention: 1y }'), prometheus('{ retention: 0s }'), false],
  ['forever, by a number below none', prometheus('{ retention: 30 }'), prometheus('{ retention: -1 }'), false],
  ['not forever, which was below none', prometheus('{ retention: "-1" }'), prometheus('{ retention: "30" }'), true],
  ['less room', prometheus('{ retentionSize: 50GB }'), prometheus('{ retentionSize: 49GiB }'), true],
  ['as much room', prometheus('{ retentionSize: 1024MB }'), prometheus('{ retentionSize: 1GB }'), false],
  ['a number', prometheus('{ retentionDays: 30 }'), prometheus('{ retentionDays: 7 }'), true],
  ['a number that is named so', prometheus('{ retention: 30 }'), prometheus('{ retention: 7 }'), true],
  ['another unit', prometheus('{ retention: 30d }'), prometheus('{ retention: 7Gi }'), false],
  ['an argument', argument('--storage.tsdb.retention.time=30d'), argument('--storage.tsdb.retention.time=7d'), true],
  [
    'an argument with more',
    argument('--storage.tsdb.retention.time=7d'),
    argument('--storage.tsdb.retention.time=30d'),
    false,
  ],
  ['embedded', embedded('limits:\n  retention_period: 744h\n'), embedded('limits:\n  retention_period: 24h\n'), true],
  ['embedded, by its name', embedded('limits:\n  retention: 744h\n'), embedded('limits:\n  retention: 24h\n'), true],
  ['no number', embedded('retention: .inf\n'), embedded('retention: 3\n'), false],
  ['of a cache', embedded('results_cache:\n  ttl: 24h\n'), embedded('results_cache:\n  ttl: 1h\n'), false],
  [
    'of finished Jobs',
    config('{ ttlSecondsAfterFinished: "600" }'),
    config('{ ttlSecondsAfterFinished: "60" }'),
    false,
  ],
  [
    'what claims are kept by',
    config('{ persistentVolumeClaimRetentionPolicy: 3d }'),
    config('{ persistentVolumeClaimRetentionPolicy: 1d }'),
    false,
  ],
] as const)
  test(`kept for: ${what}`, () => {
    const said = saidBy([retentionShortened], clusterPair('eu', [{ before, after }]));
    assert.equal(said.length, speaks ? 1 : 0, said.join());
  });
