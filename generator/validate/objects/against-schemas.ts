import type { Kubeconform, Schemas, Verdict } from 'kubeconform-wasm';
import { groupedBy } from '../../grouped.ts';
import type { ClusterObject, ClusterObjects } from '../../model/rendered.ts';
import { apiOf } from '../../object-fields.ts';
import { mendObject } from '../../problem.ts';
import { kubernetesSchema } from './kubernetes-schemas.ts';
import { minorOf } from './objects.ts';
import type { Finding } from './rule.ts';

export type LoadKubeconform = (schemas: Schemas) => Promise<Kubeconform>;

/** Holds objects of Kubernetes' own kinds against the strict schemas of their cluster's version, equal ones once. */
export const againstSchemas = async (
  clusters: readonly ClusterObjects[],
  load: LoadKubeconform,
): Promise<readonly Finding[]> => {
  const schemas = new Map<string, string>();
  const places = clusters.flatMap((cluster) =>
    cluster.objects.map((object) => ({ object, minor: minorOf(cluster), api: apiOf(object.rendered.object) })),
  );
  const kinds = groupedBy(places, ({ minor, api }) => pathOf(minor, api));
  const judged: (typeof places)[number][] = [];
  for (const [path, [first, ...others]] of kinds) {
    const { group, version, kind } = first.api;
    const schema = await kubernetesSchema(first.minor, group === '' ? version : `${group}/${version}`, kind);
    if (schema === undefined) continue;
    schemas.set(path, schema);
    judged.push(first, ...others);
  }
  if (judged.length === 0) return [];
  const engine = await load(schemas);
  return [...groupedBy(judged, ({ minor }) => minor)].flatMap(([minor, here]) => {
    const same = [...groupedBy(here, ({ object }) => JSON.stringify(object.rendered.object)).values()];
    const verdicts = batched(same.map(([{ object }]) => object.rendered.object)).flatMap((objects) =>
      engine.validate(objects, { strict: true, kubernetesVersion: `${minor}.0`, locations }),
    );
    return same.flatMap((members, index) =>
      members.flatMap(({ object }) => findingsOf(object, verdicts[index] as Verdict)),
    );
  });
};

const locations = ['{{ .NormalizedKubernetesVersion }}/{{ .ResourceKind }}{{ .KindSuffix }}.json'];

const pathOf = (minor: string, { group, version, kind }: ReturnType<typeof apiOf>): string =>
  `v${minor}.0/${[kind.toLowerCase(), ...(group === '' ? [] : [group.split('.')[0]]), version].join('-')}.json`;

/** One call takes 50,000 documents and 64 MB; a thousand objects are a few MB. */
const batched = (objects: readonly object[]): readonly (readonly object[])[] =>
  Array.from({ length: Math.ceil(objects.length / 1000) }, (_, index) =>
    objects.slice(index * 1000, (index + 1) * 1000),
  );

const findingsOf = (object: ClusterObject, { status, errors }: Verdict): readonly Finding[] =>
  status === 'valid' || status === 'skipped'
    ? []
    : errors.map(({ path, message }) => ({
        code: 'object-invalid',
        severity: message === 'unknown field' && isLenient(object) ? 'warning' : 'problem',
        object,
        path,
        message: `${path === '' ? 'it' : path} ${worded(message)}`,
        fix: mendObject,
      }));

/** Helm 3 applies what it is given, and the API server drops the fields that it does not know; everybody else hears of them. */
const isLenient = ({ release: { cluster } }: ClusterObject): boolean =>
  cluster.controller.value === 'flux' && cluster.helm === 3;

const worded = (message: string): string => {
  if (message === 'unknown field') return 'is a field that this kind does not have';
  if (message.startsWith('does not match the pattern ^[+-]?')) return 'is no quantity, such as 500m or 1Gi';
  if (message.startsWith('does not match the pattern ^[A-Za-z0-9+')) return 'is not base64';
  return `is wrong: ${message.replace('null or ', '')}`;
};
