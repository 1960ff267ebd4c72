import { servedKinds } from '../../kubernetes-apis.ts';
import type { ClusterObject } from '../../model/rendered.ts';
import { apiOf } from '../../object-fields.ts';
import type { Defined } from './against-apiserver.ts';
import { type Definition, servedBy } from './definitions.ts';
import { minorOf } from './objects.ts';
import type { Finding } from './rule.ts';
import { isBuiltIn } from './unserved-apis.ts';

/** Kinds that nobody here knows, each once for a cluster, at its first object. */
export const withoutSchemas = ({ cluster, definitions }: Defined): readonly Finding[] => {
  const first = new Map<string, ClusterObject>();
  const unserved: Finding[] = [];
  for (const object of cluster.objects) {
    const { group, version, kind } = apiOf(object.rendered.object);
    if (isBuiltIn(group) && servedKinds(minorOf(cluster)) !== undefined) continue;
    const definition = definitions.get(`${group}/${kind}`);
    if (definition !== undefined && servedBy(definition).includes(version)) continue;
    const name = `${kind} of ${group}/${version}`;
    if (definition !== undefined && definition.from !== 'known') unserved.push(notServed(object, name, definition));
    else if (!first.has(name)) first.set(name, object);
  }
  return [...unserved, ...notes(first)];
};

/** Who defines a kind, and not this version of it, does not serve it. */
const notServed = (object: ClusterObject, name: string, definition: Definition): Finding => ({
  code: 'api-not-served',
  severity: 'problem',
  object,
  path: '/apiVersion',
  message: `its definition does not serve ${name}`,
  fix: `It serves ${servedBy(definition).join(', ') || 'nothing'}.`,
});

const notes = (first: ReadonlyMap<string, ClusterObject>): readonly Finding[] =>
  [...first].map(([name, object]) => ({
    code: 'object-without-schema',
    severity: 'note',
    object,
    path: '',
    message: `there is no schema for ${name}, so nothing was checked but that it renders`,
    fix: 'Add its definition with `espalier schemas add FILE`.',
  }));
