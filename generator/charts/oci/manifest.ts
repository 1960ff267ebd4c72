import { fieldOf, textOf } from '../../object-fields.ts';
import { digestOfBytes } from '../digest.ts';
import { WireError } from '../network/wire-error.ts';
import { askRegistry, type Registry } from './registry.ts';

/** A chart as its manifest has it. Digests are `sha256:` and 64 hex digits. */
export interface Manifest {
  readonly digest: string;
  /** Of the archive. */
  readonly layer: string;
  /** Of the archive, in bytes. */
  readonly size: number;
}

const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
/** Asked for as well, because a registry that has nothing else would say that it has nothing. */
const listTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const accept = [...manifestTypes, ...listTypes].join(', ');

const chartConfig = 'application/vnd.cncf.helm.config.v1+json';
const chartLayer = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

const digestShape = /^sha256:[0-9a-f]{64}$/;

/** `+` is no character of a tag: Helm writes `_` in its place. */
export const tagOf = (version: string): string => version.replaceAll('+', '_');
export const versionOfTag = (tag: string): string => tag.replaceAll('_', '+');

/** The manifest of a tag or digest. Undefined where there is none. Throws a `WireError` for what is no chart. */
export const readManifest = async (
  registry: Registry,
  chart: string,
  reference: string,
): Promise<Manifest | undefined> => {
  const most = registry.connections.limits.answerBytes;
  const path = `manifests/${encodeURIComponent(reference).replace('%3A', ':')}`;
  const { status, body, headers, url } = await askRegistry(registry, chart, path, { accept, most });
  if (status === 404) return undefined;
  const where = `${url.host}/${registry.prefix}${chart}:${reference}`.replace(':sha256:', '@sha256:');
  if (status !== 200) throw new WireError('repository-unreachable', `${url.host} answers ${status} for ${where}.`);
  const digest = digestOfBytes(body);
  const named = digestShape.test(reference) ? reference : headers['docker-content-digest'];
  if (typeof named === 'string' && named.startsWith('sha256:') && named !== digest)
    throw new WireError('digest-mismatch', `${where} is said to be ${named}, but what came is ${digest}.`, {
      fix: 'Something between here and the registry altered it, or the registry is broken: ask those who run it.',
    });
  return { digest, ...layerOf(body, where) };
};

const layerOf = (body: Buffer, where: string): Omit<Manifest, 'digest'> => {
  const refuse = (what: string, fix = 'Push the chart with `helm push`.'): WireError =>
    new WireError('chart-invalid', `${where} ${what}.`, { fix });
  const manifest = parse(body);
  const layers = fieldOf(manifest, 'layers');
  if (Array.isArray(fieldOf(manifest, 'manifests')))
    throw refuse(
      'is a list of manifests, not a chart',
      'Name the chart itself: a list has images for several platforms.',
    );
  if (!Array.isArray(layers)) throw refuse('has a manifest that cannot be read');
  const config = textOf(fieldOf(manifest, 'config'), 'mediaType');
  if (config !== chartConfig) throw refuse('is no Helm chart, but something else that registries hold');
  const charts = layers.filter((layer) => textOf(layer, 'mediaType') === chartLayer);
  const layer = textOf(charts[0], 'digest') ?? '';
  const size = fieldOf(charts[0], 'size');
  if (charts.length !== 1 || !digestShape.test(layer) || typeof size !== 'number')
    throw refuse(charts.length === 0 ? 'has no layer that is a chart' : 'has layers that cannot be read as one chart');
  return { layer, size };
};

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
};
