/** An OCI registry on loopback, small enough to misbehave on purpose. */
import { chartArchive, chartFiles } from './chart-files.ts';
import { type Answering, sha256 } from './loopback.ts';

export const types = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  config: 'application/vnd.cncf.helm.config.v1+json',
  chart: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
} as const;

export interface Pushed {
  readonly archive: Buffer;
  readonly layer: string;
  readonly manifest: string;
  readonly digest: string;
}

export interface PushOptions {
  readonly archive?: Buffer;
  readonly change?: (manifest: object) => object;
}

/** A chart as `helm push` leaves it. `change` alters the manifest. */
export const pushed = (version: string, more: PushOptions = {}): Pushed => {
  const { archive = chartArchive('web', chartFiles('web', version, 'replicas: 1\n')), change } = more;
  const layer = { mediaType: types.chart, digest: sha256(archive), size: archive.length };
  const config = { mediaType: types.config, digest: sha256('{}'), size: 2 };
  const whole = { schemaVersion: 2, mediaType: types.manifest, config, layers: [layer] };
  const manifest = JSON.stringify(change === undefined ? whole : change(whole));
  return { archive, layer: layer.digest, manifest, digest: sha256(manifest) };
};

/** A registry that has one chart, `charts/web`, by tag. Tags come in pages of two. */
export const registry =
  (tags: Readonly<Record<string, Pushed>>): Answering =>
  (request, response) => {
    const url = new URL(request.url ?? '', 'http://registry');
    const [, kind = '', reference = ''] = /^\/v2\/charts\/web\/(tags|manifests|blobs)\/(.*)$/.exec(url.pathname) ?? [];
    const all = Object.values(tags);
    if (kind === 'tags') {
      const names = Object.keys(tags);
      const from = names.indexOf(url.searchParams.get('last') ?? '') + 1;
      const page = names.slice(from, from + 2);
      const link = `</v2/charts/web/tags/list?last=${page.at(-1)}&n=2>; rel="next"`;
      response.writeHead(200, from + 2 < names.length ? { link } : {});
      return response.end(JSON.stringify({ name: 'charts/web', tags: page }));
    }
    const manifest =
      kind === 'manifests' ? (tags[reference] ?? all.find(({ digest }) => digest === reference)) : undefined;
    if (manifest !== undefined) {
      response.writeHead(200, { 'content-type': types.manifest, 'docker-content-digest': manifest.digest });
      return response.end(manifest.manifest);
    }
    const blob = kind === 'blobs' ? all.find(({ layer }) => layer === reference)?.archive : undefined;
    response.writeHead(blob === undefined ? 404 : 200);
    return response.end(blob);
  };

/** Wants a token of this server at `/token`, which it gives to one user. */
export const behindToken =
  (user: string, password: string, behind: Answering, realm?: string): Answering =>
  (request, response) => {
    const url = new URL(request.url ?? '', `http://${request.headers.host}`);
    const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    if (url.pathname === '/token') {
      const isFor = url.searchParams.get('scope') === 'repository:charts/web:pull';
      const isRight = request.headers.authorization === wanted && isFor;
      response.writeHead(isRight ? 200 : 401, { 'content-type': 'application/json' });
      return response.end(isRight ? '{"token":"opaque-token"}' : '{}');
    }
    if (request.headers.authorization === 'Bearer opaque-token') return behind(request, response);
    const at = realm ?? `http://${request.headers.host}/token`;
    response.writeHead(401, {
      'www-authenticate': `Bearer realm="${at}",service="registry",scope="repository:charts/web:pull"`,
    });
    return response.end();
  };
