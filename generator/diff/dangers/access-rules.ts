import type { JsonObject } from '../../model/values.ts';
import { listOf } from '../../object-fields.ts';

/** A rule of a Role or ClusterRole: each verb on each resource of each group, on the names alone if there are any. */
export interface AccessRule {
  readonly verbs: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly resources: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly urls: ReadonlySet<string>;
}

const texts = (rule: unknown, key: string): ReadonlySet<string> =>
  new Set(listOf(rule, key).filter((item) => typeof item === 'string'));

export const accessRules = (role: JsonObject | undefined): readonly AccessRule[] =>
  listOf(role, 'rules').map((rule) => ({
    verbs: texts(rule, 'verbs'),
    groups: texts(rule, 'apiGroups'),
    resources: texts(rule, 'resources'),
    names: texts(rule, 'resourceNames'),
    urls: texts(rule, 'nonResourceURLs'),
  }));

const has = (set: ReadonlySet<string>, item: string): boolean => set.has('*') || set.has(item);

export interface Deed {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
}

const hasResource = ({ resources }: AccessRule, resource: string): boolean =>
  has(resources, resource) || (resource.includes('/') && resources.has(`*${resource.slice(resource.indexOf('/'))}`));

/** Whether a rule allows something, as the API server reckons; on any object, if it names none. */
export const allows = (rule: AccessRule, { verb, group, resource }: Deed): boolean =>
  has(rule.verbs, verb) && has(rule.groups, group) && hasResource(rule, resource);

/** Whoever writes more into one role has hidden something; what is beyond is not looked at. */
const most = 5_000;

/** What rules allow that others don't: resources (or URLs) with the verbs on them, as people read it. */
export const newDeeds = (
  before: readonly AccessRule[],
  after: readonly AccessRule[],
): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  const add = (thing: string, verb: string): void => {
    const verbs = found.get(thing);
    if (verbs === undefined) found.set(thing, new Set([verb]));
    else verbs.add(verb);
  };
  let looked = 0;
  for (const rule of after) {
    for (const { thing, verb, isIn } of deedsOf(rule)) {
      looked += 1;
      if (looked > most) return found;
      if (!areForAllOf(rule, before.filter(isIn))) add(thing, verb);
    }
  }
  return found;
};

interface NamedDeed {
  readonly thing: string;
  readonly verb: string;
  readonly isIn: (rule: AccessRule) => boolean;
}

// One by one, since the product of three lists can be larger than memory.
function* deedsOf(rule: AccessRule): Generator<NamedDeed> {
  for (const verb of rule.verbs) {
    for (const url of rule.urls)
      yield { thing: url, verb, isIn: ({ verbs, urls }) => has(verbs, verb) && hasUrl(urls, url) };
    for (const group of rule.groups)
      for (const resource of rule.resources)
        yield { thing: nameOf(group, resource), verb, isIn: (old) => allows(old, { verb, group, resource }) };
  }
}

const hasUrl = (urls: ReadonlySet<string>, url: string): boolean =>
  urls.has(url) || [...urls].some((known) => known.endsWith('*') && url.startsWith(known.slice(0, -1)));

/** Whether rules are, together, for all the objects that another one is for. */
const areForAllOf = (rule: AccessRule, old: readonly AccessRule[]): boolean => {
  const names = new Set(old.flatMap((one) => [...one.names]));
  return (
    old.some((one) => one.names.size === 0) || (rule.names.size > 0 && [...rule.names].every((name) => names.has(name)))
  );
};

const nameOf = (group: string, resource: string): string => {
  const what = resource === '*' ? 'all resources' : resource;
  if (group === '') return what;
  return group === '*' ? `${what} of all API groups` : `${what} of ${group}`;
};
