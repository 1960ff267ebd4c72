import { readFile } from 'node:fs/promises';

/** What every version of Kubernetes knows of its kinds: schemas/kubernetes-kinds/definitions.json. */
interface Definitions {
  /** Sorted. */
  readonly versions: readonly string[];
  /** Names of definitions by `apps/v1/Deployment`. */
  readonly kinds: Readonly<Record<string, string>>;
  /** From which version on a definition is what; null from where it is no more. */
  readonly definitions: Readonly<Record<string, readonly { readonly from: string; readonly schema: object | null }[]>>;
}

let read: Promise<Definitions> | undefined;

const definitions = (): Promise<Definitions> => {
  read ??= readFile(new URL('../../../schemas/kubernetes-kinds/definitions.json', import.meta.url), 'utf8').then(
    (text) => JSON.parse(text) as Definitions,
  );
  return read;
};

/** The strict JSON schema of a built-in kind in a version such as `1.34`; undefined where that version does not have it. */
export const kubernetesSchema = async (
  version: string,
  apiVersion: string,
  kind: string,
): Promise<string | undefined> => {
  const known = await definitions();
  const name = Object.hasOwn(known.kinds, `${apiVersion}/${kind}`) ? known.kinds[`${apiVersion}/${kind}`] : undefined;
  const schema = name === undefined ? undefined : stateOf(known, version, name);
  if (schema === undefined) return undefined;
  const $defs: Record<string, object> = {};
  addNeeded(known, version, schema, $defs);
  const properties = (schema as { readonly properties?: object }).properties;
  const own = { apiVersion: { const: apiVersion }, kind: { const: kind } };
  return JSON.stringify({ ...schema, properties: { ...properties, ...own }, required: ['apiVersion', 'kind'], $defs });
};

const minorOf = (version: string): number => Number(version.split('.')[1]);

const stateOf = ({ definitions }: Definitions, version: string, name: string): object | undefined =>
  definitions[name]?.findLast(({ from }) => minorOf(from) <= minorOf(version))?.schema ?? undefined;

const reference = /"#\/\$defs\/([^"]+)"/g;

const addNeeded = (known: Definitions, version: string, schema: object, into: Record<string, object>): void => {
  for (const [, name] of JSON.stringify(schema).matchAll(reference)) {
    if (name === undefined || Object.hasOwn(into, name)) continue;
    const next = stateOf(known, version, name) ?? {};
    into[name] = next;
    addNeeded(known, version, next, into);
  }
};
