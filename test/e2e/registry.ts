/** A registry with TLS by a CA that nobody trusts unless told to. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { type Certificates, type Ground, makeCertificates } from './control-plane.ts';
import type { Published } from './publish.ts';
import { until } from './until.ts';

/** By name, because Argo CD looks for a CA by host, and everything else here is at 127.0.0.1. */
const host = 'localhost:15000';

export interface Registry {
  readonly certificates: Certificates;
  /** Pushes a chart as `helm push` does. Returns the digest of its manifest. */
  readonly push: (chart: Published) => Promise<string>;
}

export const startRegistry = async ({ folder, programs, processes }: Ground): Promise<Registry> => {
  const certificates = makeCertificates(join(folder, 'registry-pki'));
  const { certificate, key } = certificates.server;
  const configuration = join(folder, 'registry.json');
  const tls = { certificate, key };
  const settings = { version: 0.1, storage: { inmemory: {} }, http: { addr: host, tls } };
  writeFileSync(configuration, JSON.stringify(settings));
  processes.start('registry', join(programs.bin, 'registry'), ['serve', configuration]);
  const call = caller(certificates);
  await until('registry', 200, async () => (await call('GET', '/v2/')).status);
  return { certificates, push: (chart) => push(call, chart) };
};

type Call = (
  method: string,
  path: string,
  body?: { readonly content: Buffer; readonly type: string },
) => Promise<{ readonly status: number; readonly location: string }>;

const caller =
  ({ ca }: Certificates): Call =>
  (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { 'content-type': body.type, 'content-length': body.content.length };
      const url = new URL(path, `https://${host}`);
      const sent = request(url, { method, headers, ca: readFileSync(ca) }, (response) => {
        response.resume().on('end', () => {
          resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? '' });
        });
      });
      sent.on('error', reject).end(body?.content);
    });

const push = async (call: Call, { name, version, archive }: Published): Promise<string> => {
  const repository = `/v2/charts/${name}`;
  const expectStatus = async (wanted: number, answer: ReturnType<Call>): Promise<string> => {
    const { status, location } = await answer;
    if (status !== wanted) throw new Error(`the registry answered ${status} to the chart ${name} ${version}`);
    return location;
  };
  const blob = async (content: Buffer, mediaType: string): Promise<unknown> => {
    const location = new URL(await expectStatus(202, call('POST', `${repository}/blobs/uploads/`)), `https://${host}`);
    location.searchParams.set('digest', digestOf(content));
    await expectStatus(201, call('PUT', location.href, { content, type: 'application/octet-stream' }));
    return { mediaType, digest: digestOf(content), size: content.length };
  };
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const settings = Buffer.from(JSON.stringify({ apiVersion: 'v2', name, version }));
  const config = await blob(settings, 'application/vnd.cncf.helm.config.v1+json');
  const layer = await blob(readFileSync(archive), 'application/vnd.cncf.helm.chart.content.v1.tar+gzip');
  const content = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: type, config, layers: [layer] }));
  await expectStatus(201, call('PUT', `${repository}/manifests/${version}`, { content, type }));
  return digestOf(content);
};

const digestOf = (content: Buffer): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;
