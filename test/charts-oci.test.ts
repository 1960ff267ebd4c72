import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { challengeOf, mayHoldTokens } from '../generator/charts/oci/challenge.ts';
import { chartArchive, chartFiles } from './chart-files.ts';
import { type Answering, behindBasic, type Loopback, redirectTo, serve, sha256, testAuthority } from './loopback.ts';
import { behindToken, type Pushed, pushed, registry, types } from './registry-server.ts';
import { askedAt, lockOf, repositoryAt, runWired, type Wired, wired } from './wire-repository.ts';

const first = pushed('1.0.0');
const build = pushed('1.1.0+build.5');
const tags = { '1.0.0': first, '1.1.0_build.5': build, '2.0.0': pushed('2.0.0'), latest: first, 'sha256-a.sig': first };

/** A registry that speaks plain HTTP, and a repository that asks it for `charts/web`. */
const setUp = async (
  context: TestContext,
  answer: Answering = registry(tags),
  version = '1.0.0',
): Promise<{ at: Wired; server: Loopback }> => {
  const server = await serve(context, answer);
  const repository = `oci://${server.host}/charts`;
  return { at: await wired({ repository, version }, {}, `{ "${repository}": { insecure: true } }`), server };
};

const entryOf = ({ digest, layer }: Pushed): RegExp => new RegExp(`digest: ${digest}\n    layer: ${layer}\n`);

describe('lock', () => {
  test('takes an exact version by its tag, with the digests of manifest and layer', async (context) => {
    const { at, server } = await setUp(context);
    const run = await runWired(at, ['lock']);
    assert.deepEqual([run.code, run.told, run.written], [0, [], ['charts.lock.yaml']], run.text);
    assert.match(lockOf(at), entryOf(first));
    assert.deepEqual(
      server.requests.map(({ path }) => path),
      ['/v2/charts/web/manifests/1.0.0'],
    );
  });

  test('finds the version of a range among all pages of tags, with its build metadata', async (context) => {
    const { at } = await setUp(context, registry(tags), '^1');
    assert.equal((await runWired(at, ['lock'])).code, 0);
    assert.match(lockOf(at), /resolved: 1\.1\.0\+build\.5\n/);
    assert.match(lockOf(at), entryOf(build));
  });

  test('says which versions there are', async (context) => {
    const { at } = await setUp(context, registry(tags), '3.0.0');
    const run = await runWired(at, ['lock']);
    assert.deepEqual([run.code, run.told, run.written], [1, [`chart-version-unknown ${askedAt}`], []]);
    assert.match(run.messages.join(), /has no web 3\.0\.0\. Its newest version is 2\.0\.0/);
  });

  test('--update moves, and finds what was published again', async (context) => {
    let now: Readonly<Record<string, Pushed>> = { '1.0.0': first };
    const { at } = await setUp(context, (request, response) => registry(now)(request, response), '^1');
    await runWired(at, ['lock']);
    now = tags;
    assert.deepEqual((await runWired(at, ['lock'])).written, []);
    assert.equal((await runWired(at, ['lock', '--update'])).code, 0);
    assert.match(lockOf(at), entryOf(build));
    now = { ...tags, '1.1.0_build.5': pushed('1.1.0+build.5', { archive: Buffer.from('other') }) };
    const again = await runWired(at, ['lock', '--update', 'web']);
    assert.deepEqual([again.code, again.told, again.written], [1, [`chart-republished ${askedAt}`], []]);
    assert.equal((await runWired(at, ['lock', '--accept-republished'])).code, 0);
  });
});

describe('contract', () => {
  test('pulls by the locked digests, whatever the tag says by now', async (context) => {
    let now: Readonly<Record<string, Pushed>> = { '1.0.0': first };
    const { at, server } = await setUp(context, (request, response) => registry(now)(request, response));
    await runWired(at, ['lock']);
    now = { '1.0.0': build, old: first };
    const run = await runWired(at, ['contract']);
    assert.deepEqual([run.code, run.told, run.written.length], [0, [], 1], run.text);
    assert.deepEqual(
      server.requests.slice(1).map(({ path }) => path),
      [`/v2/charts/web/manifests/${first.digest}`, `/v2/charts/web/blobs/${first.layer}`],
    );
  });

  test('a blob may lie elsewhere, where no credentials go', async (context) => {
    const store = await serve(context, (_, response) => response.end(first.archive));
    const { at, server } = await setUp(
      context,
      behindBasic('ci', 'pa55word', (request, response) =>
        request.url?.includes('/blobs/') === true
          ? redirectTo(`http://${store.host}/blob?signature=s3cr3t`, 307)(request, response)
          : registry(tags)(request, response),
      ),
    );
    dockerConfig(at, { auths: { [server.host]: { auth: Buffer.from('ci:pa55word').toString('base64') } } });
    assert.equal((await runWired(at, ['lock'])).code, 0);
    const run = await runWired(at, ['contract']);
    assert.equal(run.code, 0, run.text);
    assert.deepEqual(
      store.requests.map(({ authorization }) => authorization),
      [undefined],
    );
  });

  test('a blob with another digest, and an archive at hand', async (context) => {
    const { at } = await setUp(context, (request, response) =>
      request.url?.includes('/blobs/') === true
        ? response.end(Buffer.alloc(first.archive.length))
        : registry(tags)(request, response),
    );
    await runWired(at, ['lock']);
    const run = await runWired(at, ['contract']);
    assert.deepEqual([run.code, run.told, run.written], [1, ['digest-mismatch charts.lock.yaml:3:5'], []]);
    writeFileSync(join(at.root, 'web.tgz'), first.archive);
    assert.equal((await runWired(at, ['contract', '--chart', 'web=web.tgz'])).code, 0);
    writeFileSync(join(at.root, 'web.tgz'), chartArchive('web', chartFiles('web', '1.0.0', 'replicas: 9\n')));
    assert.deepEqual((await runWired(at, ['contract', '--chart', 'web=web.tgz'])).told, [
      'local-chart-mismatch web.tgz',
    ]);
  });

  test('a blob that is larger than its manifest says, or is no chart', async (context) => {
    const { at } = await setUp(context, (request, response) =>
      request.url?.includes('/blobs/') === true
        ? response.end(Buffer.concat([first.archive, Buffer.alloc(1)]))
        : registry(tags)(request, response),
    );
    await runWired(at, ['lock']);
    assert.deepEqual((await runWired(at, ['contract'])).told, ['response-too-large charts.lock.yaml:3:5']);
    const junk = await setUp(context, registry({ '1.0.0': pushed('1.0.0', { archive: Buffer.from('junk') }) }));
    await runWired(junk.at, ['lock']);
    assert.deepEqual((await runWired(junk.at, ['contract'])).told, ['chart-invalid charts.lock.yaml:3:5']);
  });
});

const layer = (mediaType: string): object => ({ mediaType, digest: sha256('x'), size: 1 });
const bad: readonly (readonly [string, Pushed, string, RegExp])[] = [
  [
    'a manifest list',
    pushed('1.0.0', { change: () => ({ schemaVersion: 2, mediaType: types.index, manifests: [] }) }),
    'chart-invalid',
    /is a list of manifests/,
  ],
  [
    'an image',
    pushed('1.0.0', {
      change: (manifest) => ({ ...manifest, config: layer('application/vnd.oci.image.config.v1+json') }),
    }),
    'chart-invalid',
    /is no Helm chart/,
  ],
  [
    'a layer that is not a chart',
    pushed('1.0.0', { change: (manifest) => ({ ...manifest, layers: [layer('application/octet-stream')] }) }),
    'chart-invalid',
    /has no layer that is a chart/,
  ],
  [
    'two charts in one',
    pushed('1.0.0', { change: (manifest) => ({ ...manifest, layers: [layer(types.chart), layer(types.chart)] }) }),
    'chart-invalid',
    /cannot be read as one chart/,
  ],
  ['another digest than it names', { ...first, digest: sha256('other') }, 'digest-mismatch', /is said to be sha256:/],
  ['no manifest', { ...first, manifest: '<html>', digest: sha256('<html>') }, 'chart-invalid', /cannot be read/],
];

describe('a registry that', () => {
  for (const [what, chart, code, message] of bad)
    test(`serves ${what}`, async (context) => {
      const { at } = await setUp(context, registry({ '1.0.0': chart }));
      const run = await runWired(at, ['lock']);
      assert.deepEqual([run.code, run.told, run.written], [1, [`${code} ${askedAt}`], []], run.text);
      assert.match(run.messages.join(), message);
    });

  test('sends tags, or a manifest, without an end', async (context) => {
    for (const version of ['^1', '1.0.0']) {
      const { at } = await setUp(context, (_, response) => response.end(Buffer.alloc(5 * 1024 * 1024, '[')), version);
      const run = await runWired(at, ['lock']);
      assert.deepEqual([run.told, run.written], [[`response-too-large ${askedAt}`], []]);
    }
    const { at } = await setUp(context, registry(tags), '^1');
    assert.deepEqual((await runWired(at, ['lock'], { limits: { tags: 3 } })).told, [`response-too-large ${askedAt}`]);
  });

  test('pages its tags in a circle', async (context) => {
    const { at } = await setUp(
      context,
      (_, response) => {
        response.writeHead(200, { link: '</v2/charts/web/tags/list?n=1>; rel="next"' });
        response.end('{"tags":["0.1.0"]}');
      },
      '^1',
    );
    assert.deepEqual((await runWired(at, ['lock'])).told, [`chart-version-unknown ${askedAt}`]);
  });

  test('pages its tags without an end', async (context) => {
    for (const [tags, code, message] of [
      ['[]', 'repository-unreachable', /a page without tags, and says that there are more/],
      ['null', 'repository-unreachable', /a page without tags/],
      ['["0.1.0"]', 'response-too-large', /spreads its tags of web over more than 3 pages/],
    ] as const) {
      let page = 0;
      const { at } = await setUp(
        context,
        (_, response) => {
          page += 1;
          response.writeHead(200, { link: `</v2/charts/web/tags/list?last=${page}>; rel="next"` });
          response.end(page > 50 ? '' : `{"tags":${tags}}`);
        },
        '^1',
      );
      const run = await runWired(at, ['lock'], { limits: { tags: 2000 } });
      assert.deepEqual([run.told, run.written], [[`${code} ${askedAt}`], []]);
      assert.match(run.messages.join(), message);
    }
  });

  test('is reached as a cluster says, where it differs from espalier.yaml', async (context) => {
    const server = await serve(context, registry(tags));
    const repository = `oci://${server.host}/charts`;
    const cluster = (insecure: boolean): Readonly<Record<string, string>> => ({
      'clusters/eu.yaml': `environment: production\ncontroller: argocd\nkubernetes: "1.34"\nrepositories: { "${repository}/": { insecure: ${insecure} } }\n`,
    });
    const common = (insecure: boolean): string => `{ "${repository}": { insecure: ${insecure} } }`;
    const plain = await wired({ repository }, cluster(true), common(false));
    assert.equal((await runWired(plain, ['lock'])).code, 0);
    const safe = await wired({ repository }, cluster(false), common(true));
    assert.deepEqual((await runWired(safe, ['lock'])).told, [`repository-unreachable ${repositoryAt}`]);
  });

  test('speaks TLS of its own CA, or none at all', async (context) => {
    const server = await serve(context, registry(tags), { tls: true });
    const repository = `oci://${server.host}/charts`;
    const { ca } = await testAuthority();
    const unknown = await wired({ repository });
    assert.deepEqual((await runWired(unknown, ['lock'])).told, [`certificate-untrusted ${repositoryAt}`]);
    const named = await wired({ repository }, { 'ca.pem': ca }, `{ "oci://${server.host}": { ca: ca.pem } }`);
    assert.equal((await runWired(named, ['lock'])).code, 0);
    const plain = await serve(context, registry(tags));
    const asked = await wired({ repository: `oci://${plain.host}/charts` });
    const run = await runWired(asked, ['lock']);
    assert.deepEqual(run.told, [`repository-unreachable ${repositoryAt}`]);
    assert.match(run.messages.join(), /does not speak TLS.*insecure: true/);
  });
});

const secret = 's3cr3t-pa55';

const dockerConfig = ({ home }: Wired, config: object): void => {
  mkdirSync(join(home, '.docker'), { recursive: true });
  writeFileSync(join(home, '.docker/config.json'), JSON.stringify(config));
};

/** A credential helper that answers with `answer`, and notes what it was asked. */
const helper = ({ home }: Wired, name: string, answer: string, code = 0): string => {
  const folder = join(home, 'bin');
  mkdirSync(folder, { recursive: true });
  const program = join(folder, `docker-credential-${name}`);
  writeFileSync(program, `#!/bin/sh\ncat >"${home}/asked"\necho '${answer}'\nexit ${code}\n`);
  chmodSync(program, 0o755);
  return `${folder}:${process.env.PATH}`;
};

describe('credentials', () => {
  const guarded = behindToken('ci', secret, registry(tags));
  const auth = Buffer.from(`ci:${secret}`).toString('base64');

  test('in the config file of Docker, for a token', async (context) => {
    const { at, server } = await setUp(context, guarded, '^1');
    dockerConfig(at, { auths: { 'other.example.com': { auth: 'eDp5' }, [`https://${server.host}/v2/`]: { auth } } });
    const run = await runWired(at, ['lock']);
    assert.equal(run.code, 0, run.text);
    // The token is asked for once.
    assert.equal(server.requests.filter(({ path }) => path.startsWith('/token')).length, 1);
  });

  test('in the registry config of Helm, before that of Docker', async (context) => {
    const { at, server } = await setUp(context, guarded);
    dockerConfig(at, { auths: { [server.host]: { auth: 'eDp5' } } });
    mkdirSync(join(at.home, '.config/helm/registry'), { recursive: true });
    writeFileSync(
      join(at.home, '.config/helm/registry/config.json'),
      JSON.stringify({ auths: { [server.host]: { username: 'ci', password: secret } } }),
    );
    assert.equal((await runWired(at, ['lock'])).code, 0);
  });

  test('of a credential helper', async (context) => {
    for (const choose of [(host: string) => ({ credHelpers: { [host]: 'test' } }), () => ({ credsStore: 'test' })]) {
      const { at, server } = await setUp(context, guarded);
      dockerConfig(at, { auths: { [server.host]: {} }, ...choose(server.host) });
      const PATH = helper(at, 'test', JSON.stringify({ ServerURL: server.host, Username: 'ci', Secret: secret }));
      assert.equal((await runWired(at, ['lock'], { environment: { PATH } })).code, 0);
    }
  });

  test('of a helper that fails, has none, is missing, or is no program', async (context) => {
    const cases = [
      [
        'test',
        `${secret} leaks`,
        1,
        /docker-credential-test, which ~\/\.docker\/config\.json names, failed with exit code 1/,
      ],
      ['test', 'credentials not found in native keychain', 1, /none were found in ESPALIER_PASSWORD_.*config\.json/],
      ['test', 'no json', 0, /in a form that is not known/],
      [
        'absent',
        '{}',
        0,
        /docker-credential-absent, .* is not installed\. Install it, or take it out of credsStore in ~\/\.docker\/config\.json\.$/,
      ],
      [
        '../../evil; id',
        '{}',
        0,
        /^~\/\.docker\/config\.json names "..\/..\/evil; id" in credsStore, which is no name of a program\. Mend credsStore in ~\/\.docker\/config\.json\.$/,
      ],
    ] as const;
    for (const [name, answer, code, message] of cases) {
      const { at } = await setUp(context, guarded);
      dockerConfig(at, { credsStore: name });
      const PATH = helper(at, 'test', answer, code);
      const run = await runWired(at, ['lock'], { environment: { PATH } });
      assert.deepEqual([run.code, run.told, run.written], [1, [`repository-unauthorized ${repositoryAt}`], []]);
      assert.match(run.messages.join(), message);
      assert(!run.text.includes(secret));
    }
  });

  test('that are wrong, missing, or in a file that cannot be read', async (context) => {
    const wrong = Buffer.from(`ci:${secret}-not`).toString('base64');
    for (const [config, message] of [
      [
        JSON.stringify({ auths: {} }),
        /wants credentials \(401\), and none were found in ESPALIER_PASSWORD_.*, .* and ~\/\.docker\/config\.json/,
      ],
      ['{ "auths": ', /~\/\.docker\/config\.json is not well-formed JSON/],
      ['wrong', /refuses the credentials from ~\/\.docker\/config\.json/],
    ] as const) {
      const { at, server } = await setUp(context, guarded);
      mkdirSync(join(at.home, '.docker'));
      const text = config === 'wrong' ? JSON.stringify({ auths: { [server.host]: { auth: wrong } } }) : config;
      writeFileSync(join(at.home, '.docker/config.json'), text);
      const run = await runWired(at, ['lock']);
      assert.deepEqual([run.code, run.told, run.written], [1, [`repository-unauthorized ${repositoryAt}`], []]);
      assert.match(run.messages.join(), message);
      assert(!run.text.includes(secret) && !run.text.includes(wrong));
    }
  });

  test('of which the file of Docker has an entry that cannot be used', async (context) => {
    const notBase64 = `!!${secret}`;
    const notBoth = Buffer.from(secret).toString('base64');
    for (const [config, message] of [
      [
        (host: string) => ({ auths: { [host]: { auth: notBase64 } } }),
        /`auth` of the entry of 127.* in `auths` is not USER/,
      ],
      [(host: string) => ({ auths: { [host]: { auth: notBoth } } }), /is not USER:PASSWORD in base64/],
      [
        (host: string) => ({ auths: { [host]: { username: 'ci', password: 5 } } }),
        /`password` of the entry .* is no text/,
      ],
      [(host: string) => ({ auths: { [host]: secret } }), /the entry of 127\S* in `auths` is no map/],
      [() => ({ auths: [] }), /`auths` is no map/],
      [(host: string) => ({ credHelpers: { [host]: 5 } }), /the entry of 127\S* in `credHelpers` is no text/],
      [() => ({ credHelpers: secret }), /`credHelpers` is no map/],
      [() => ({ credsStore: {} }), /`credsStore` is no text/],
      [() => [secret], /what stands in it is no map/],
    ] as const) {
      const { at, server } = await setUp(context, guarded);
      dockerConfig(at, config(server.host));
      const run = await runWired(at, ['lock']);
      assert.deepEqual([run.code, run.told, run.written], [1, [`repository-unauthorized ${repositoryAt}`], []]);
      assert.match(run.messages.join(), message);
      assert.match(run.messages.join(), /^~\/\.docker\/config\.json cannot be used: .* Mend ~\/\.docker\/config\.json/);
      for (const hidden of [secret, notBase64, notBoth]) assert(!run.text.includes(hidden), run.text);
    }
  });

  test("entries of other hosts, and those without anything, are nobody's concern", async (context) => {
    const { at, server } = await setUp(context, guarded);
    const others = {
      'other.example.com': 5,
      [`https://${server.host}/v1/`]: {},
      [`https://${server.host}`]: { auth: '' },
    };
    dockerConfig(at, {
      auths: { ...others, [`https://${server.host}/v2/`]: { auth: `${auth}\n` } },
      credHelpers: { 'other.example.com': 5 },
      credsStore: null,
    });
    assert.equal((await runWired(at, ['lock'])).code, 0);
  });

  test('an identity token is changed for one of the registry, by POST', async (context) => {
    let form = '';
    const answer: Answering = (request, response) => {
      if (request.method !== 'POST') return guarded(request, response);
      request.setEncoding('utf8').on('data', (text: string) => {
        form += text;
      });
      request.on('end', () => response.end('{"access_token":"opaque-token"}'));
    };
    const { at, server } = await setUp(context, answer);
    dockerConfig(at, { auths: { [server.host]: { identitytoken: secret } } });
    assert.equal((await runWired(at, ['lock'])).code, 0);
    assert.equal(new URLSearchParams(form).get('refresh_token'), secret);
    assert.equal(new URLSearchParams(form).get('grant_type'), 'refresh_token');
  });

  test('a token server on another port of the same host sees them', async (context) => {
    const tokens = await serve(context, guarded);
    const { at, server } = await setUp(
      context,
      behindToken('ci', secret, registry(tags), `http://${tokens.host}/token`),
    );
    dockerConfig(at, { auths: { [server.host]: { auth } } });
    assert.equal((await runWired(at, ['lock'])).code, 0);
    assert.deepEqual(
      tokens.requests.map(({ authorization }) => authorization),
      [`Basic ${auth}`],
    );
  });

  test('a token server elsewhere sees none of them', async (context) => {
    const { at, server } = await setUp(context, (request, response) =>
      behindToken('ci', secret, registry(tags), 'http://localhost:9/token')(request, response),
    );
    dockerConfig(at, { auths: { [server.host]: { auth } } });
    const run = await runWired(at, ['lock']);
    assert.match(run.told.join(), /^repository-un/);
    for (const realm of ['http://169.254.169.254/token', 'file:///etc/passwd', 'http://u:p@127.0.0.1/token']) {
      const other = await setUp(context, behindToken('ci', secret, registry(tags), realm));
      assert.deepEqual((await runWired(other.at, ['lock'])).told, [`redirect-refused ${repositoryAt}`], realm);
    }
  });
});

test('challenges', () => {
  assert.deepEqual(challengeOf('Bearer realm="https://a/t",service="s, t",scope="repository:a:pull"'), {
    kind: 'bearer',
    realm: 'https://a/t',
    service: 's, t',
    scope: 'repository:a:pull',
  });
  assert.equal(challengeOf('Basic realm="x", Bearer realm="https://a/t"')?.kind, 'bearer');
  assert.deepEqual(challengeOf('basic realm="x"'), { kind: 'basic' });
  assert.equal(challengeOf('Negotiate'), undefined);
  assert.equal(challengeOf(undefined), undefined);
});

test('whose tokens are whose', () => {
  for (const [registryHost, realm] of [
    ['ghcr.io', 'ghcr.io'],
    ['registry-1.docker.io', 'auth.docker.io'],
    ['registry.gitlab.com', 'gitlab.com'],
    ['registry.example.com', 'a.b.example.com'],
  ] as const)
    assert(mayHoldTokens(registryHost, realm), realm);
  for (const [registryHost, realm] of [
    ['ghcr.io', 'quay.io'],
    ['registry.example.com', 'example.org'],
    ['registry.example.com', 'notexample.com'],
    ['example.com', 'auth.com'],
    ['example.com', 'auth.example.com'],
    ['10.0.0.1', '11.0.0.1'],
    ['10.1.0.1', '11.1.0.1'],
  ] as const)
    assert(!mayHoldTokens(registryHost, realm), realm);
});
