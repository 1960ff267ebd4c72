/** One HTTPS server on loopback: Git repositories below `/git/`, and chart repositories as files. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { join, normalize } from 'node:path';
import type { Certificates } from './control-plane.ts';

const port = 18443;
export const origin: string = `https://127.0.0.1:${port}`;

/** What `/private/` asks for. */
export const login = { username: 'reader', password: 'charts-only' } as const;

/** Serves `folder`, and its `git/` by Git itself. Returns how to stop. */
export const serve = async (folder: string, { server }: Certificates): Promise<() => void> => {
  const tls = { cert: readFileSync(server.certificate), key: readFileSync(server.key) };
  const listening = createServer(tls, (request, response) => {
    const { pathname } = new URL(request.url ?? '/', origin);
    const answer = pathname.startsWith('/git/')
      ? serveGit(folder, request, response)
      : serveFile(folder, request, response);
    answer.catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => {
    listening.listen(port, '127.0.0.1', resolve);
  });
  return () => {
    listening.closeAllConnections();
    listening.close();
  };
};

const serveFile = async (folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { pathname } = new URL(request.url ?? '/', origin);
  const expected = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
  if (pathname.startsWith('/private/') && request.headers.authorization !== expected) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="charts"' }).end();
    return;
  }
  const content = await readFile(join(folder, normalize(pathname))).catch(() => undefined);
  if (content === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'content-length': content.length }).end(content);
};

/** Git's own HTTP backend, as a CGI program. */
const serveGit = (folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> =>
  new Promise((resolve, reject) => {
    const { pathname, search } = new URL(request.url ?? '/', origin);
    const git = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: join(folder, 'git'),
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: pathname.slice('/git'.length),
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        REMOTE_ADDR: '127.0.0.1',
        // Repositories may belong to another user than the one that runs in this namespace.
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'safe.directory',
        GIT_CONFIG_VALUE_0: '*',
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const parts: Buffer[] = [];
    request.pipe(git.stdin);
    git.stdin.on('error', () => undefined);
    git.stdout.on('data', (part: Buffer) => parts.push(part));
    git.on('error', reject);
    git.on('close', () => {
      const output = Buffer.concat(parts);
      const end = output.indexOf('\r\n\r\n');
      const headers = output
        .subarray(0, end)
        .toString()
        .split('\r\n')
        .map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]);
      const status = headers.find(([name]) => name.toLowerCase() === 'status')?.[1] ?? '200';
      for (const [name, value] of headers) if (name.toLowerCase() !== 'status') response.setHeader(name, value);
      response.writeHead(Number.parseInt(status, 10)).end(output.subarray(end + 4));
      resolve();
    });
  });
