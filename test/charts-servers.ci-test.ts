/** `lock` and `contract` against the servers that people run: the CNCF's registry in four ways, and nginx. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { chartArchive, chartFiles } from './chart-files.ts';
import { type Answering, serve, sha256, testAuthority } from './loopback.ts';
import { certificateFiles, registryProgram, scratch, startNginx, startRegistry } from './real-servers.ts';
import { type Pushed, pushed, types } from './registry-server.ts';
import { lockOf, repositoryAt, runWired, type Wired, wired } from './wire-repository.ts';

const user = { name: 'ci', password: 's3cr3t-pa55' };
const auth = Buffer.from(`${user.name}:${user.password}`).toString('base64');

/** Pushes as `helm push` does: the config, the layer, then the manifest under its tag. */
const push = async (host: string, tag: string, { archive, manifest }: Pushed): Promise<void> => {
  const base = `http://${host}/v2/charts/web`;
  for (const blob of [Buffer.from('{}'), archive]) {
    const begun = await fetch(`${base}/blobs/uploads/`, { method: 'POST' });
    const at = new URL(begun.headers.get('location') ?? '', base);
    at.searchParams.set('digest', sha256(blob));
    assert.equal((await fetch(at, { method: 'PUT', body: new Uint8Array(blob) })).status, 201);
  }
  const headers = { 'content-type': types.manifest };
  const put = await fetch(`${base}/manifests/${tag}`, { method: 'PUT', body: manifest, headers });
  assert.equal(put.status, 201, await put.text());
};

const first = pushed('1.0.0');
const newest = pushed('1.2.0+build.7');

/** A folder of a registry in which the charts are. */
const filled = async (context: TestContext): Promise<string> => {
  const storage = scratch(context);
  const host = await startRegistry(context, { storage });
  await push(host, '1.0.0', first);
  await push(host, '1.2.0_build.7', newest);
  return storage;
};

const dockerConfig = ({ home }: Wired, host: string, secret = auth): void => {
  mkdirSync(join(home, '.docker'), { recursive: true });
  writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ auths: { [host]: { auth: secret } } }));
};

/** Locks a range, makes the contract of it, and looks that both are of the chart that was pushed. */
const takes = async (context: TestContext, at: Wired): Promise<void> => {
  const locked = await runWired(at, ['lock']);
  assert.deepEqual([locked.code, locked.told], [0, []], locked.text);
  context.diagnostic(lockOf(at).trim());
  assert.match(lockOf(at), /resolved: 1\.2\.0\+build\.7\n/);
  assert.match(lockOf(at), new RegExp(`digest: ${newest.digest}\n    layer: ${newest.layer}\n`));
  const made = await runWired(at, ['contract']);
  assert.deepEqual([made.code, made.written.length], [0, 1], made.text);
};

const asking = async (host: string, settings: string): Promise<Wired> => {
  const { ca } = await testAuthority();
  return wired(
    { repository: `oci://${host}/charts`, version: '^1' },
    { 'ca.pem': ca },
    `{ "oci://${host}": ${settings} }`,
  );
};

test('a registry without TLS', async (context) => {
  const host = await startRegistry(context, { storage: await filled(context) });
  await takes(context, await asking(host, '{ insecure: true }'));
});

test('a registry with TLS of its own CA and a list of users', async (context) => {
  const storage = await filled(context);
  const folder = scratch(context);
  const hash = execFileSync(registryProgram(), ['bcrypt', user.password], { encoding: 'utf8' });
  writeFileSync(join(folder, 'users'), `${user.name}:${hash}\n`);
  const tls = await certificateFiles(folder);
  const host = await startRegistry(context, {
    storage,
    tls,
    auth: { htpasswd: { realm: 'charts', path: join(folder, 'users') } },
  });
  const at = await asking(host, '{ ca: ca.pem }');
  const anonymous = await runWired(at, ['lock']);
  assert.deepEqual([anonymous.told, anonymous.written], [[`repository-unauthorized ${repositoryAt}`], []]);
  dockerConfig(at, host, Buffer.from('ci:wrong').toString('base64'));
  const wrong = await runWired(at, ['lock']);
  assert.deepEqual([wrong.told, wrong.written], [[`repository-unauthorized ${repositoryAt}`], []]);
  assert.match(wrong.messages.join(), /refuses the credentials from ~\/\.docker\/config\.json \(401\)/);
  dockerConfig(at, host);
  await takes(context, at);
  const unknown = await asking(host, '{ insecure: false }');
  assert.deepEqual((await runWired(unknown, ['lock'])).told, [`certificate-untrusted ${repositoryAt}`]);
});

/** Gives tokens to one user, signed so that the registry takes them. */
const tokenServer = async (): Promise<Answering> => {
  const { cert, key } = await testAuthority();
  const chain = [new X509Certificate(cert).raw.toString('base64')];
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return (request, response) => {
    const url = new URL(request.url ?? '', 'http://tokens');
    if (request.headers.authorization !== `Basic ${auth}`) return response.writeHead(401).end('{}');
    const [type = '', name = '', actions = ''] = (url.searchParams.get('scope') ?? '').split(':');
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: 'tests',
      sub: user.name,
      aud: url.searchParams.get('service'),
      exp: now + 300,
      nbf: now - 10,
      iat: now,
      jti: randomUUID(),
      access: [{ type, name, actions: actions.split(',') }],
    };
    const signed = `${part({ typ: 'JWT', alg: 'ES256', x5c: chain })}.${part(claims)}`;
    const signature = sign('sha256', Buffer.from(signed), {
      key: createPrivateKey(key),
      dsaEncoding: 'ieee-p1363',
    }).toString('base64url');
    return response.end(JSON.stringify({ token: `${signed}.${signature}` }));
  };
};

test('a registry that leaves signing in to a token server', async (context) => {
  const storage = await filled(context);
  const folder = scratch(context);
  const tls = await certificateFiles(folder);
  const { ca } = await testAuthority();
  writeFileSync(join(folder, 'ca.pem'), ca);
  const tokens = await serve(context, await tokenServer(), { tls: true });
  const realm = `https://${tokens.host}/token`;
  const token = { realm, service: 'charts', issuer: 'tests', rootcertbundle: join(folder, 'ca.pem') };
  const host = await startRegistry(context, { storage, tls, auth: { token } });
  const at = await asking(host, '{ ca: ca.pem }');
  const anonymous = await runWired(at, ['lock']);
  assert.deepEqual([anonymous.told, anonymous.written], [[`repository-unauthorized ${repositoryAt}`], []]);
  dockerConfig(at, host);
  await takes(context, at);
});

test('an HTTP repository of nginx, with TLS of its own CA and a user', async (context) => {
  const folder = scratch(context);
  const archive = chartArchive('web', chartFiles('web', '1.0.0', 'replicas: 1\n'));
  mkdirSync(join(folder, 'charts'));
  writeFileSync(join(folder, 'charts/web-1.0.0.tgz'), archive);
  writeFileSync(
    join(folder, 'charts/index.yaml'),
    `apiVersion: v1\nentries:\n  web:\n  - version: 1.0.0\n    urls: [web-1.0.0.tgz]\n    digest: ${sha256(archive).slice(7)}\n`,
  );
  const host = await startNginx(context, folder, user);
  const { ca } = await testAuthority();
  const repository = `https://${host}/charts`;
  const at = await wired({ repository, version: '^1' }, { 'ca.pem': ca }, `{ "${repository}": { ca: ca.pem } }`);
  const anonymous = await runWired(at, ['lock']);
  assert.deepEqual([anonymous.told, anonymous.written], [[`repository-unauthorized ${repositoryAt}`], []]);
  mkdirSync(join(at.home, '.config/helm'), { recursive: true });
  const entry = `- name: charts\n  url: ${repository}\n  username: ${user.name}\n  password: ${user.password}\n`;
  writeFileSync(join(at.home, '.config/helm/repositories.yaml'), `repositories:\n${entry}`);
  const locked = await runWired(at, ['lock']);
  assert.equal(locked.code, 0, locked.text);
  assert.match(lockOf(at), new RegExp(`digest: ${sha256(archive)}\n`));
  const made = await runWired(at, ['contract']);
  assert.deepEqual([made.code, made.written.length], [0, 1], made.text);
});
