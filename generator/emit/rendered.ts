import { createHash } from 'node:crypto';
import type { KubernetesObject, OutFile } from '../model/outputs.ts';
import type { Release } from '../model/releases.ts';
import { textFile } from './manifest.ts';
import { serialise } from './serialise.ts';

export const isRendered = ({ delivery }: Release): boolean => delivery === 'rendered';

/** A release's own path, from the repository's root. */
export const releasePath = ({ cluster, service }: Release): string => `out/${cluster.name}/releases/${service}`;

/** What was rendered, one object a file. What the schemas of our own manifests would say of it is said elsewhere. */
export const renderedFiles = (release: Release): readonly OutFile[] => {
  const taken = new Set<string>();
  return (release.objects ?? []).map((object) => {
    const name = fileNames(object).find((candidate) => !taken.has(candidate)) ?? hashed(object);
    taken.add(name);
    return textFile(`${releasePath(release)}/${name}`, release.sources, serialise(object));
  });
};

/** The short one, unless another kind or namespace has the same. */
const fileNames = ({ apiVersion, kind, metadata }: KubernetesObject): readonly string[] => {
  const name = fitting(metadata?.name ?? '');
  const group = fitting(apiVersion.split('/')[0] ?? '');
  const plain = `${fitting(kind)}-${name}.yaml`;
  return [
    plain,
    `${fitting(kind)}-${fitting(metadata?.namespace ?? '')}.${name}.yaml`,
    `${fitting(kind)}.${group}-${name}.yaml`,
  ];
};

/** Names of roles have colons, and file systems without case and with short names are to hold all this. */
const fitting = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^-a-z0-9.]/g, '_')
    .slice(0, 80);

const hashed = (object: KubernetesObject): string =>
  `${fitting(object.kind)}-${createHash('sha256').update(JSON.stringify(object)).digest('hex').slice(0, 16)}.yaml`;
