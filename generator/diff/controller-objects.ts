import { groupedBy } from '../grouped.ts';
import type { SideObject } from '../model/comparison.ts';
import type { Manifest, OutFile } from '../model/outputs.ts';
import type { JsonObject } from '../model/values.ts';
import type { Side } from './side.ts';
import { objectName } from './side-objects.ts';

/** What a controller reconciles of one cluster, by service; what belongs to none is under the empty name. */
export type ControllerObjects = ReadonlyMap<string, readonly ControllerObject[]>;

export interface ControllerObject extends SideObject {
  /** With the input lines behind its fields. */
  readonly manifest: Manifest;
}

/** The files of `out/` by the cluster that they are for. */
export const filesByCluster = ({ out }: Side): ReadonlyMap<string, readonly OutFile[]> =>
  groupedBy(out.files, ({ path }) => path.split('/', 2)[1] ?? '');

/**
 * Applications and HelmReleases without the values in them, which show in what they make, with the rest that lies under
 * `out/<cluster>` for a controller.
 */
export const controllerObjects = (
  files: readonly OutFile[],
  cluster: string,
  services: readonly string[],
): ControllerObjects => {
  const folder = `out/${cluster}/`;
  const found = new Map<string, ControllerObject[]>();
  for (const file of files) {
    if (isForKustomize(file)) continue;
    const path = file.path.slice(folder.length);
    const service = serviceOf(path, services);
    for (const manifest of file.manifests) {
      if (isValues(manifest.object, service)) continue;
      const object = withoutValues(manifest.object, service);
      const own = { name: objectName(object, ''), part: 'controller', object, manifest, template: path } as const;
      const known = found.get(service);
      if (known === undefined) found.set(service, [own]);
      else known.push(own);
    }
  }
  return found;
};

/** No cluster holds it. */
const isForKustomize = ({ path }: OutFile): boolean => path.endsWith('/kustomization.yaml');

const inRoot = /^root\/(?:application|appproject|kustomization)-(.+)\.yaml$/;
const ofItsOwn = /^releases\/([^/]+)\//;

const serviceOf = (path: string, services: readonly string[]): string => {
  const name = (ofItsOwn.exec(path) ?? inRoot.exec(path))?.[1] ?? '';
  return services.includes(name) ? name : '';
};

/** The values that were emitted, and none that somebody else made and a release refers to. */
const hashed = (service: string, name: unknown): boolean =>
  typeof name === 'string' &&
  name.startsWith(`${service}-values-`) &&
  /^[0-9a-f]{10}$/.test(name.slice(`${service}-values-`.length));

const isValues = ({ kind, metadata }: Manifest['object'], service: string): boolean =>
  service !== '' && kind === 'ConfigMap' && hashed(service, metadata?.name);

type Loose = { readonly [key: string]: unknown };

const isMap = (value: unknown): value is Loose => typeof value === 'object' && value !== null && !Array.isArray(value);

const without = (object: unknown, ...keys: readonly string[]): unknown =>
  isMap(object) ? Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key))) : object;

const withoutValues = (object: Manifest['object'], service: string): JsonObject => {
  const { spec } = object as Loose;
  if (!isMap(spec)) return object;
  if (object.kind === 'HelmRelease') {
    const { valuesFrom } = spec;
    const kept = Array.isArray(valuesFrom) ? valuesFrom.filter((one) => !hashed(service, (one as Loose).name)) : [];
    const rest = without(spec, 'values', 'valuesFrom') as Loose;
    return { ...object, spec: { ...rest, ...(kept.length === 0 ? {} : { valuesFrom: kept }) } } as JsonObject;
  }
  if (object.kind !== 'Application') return object;
  const bare = (source: unknown): unknown =>
    isMap(source) && isMap(source.helm) ? { ...source, helm: without(source.helm, 'values', 'valuesObject') } : source;
  const sources = Array.isArray(spec.sources) ? { sources: spec.sources.map(bare) } : {};
  const source = spec.source === undefined ? {} : { source: bare(spec.source) };
  return { ...object, spec: { ...spec, ...source, ...sources } } as JsonObject;
};
