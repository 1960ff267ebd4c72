import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { apiOf, listOf, textOf } from '../../object-fields.ts';

/** A CustomResourceDefinition, and who says so. */
export interface Definition {
  readonly object: object;
  /** `known`: one of a project's versions, which the cluster may have another of. */
  readonly from: 'cluster' | 'repository' | 'known';
  /** Of `known`: the Go module with its version. */
  readonly source?: string;
}

/** `group/Kind` of what a CustomResourceDefinition defines. */
const definedBy = (object: unknown): string =>
  `${textOf(object, 'spec', 'group') ?? ''}/${textOf(object, 'spec', 'names', 'kind') ?? ''}`;

const isDefinition = (object: unknown): boolean =>
  textOf(object, 'kind') === 'CustomResourceDefinition' && apiOf(object).group === 'apiextensions.k8s.io';

/** The versions that a definition serves. */
export const servedBy = ({ object }: Definition): readonly string[] =>
  listOf(object, 'spec', 'versions').flatMap((version) => textOf(version, 'name') ?? []);

const folder = new URL('../../../schemas/well-known/', import.meta.url);

/** Definitions by `group/Kind`, of the kinds that a cluster gets: what it gets itself counts before what the repository knows, and that before what everybody does. */
export const definitionsOf = async (
  { objects }: { readonly objects: readonly { readonly rendered: { readonly object: object } }[] },
  ofRepository: readonly object[],
): Promise<ReadonlyMap<string, Definition>> => {
  const asked = new Set(objects.map(({ rendered: { object } }) => `${apiOf(object).group}/${apiOf(object).kind}`));
  const found = new Map<string, Definition>();
  for (const [name, definition] of await wellKnown(asked)) found.set(name, definition);
  for (const object of ofRepository) found.set(definedBy(object), { object, from: 'repository' });
  for (const { rendered } of objects)
    if (isDefinition(rendered.object))
      found.set(definedBy(rendered.object), { object: rendered.object, from: 'cluster' });
  return new Map([...found].filter(([name]) => asked.has(name)));
};

let kinds: Promise<Readonly<Record<string, string>>> | undefined;
const projects = new Map<string, Promise<readonly (readonly [string, Definition])[]>>();

const wellKnown = async (asked: ReadonlySet<string>): Promise<readonly (readonly [string, Definition])[]> => {
  kinds ??= readFile(new URL('kinds.json', folder), 'utf8').then((text) => JSON.parse(text) as Record<string, string>);
  const known = await kinds;
  const needed = new Set([...asked].flatMap((kind) => (Object.hasOwn(known, kind) ? (known[kind] ?? []) : [])));
  const read = await Promise.all(
    [...needed].map((name) => {
      const reading = projects.get(name) ?? readProject(name);
      projects.set(name, reading);
      return reading;
    }),
  );
  return read.flat();
};

const readProject = async (name: string): Promise<readonly (readonly [string, Definition])[]> => {
  const packed = await readFile(new URL(`${name}.json.br`, folder));
  const text = (await promisify(brotliDecompress)(packed)).toString();
  const { source, definitions } = JSON.parse(text) as { source: string; definitions: readonly object[] };
  return definitions.map((object) => [definedBy(object), { object, from: 'known', source }] as const);
};
