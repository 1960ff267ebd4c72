/**
 * Writes docs/services/mimir-distributed.facts.json: what each cluster runs, read off what is rendered for it. The chart is no part of this repository, so
 * this runs by hand, `npx tsx docs/build/service-facts.ts CHART`, where CHART is a folder or archive of mimir-distributed 5.8.0. A test holds
 * docs/services/mimir-distributed.md to the file.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fieldOf, listOf, textOf } from '../../generator/object-fields.ts';
import { groupKindOf, podTemplateOf } from '../../generator/pod-templates.ts';
import { nanosOf } from '../../generator/quantity.ts';

export interface ComponentFacts {
  readonly pods: number;
  /** Deployments or StatefulSets. */
  readonly workloads: number;
  /** Of the first container. */
  readonly memory: { readonly request: string; readonly limit: string };
  /** Of each pod. */
  readonly volume?: string;
}

export interface ClusterFacts {
  /** By kind. */
  readonly objects: Readonly<Record<string, number>>;
  readonly components: Readonly<Record<string, ComponentFacts>>;
  /** Of all containers, in MiB. */
  readonly memory: { readonly request: number; readonly limit: number };
}

const mebibytes = (amounts: readonly unknown[]): number =>
  Number(amounts.reduce<bigint>((sum, amount) => sum + (nanosOf(amount) ?? 0n), 0n) / ((10n ** 9n) << 20n));

export const factsOf = (objects: readonly object[]): ClusterFacts => {
  const kinds: Record<string, number> = {};
  const components: Record<string, ComponentFacts> = {};
  const all = { request: [] as unknown[], limit: [] as unknown[] };
  for (const object of objects) {
    const kind = textOf(object, 'kind') ?? '';
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    if (!/^apps\//.test(groupKindOf(object))) continue;
    const replicas = Number(fieldOf(object, 'spec', 'replicas') ?? 1);
    const containers = listOf(podTemplateOf(object)?.template, 'spec', 'containers');
    const amount = (container: unknown, list: string): unknown => fieldOf(container, 'resources', list, 'memory');
    for (const container of containers)
      for (let pod = 0; pod < replicas; pod += 1) {
        all.request.push(amount(container, 'requests'));
        all.limit.push(amount(container, 'limits'));
      }
    // One StatefulSet a zone is one component.
    const name = (textOf(object, 'metadata', 'name') ?? '')
      .replace(/^mimir-distributed-/, '')
      .replace(/-zone-[a-z]$/, '');
    const before = components[name];
    const volume = textOf(
      listOf(object, 'spec', 'volumeClaimTemplates')[0],
      'spec',
      'resources',
      'requests',
      'storage',
    );
    components[name] = {
      pods: (before?.pods ?? 0) + replicas,
      workloads: (before?.workloads ?? 0) + 1,
      memory: { request: String(amount(containers[0], 'requests')), limit: String(amount(containers[0], 'limits')) },
      ...(volume === undefined ? {} : { volume }),
    };
  }
  return {
    objects: sorted(kinds),
    components: sorted(components),
    memory: { request: mebibytes(all.request), limit: mebibytes(all.limit) },
  };
};

const sorted = <Value>(map: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

const [chart] = process.argv.slice(2);
if (chart !== undefined && process.argv[1]?.endsWith('service-facts.ts')) {
  const clusters = ['dev', 'staging', 'production-eu', 'production-us'];
  const facts = Object.fromEntries(
    clusters.map((cluster) => {
      const args = [
        'generator/cli.ts',
        'render',
        cluster,
        'mimir-distributed',
        '--chart',
        `mimir-distributed=${chart}`,
        '--json',
      ];
      const text = execFileSync(process.execPath, ['--import', 'tsx', ...args], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      });
      const { releases } = JSON.parse(text) as { releases: readonly { objects: readonly { object: object }[] }[] };
      return [cluster, factsOf(releases.flatMap(({ objects }) => objects.map(({ object }) => object)))];
    }),
  );
  writeFileSync(
    new URL('../services/mimir-distributed.facts.json', import.meta.url),
    `${JSON.stringify({ chart: 'mimir-distributed 5.8.0', clusters: facts }, undefined, 2)}\n`,
  );
}
