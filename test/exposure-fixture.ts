import assert from 'node:assert/strict';
import { parseAllDocuments } from 'yaml';
import type { DangerFinding, DangerRule } from '../generator/diff/dangers/rule.ts';
import { dangerRules } from '../generator/diff/dangers/rules.ts';
import { movedBetween, pairObjects } from '../generator/diff/pair-objects.ts';
import type { ClusterPair, ReleasePair, SideObject } from '../generator/model/comparison.ts';
import { type DangerCode, dangerKinds } from '../generator/model/danger-codes.ts';
import type { DangerSettings } from '../generator/model/danger-settings.ts';
import type { Controller } from '../generator/model/inputs.ts';
import type { Release } from '../generator/model/releases.ts';
import type { JsonObject } from '../generator/model/values.ts';
import { pathText } from '../generator/steps.ts';
import { httpChart, resolvedCluster } from './emit-fixture.ts';

/** What these tests are about: rules of loss have tests of their own. */
const codes: ReadonlySet<DangerCode> = new Set<DangerCode>([
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
  /** What else the release is, on both sides or on each. */
  readonly release?: Partial<Release>;
  readonly releaseBefore?: Partial<Release>;
  readonly releaseAfter?: Partial<Release>;
  readonly controllers?: readonly [before: Controller, after: Controller];
  /** What both sides have in `crds/`, as hooks and for the controller, as YAML documents. */
  readonly parts?: Partial<Record<SideObject['part'], readonly [before: string, after: string]>>;
}

export const sideOf = (object: JsonObject, namespace = 'app', part: SideObject['part'] = 'object'): SideObject => {
  const [version = '', group = ''] = String(object.apiVersion).split('/').reverse();
  const metadata = (object.metadata ?? {}) as { readonly name?: string; readonly namespace?: string };
  const name = { group, version, kind: String(object.kind), name: metadata.name ?? '' };
  return { name: { ...name, namespace: metadata.namespace ?? namespace }, part, object };
};

const objectsIn = (
  yaml: string | undefined,
  namespace: string,
  part: SideObject['part'] = 'object',
): readonly SideObject[] =>
  parseAllDocuments(yaml ?? '').flatMap((document) => {
    assert.deepEqual(document.errors, []);
    const object = document.toJS() as JsonObject | null;
    return object === null ? [] : [sideOf(object, namespace, part)];
  });

const releasePair = (cluster: string, sketch: ChangeSketch): ReleasePair => {
  const { service = 'app', namespace = service, before, after, versions = ['1.0.0', '1.0.0'] } = sketch;
  const { controllers = ['flux', 'flux'], parts = {}, release: other } = sketch;
  const release = (side: 0 | 1, own: Partial<Release> | undefined): Release => {
    const chart = httpChart(service, versions[side]);
    const sketched = resolvedCluster({
      name: cluster,
      controller: controllers[side],
      releases: [{ service, namespace, chart, other: { ...other, ...own } }],
    });
    const [made] = sketched.releases;
    assert(made !== undefined);
    return made;
  };
  const objectsOf = (side: 0 | 1, yaml: string | undefined): readonly SideObject[] => {
    const space = (side === 0 ? sketch.releaseBefore : sketch.releaseAfter)?.namespace?.value ?? namespace;
    return [
      ...objectsIn(yaml, space),
      ...Object.entries(parts).flatMap(([part, sides]) => objectsIn(sides[side], space, part as SideObject['part'])),
    ];
  };
  const [objectsBefore, objectsAfter] = [objectsOf(0, before), objectsOf(1, after)];
  return {
    cluster,
    service,
    ...(before === undefined ? {} : { before: release(0, sketch.releaseBefore) }),
    ...(after === undefined ? {} : { after: release(1, sketch.releaseAfter) }),
    differs: true,
    isRendered: true,
    objectsBefore: objectsBefore.filter(({ part }) => part !== 'controller'),
    objectsAfter: objectsAfter.filter(({ part }) => part !== 'controller'),
    pairs: pairObjects(objectsBefore, objectsAfter, () => undefined),
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
  releases: movedBetween(
    releases.map((release) => releasePair(cluster, release)),
    () => undefined,
  ),
  pairs: [],
  ...other,
});

const findingsOf = (cluster: ClusterPair, settings: DangerSettings): readonly DangerFinding[] =>
  dangerRules.flatMap((rule) => rule(cluster, settings)).filter(({ code }) => codes.has(code));

/** What the rules say of a cluster: `code path`, with the severity where it is not the code's. */
export const saidOf = (cluster: ClusterPair, settings: DangerSettings = noSettings): readonly string[] =>
  findingsOf(cluster, settings).map(spoken);

/** The same, of some rules alone. */
export const saidBy = (rules: readonly DangerRule[], cluster: ClusterPair): readonly string[] =>
  rules.flatMap((rule) => rule(cluster, noSettings)).map(spoken);

const spoken = ({ code, severity, path, message, fix }: DangerFinding): string => {
  assert.match(message, /^\S.*[^.]$/s);
  assert.match(fix, /^[A-Z`].*\.$/s);
  const other = severity === undefined || severity === dangerKinds[code].severity ? '' : ` (${severity})`;
  return `${code}${path === undefined ? '' : ` ${pathText(path)}`}${other}`;
};

/** Of one release that is on both sides; without `before` its objects are new. */
export const said = (after: string, before = ''): readonly string[] => saidOf(clusterPair('eu', [{ before, after }]));

/** Their messages. */
export const told = (after: string, before = ''): readonly string[] =>
  findingsOf(clusterPair('eu', [{ before, after }]), noSettings).map(({ message }) => message);
