import assert from 'node:assert/strict';
import { parseAllDocuments } from 'yaml';
import { compareObjects } from '../generator/diff/compare-objects.ts';
import type { DangerFinding } from '../generator/diff/dangers/rule.ts';
import { dangerRules } from '../generator/diff/dangers/rules.ts';
import type { ClusterPair, ObjectPair, ReleasePair, SideObject } from '../generator/model/comparison.ts';
import { type DangerCode, dangerKinds } from '../generator/model/danger-codes.ts';
import type { DangerSettings } from '../generator/model/danger-settings.ts';
import type { Release } from '../generator/model/releases.ts';
import type { JsonObject } from '../generator/model/values.ts';
import { pathText } from '../generator/steps.ts';
import { httpChart, resolvedCluster } from './emit-fixture.ts';

/** Those that let somebody do more. */
const exposure: ReadonlySet<DangerCode> = new Set<DangerCode>([
  'bootstrap-changed',
  'access-widened',
  'access-unbounded',
  'pod-security-weakened',
  'service-public',
  'network-policy-removed',
  'image-backwards',
  'image-floating',
  'image-registry-changed',
  'chart-major',
  'over-budget',
]);

export const noSettings: DangerSettings = { severities: new Map(), exceptions: [], removedShare: 0.3, budgets: [] };

/** What a test says of a release; a side that is absent has no such release. */
export interface ChangeSketch {
  readonly service?: string;
  readonly namespace?: string;
  /** YAML documents. */
  readonly before?: string;
  readonly after?: string;
  readonly versions?: readonly [before: string, after: string];
  /** What is another on a side. */
  readonly was?: Partial<Release>;
  readonly is?: Partial<Release>;
}

export const sideOf = (object: JsonObject, namespace = 'app', part: SideObject['part'] = 'object'): SideObject => {
  const [version = '', group = ''] = String(object.apiVersion).split('/').reverse();
  const metadata = (object.metadata ?? {}) as { readonly name?: string; readonly namespace?: string };
  const name = { group, version, kind: String(object.kind), name: metadata.name ?? '' };
  return { name: { ...name, namespace: metadata.namespace ?? namespace }, part, object };
};

const objectsIn = (yaml: string | undefined, namespace: string): readonly SideObject[] =>
  parseAllDocuments(yaml ?? '').flatMap((document) => {
    assert.deepEqual(document.errors, []);
    const object = document.toJS() as JsonObject | null;
    return object === null ? [] : [sideOf(object, namespace)];
  });

const keyOf = ({ name: { group, kind, namespace, name } }: SideObject): string =>
  JSON.stringify([group, kind, namespace, name]);

const pairsOf = (before: readonly SideObject[], after: readonly SideObject[]): readonly ObjectPair[] => {
  const [old, now] = [before, after].map((side) => new Map(side.map((one) => [keyOf(one), one])));
  return [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].flatMap((key): ObjectPair[] => {
    const [was, is] = [old?.get(key), now?.get(key)];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    const changes = was === undefined || is === undefined ? [] : compareObjects(was.object, is.object, undefined);
    return [{ ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }), changes }];
  });
};

const releasePair = (cluster: string, sketch: ChangeSketch): ReleasePair => {
  const { service = 'app', namespace = service, before, after, versions = ['1.0.0', '1.0.0'] } = sketch;
  const release = (version: string, other: Partial<Release> = {}): Release => {
    const chart = httpChart(service, version);
    const sketched = resolvedCluster({ name: cluster, controller: 'flux', releases: [{ service, namespace, chart }] });
    const [made] = sketched.releases;
    assert(made !== undefined);
    return { ...made, ...other };
  };
  const [objectsBefore, objectsAfter] = [objectsIn(before, namespace), objectsIn(after, namespace)];
  return {
    cluster,
    service,
    ...(before === undefined ? {} : { before: release(versions[0], sketch.was) }),
    ...(after === undefined ? {} : { after: release(versions[1], sketch.is) }),
    differs: true,
    isRendered: true,
    objectsBefore,
    objectsAfter,
    pairs: pairsOf(objectsBefore, objectsAfter),
  };
};

export const clusterPair = (
  cluster: string,
  releases: readonly ChangeSketch[],
  other: Partial<ClusterPair> = {},
): ClusterPair => ({
  cluster,
  isAdded: false,
  isRemoved: false,
  releases: releases.map((release) => releasePair(cluster, release)),
  pairs: [],
  ...other,
});

const findingsOf = (
  cluster: ClusterPair,
  settings: DangerSettings,
  codes: ReadonlySet<DangerCode> = exposure,
): readonly DangerFinding[] =>
  dangerRules.flatMap((rule) => rule(cluster, settings)).filter(({ code }) => codes.has(code));

/** What the rules say of a cluster: `code path`, with the severity where it is not the code's. */
export const saidOf = (
  cluster: ClusterPair,
  settings: DangerSettings = noSettings,
  codes: ReadonlySet<DangerCode> = exposure,
): readonly string[] =>
  findingsOf(cluster, settings, codes).map(({ code, severity, path, message, fix }) => {
    assert.match(message, /^\S.*[^.]$/s);
    assert.match(fix, /^[A-Z`].*\.$/s);
    const other = severity === undefined || severity === dangerKinds[code].severity ? '' : ` (${severity})`;
    return `${code}${path === undefined ? '' : ` ${pathText(path)}`}${other}`;
  });

/** Of one release that is on both sides; without `before` its objects are new. */
export const said = (after: string, before = ''): readonly string[] => saidOf(clusterPair('eu', [{ before, after }]));

/** Their messages. */
export const told = (after: string, before = ''): readonly string[] =>
  findingsOf(clusterPair('eu', [{ before, after }]), noSettings).map(({ message }) => message);
