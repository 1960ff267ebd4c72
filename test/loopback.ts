/** Servers on loopback for tests, with certificates of a CA that is made for the run. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { generate } from 'selfsigned';

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

export interface Loopback {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** Method, path and `Authorization` of every request, in order. */
  readonly requests: readonly { readonly path: string; readonly authorization: string | undefined }[];
}

interface Authority {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** A CA, and a certificate of it for 127.0.0.1. */
const makeAuthority = async (): Promise<Authority> => {
  const ca = await generate([{ name: 'commonName', value: 'Espalier test CA' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: ca.private, cert: ca.cert },
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  return { ca: ca.cert, cert: leaf.cert, key: leaf.private };
};

let authority: Promise<Authority> | undefined;
export const testAuthority = (): Promise<Authority> => {
  authority ??= makeAuthority();
  return authority;
};

/** A server that is gone after the test. `tls` takes the certificate of `testAuthority`. */
export const serve = async (
  context: TestContext,
  answer: Answering,
  { tls = false }: { readonly tls?: boolean } = {},
): Promise<Loopback> => {
  const requests: { path: string; authorization: string | undefined }[] = [];
  const listener: Answering = (request, response) => {
    requests.push({ path: request.url ?? '', authorization: request.headers.authorization });
    answer(request, response);
  };
  const server: Server = tls ? createTlsServer(await testAuthority(), listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
};

/** Answers by path; everything else is 404. A function answers for itself. */
export const pages =
  (content: Readonly<Record<string, string | Uint8Array | Answering>>): Answering =>
  (request, response) => {
    const page = content[(request.url ?? '').split('?')[0] ?? ''];
    if (typeof page === 'function') return page(request, response);
    response.statusCode = page === undefined ? 404 : 200;
    response.end(page);
  };

export const redirectTo =
  (location: string, status = 302): Answering =>
  (_, response) => {
    response.writeHead(status, { location }).end();
  };

/** Lets nobody in without this user and password. */
export const behindBasic =
  (user: string, password: string, behind: Answering): Answering =>
  (request, response) => {
    const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    if (request.headers.authorization === wanted) return behind(request, response);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="charts"' }).end();
  };

export const sha256 = (bytes: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
