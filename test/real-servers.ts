/** Servers that people really run, started on loopback for a test: the CNCF's registry, and nginx. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ciCache } from './ci-cache.ts';
import { testAuthority } from './loopback.ts';

const source = fileURLToPath(new URL('registry-go/', import.meta.url));

/** The registry, built from its Go module where the cache has none of the same sources. */
export const registryProgram = (): string => {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go']) hash.update(readFileSync(join(source, file)));
  const program = join(ciCache, `registry-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(program)) return program;
  mkdirSync(ciCache, { recursive: true });
  const temporary = `${program}.${process.pid}`;
  const env = { ...process.env, GOWORK: 'off', GOFLAGS: '-buildvcs=false' };
  execFileSync('go', ['build', '-trimpath', '-o', temporary, '.'], { cwd: source, env, stdio: 'inherit' });
  renameSync(temporary, program);
  return program;
};

/** A folder that is gone after the test. */
export const scratch = (context: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-servers-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** Key and certificate of the tests' CA as files. */
export const certificateFiles = async (folder: string): Promise<{ readonly cert: string; readonly key: string }> => {
  const { cert, key } = await testAuthority();
  writeFileSync(join(folder, 'cert.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 });
  return { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
};

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

/** Starts a program on a free port and waits until it listens there. It ends with the test. */
const start = async (
  context: TestContext,
  program: string,
  argumentsFor: (port: number) => readonly string[],
): Promise<string> => {
  const port = await freePort();
  const child = spawn(program, argumentsFor(port), { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  context.after(() => child.kill('SIGTERM'));
  for (let waited = 0; waited < 30_000; waited += 100) {
    if (await listens(port)) return `127.0.0.1:${port}`;
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${program} does not listen: ${said}`);
};

export interface RegistryOptions {
  /** What the registry keeps: two with the same folder have the same. */
  readonly storage: string;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** The `auth` of the registry's configuration. */
  readonly auth?: object;
}

export const startRegistry = (context: TestContext, options: RegistryOptions): Promise<string> => {
  const folder = scratch(context);
  return start(context, registryProgram(), (port) => {
    const { storage, tls, auth } = options;
    const configuration = {
      version: '0.1',
      log: { level: 'error' },
      storage: { filesystem: { rootdirectory: storage } },
      http: {
        addr: `127.0.0.1:${port}`,
        secret: 'only for tests',
        ...(tls && { tls: { certificate: tls.cert, key: tls.key } }),
      },
      ...(auth && { auth }),
    };
    writeFileSync(join(folder, 'config.yml'), JSON.stringify(configuration));
    return ['serve', join(folder, 'config.yml')];
  });
};

/** nginx over the files of a folder, with TLS and one user. */
export const startNginx = async (
  context: TestContext,
  root: string,
  user: { readonly name: string; readonly password: string },
): Promise<string> => {
  const folder = scratch(context);
  const { cert, key } = await certificateFiles(folder);
  writeFileSync(join(folder, 'users'), `${user.name}:{PLAIN}${user.password}\n`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ');
  return start(context, 'nginx', (port) => {
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/errors;
events {}
http {
  access_log off; ${temporary}
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${cert}; ssl_certificate_key ${key};
    root ${root};
    location / { auth_basic charts; auth_basic_user_file ${folder}/users; }
  }
}
`,
    );
    return ['-p', folder, '-e', join(folder, 'errors'), '-c', join(folder, 'nginx.conf')];
  });
};
