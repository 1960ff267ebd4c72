import { withoutData } from '../../masked.ts';
import type { Release } from '../../model/releases.ts';
import type { Json, JsonObject, Tree } from '../../model/values.ts';
import { joinPointer } from '../../pointer.ts';
import { type Applied, applied } from './phases.ts';

/** What a release was rendered to. */
interface Rendered {
  readonly release: Release;
  readonly rendering: Parameters<typeof applied>[0];
}

export interface Looks {
  readonly showSecrets: boolean;
  readonly serialise: (value: Json) => string;
}

/** All objects as one stream of YAML, each below the template that it came from. */
export const objectsText = (all: readonly Rendered[], looks: Looks): string =>
  all
    .flatMap(({ release, rendering }) => applied(rendering).map((each) => `---\n${document(release, each, looks)}`))
    .join('');

const document = ({ service }: Release, { template, hook, object }: Applied, looks: Looks): string => {
  const which = hook === undefined ? '' : `, a hook: ${hook}`;
  return `# ${service}: ${template}${which}\n${looks.serialise(shown(object, looks))}`;
};

const shown = (object: object, { showSecrets }: Looks): JsonObject =>
  showSecrets ? (object as JsonObject) : withoutData(object as JsonObject);

/** A file for each object, by path: numbered in the order in which they are applied. */
export const objectFiles = (all: readonly Rendered[], looks: Looks): ReadonlyMap<string, string> =>
  new Map(
    all.flatMap(({ release, rendering }) => {
      const objects = applied(rendering);
      const digits = String(objects.length).length;
      return objects.map((each, index) => {
        const number = String(index + 1).padStart(digits, '0');
        return [
          `${release.service}/${number}-${fileName(each.object as JsonObject)}.yaml`,
          document(release, each, looks),
        ] as const;
      });
    }),
  );

const fileName = ({ kind, metadata }: JsonObject): string => {
  const name = typeof metadata === 'object' && metadata !== null && 'name' in metadata ? metadata.name : '';
  return `${kind}-${name}`
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .slice(0, 100);
};

/** The values that templates see, as YAML; several releases one below the other. */
export const valuesText = (all: readonly Rendered[], { serialise }: Looks): string =>
  all
    .map(({ release, rendering }) => `# ${release.service}\n${serialise(rendering.values as JsonObject)}`)
    .join('---\n');

/** Each value on a line of its own, and who set it: an input, or the chart. */
export const originsText = (all: readonly Rendered[]): string =>
  all
    .map(({ release, rendering }) => {
      const lines = leaves(rendering.values as JsonObject, '').map(({ pointer, value }) => ({
        text: `${pointer}: ${JSON.stringify(value)}`,
        origin: originOf(release, pointer),
      }));
      const width = Math.min(80, Math.max(0, ...lines.map(({ text }) => text.length)));
      return `# ${release.service}\n${lines.map(({ text, origin }) => `${text.padEnd(width)}  # ${origin}\n`).join('')}`;
    })
    .join('');

interface Leaf {
  readonly pointer: string;
  readonly value: Json;
}

const leaves = (value: Json, pointer: string): readonly Leaf[] => {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [{ pointer, value }];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, joinPointer(pointer, key)));
};

/** The place of the value that the inputs set there or around it, where what they set is no map that the chart adds to. */
const originOf = ({ values, chart }: Release, pointer: string): string => {
  let tree: Tree | undefined = values;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    tree =
      tree?.kind === 'map' ? tree.entries.get(key)?.value : tree?.kind === 'list' ? tree.items[Number(key)] : undefined;
  }
  return tree === undefined || tree.kind === 'map'
    ? `${chart.value.name} ${chart.value.version}`
    : `${tree.at.file}:${tree.at.line}:${tree.at.column}`;
};
