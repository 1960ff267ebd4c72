import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { proxyFor } from '../generator/charts/network/proxy.ts';
import { chartArchive, chartFiles } from './chart-files.ts';
import { type Answering, behindBasic, pages, redirectTo, serve, sha256, testAuthority } from './loopback.ts';
import { askedAt, lockOf, repositoryAt, runWired, type Wired, wired } from './wire-repository.ts';

const archive = chartArchive('web', chartFiles('web', '1.0.0', 'replicas: 1\n'));
const newer = chartArchive('web', chartFiles('web', '1.1.0', 'replicas: 1\n'));
const digest = sha256(archive);

const indexOf = (versions: Readonly<Record<string, string | undefined>>, urls = 'web-$V.tgz'): string =>
  `apiVersion: v1\nentries:\n  web:\n${Object.entries(versions)
    .map(
      ([version, hash]) =>
        `  - version: ${version}\n    urls: ["${urls.replace('$V', version)}"]\n${hash === undefined ? '' : `    digest: ${hash.slice(7)}\n`}`,
    )
    .join('')}`;
const content = {
  '/charts/index.yaml': indexOf({ '1.0.0': digest, '1.1.0': sha256(newer), '2.0.0': sha256('2') }),
  '/charts/web-1.0.0.tgz': archive,
  '/charts/web-1.1.0.tgz': newer,
};
const charts = pages(content);

/** A repository of charts, and one of Espalier that asks for one of them. */
const setUp = async (
  context: TestContext,
  answer: Answering = charts,
  { version = '1.0.0', settings = '{}' } = {},
): Promise<{ at: Wired; server: Awaited<ReturnType<typeof serve>>; url: string }> => {
  const server = await serve(context, answer);
  const url = `http://${server.host}/charts`;
  return { at: await wired({ repository: url, version }, {}, settings), server, url };
};

describe('lock', () => {
  test('takes an exact version and a range from the index, and asks nobody when all is locked', async (context) => {
    const { at, server, url } = await setUp(context, charts, { version: '^1' });
    const run = await runWired(at, ['lock']);
    assert.deepEqual([run.code, run.told, run.written], [0, [], ['charts.lock.yaml']]);
    assert.match(
      lockOf(at),
      new RegExp(`resolved: 1.1.0\n    url: ${url}/web-1.1.0.tgz\n    digest: ${sha256(newer)}\n`),
    );
    assert.deepEqual(
      server.requests.map(({ path }) => path),
      ['/charts/index.yaml'],
    );
    const again = await runWired(at, ['lock']);
    assert.deepEqual([again.code, again.written, server.requests.length], [0, [], 1]);
    const checked = await runWired(at, ['lock', '--check']);
    assert.deepEqual([checked.code, server.requests.length], [0, 1]);
  });

  test('asks nobody with --offline, or where --digest or --index answer', async (context) => {
    const { at, server, url } = await setUp(context);
    const offline = await runWired(at, ['lock', '--offline']);
    assert.deepEqual([offline.code, offline.told, offline.written], [1, [`chart-unreachable ${askedAt}`], []]);
    writeFileSync(join(at.root, 'index.yaml'), indexOf({ '3.0.0': digest }));
    const indexed = await runWired(at, ['lock', '--index', `${url}=index.yaml`]);
    assert.deepEqual(indexed.told, [`chart-version-unknown ${askedAt}`]);
    const given = await runWired(at, ['lock', '--digest', `web@1.0.0=${digest}`]);
    assert.deepEqual([given.code, server.requests.length], [0, 0]);
  });

  test('an index may come compressed, but not grow without an end', async (context) => {
    const compressed =
      (text: string | Buffer): Answering =>
      (request, response) => {
        assert.equal(request.headers['accept-encoding'], 'gzip');
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text));
      };
    const { at } = await setUp(context, compressed(content['/charts/index.yaml']));
    assert.equal((await runWired(at, ['lock'])).code, 0);
    const bomb = await setUp(context, compressed(Buffer.alloc(2 * 1024 * 1024, '#')));
    const run = await runWired(bomb.at, ['lock'], { limits: { indexBytes: 1024 * 1024 } });
    assert.deepEqual(run.told, [`response-too-large ${repositoryAt}`]);
  });

  test('an index without digests gives way to the archive itself', async (context) => {
    const answer = pages({ ...content, '/charts/index.yaml': indexOf({ '1.0.0': undefined }) });
    const { at } = await setUp(context, answer);
    assert.equal((await runWired(at, ['lock'])).code, 0);
    assert.match(lockOf(at), new RegExp(`digest: ${digest}`));
  });

  test('an index whose entry or versions are broken says so', async (context) => {
    for (const [index, told, message] of [
      [indexOf({ '1.0.0': undefined }, 'file:///etc/passwd'), 'chart-unreachable', /file:\/\/\/etc\/passwd/],
      [indexOf({ '1.0.0': 'sha256:zz' }), 'digest-invalid', /"zz", which is none/],
      ['{"entries": {"web": [{"version": 1.2}]}}', 'chart-version-unknown', /no version of it that can be read/],
    ] as const) {
      const { at, server } = await setUp(context, pages({ ...content, '/charts/index.yaml': index }));
      const run = await runWired(at, ['lock']);
      assert.deepEqual([run.code, run.told, run.written], [1, [`${told} ${askedAt}`], []]);
      assert.match(run.messages.join(), message);
      assert.equal(server.requests.length, 1);
    }
  });

  test('--update moves within the range and says what moved', async (context) => {
    let index = indexOf({ '1.0.0': digest });
    const answer: Answering = (request, response) =>
      pages({ ...content, '/charts/index.yaml': index })(request, response);
    const { at, url } = await setUp(context, answer, { version: '^1' });
    await runWired(at, ['lock']);
    index = indexOf({ '1.0.0': digest, '1.1.0': sha256(newer), '2.0.0': sha256('2') });
    assert.deepEqual((await runWired(at, ['lock'])).written, []);
    assert.deepEqual((await runWired(at, ['lock', '--update', 'wbe'])).told, ['invalid-value']);
    const run = await runWired(at, ['lock', '--update', 'web']);
    assert.deepEqual([run.code, run.written], [0, ['charts.lock.yaml']]);
    assert.match(lockOf(at), /resolved: 1\.1\.0/);
    const { moved } = JSON.parse(run.text) as { moved: unknown };
    assert.deepEqual(moved, [{ repository: url, name: 'web', version: '^1', from: '1.0.0', to: '1.1.0' }]);
  });

  test('--update finds a version that was published again, or is gone', async (context) => {
    let index = indexOf({ '1.0.0': digest });
    const { at } = await setUp(context, (request, response) =>
      pages({ ...content, '/charts/index.yaml': index })(request, response),
    );
    await runWired(at, ['lock']);
    index = indexOf({ '1.0.0': sha256('other') });
    const again = await runWired(at, ['lock', '--update']);
    assert.deepEqual([again.code, again.told, again.written], [1, [`chart-republished ${askedAt}`], []]);
    index = indexOf({ '1.1.0': digest });
    assert.deepEqual((await runWired(at, ['lock', '--update'])).told, [`chart-version-unknown ${askedAt}`]);
    index = indexOf({ '1.0.0': sha256('other') });
    const accepted = await runWired(at, ['lock', '--accept-republished']);
    assert.deepEqual([accepted.code, accepted.written], [0, ['charts.lock.yaml']]);
  });
});

describe('contract', () => {
  test('downloads the locked archive, once', async (context) => {
    const { at, server } = await setUp(context);
    await runWired(at, ['lock']);
    const run = await runWired(at, ['contract']);
    assert.deepEqual([run.code, run.told, run.written.length], [0, [], 1], run.text);
    const asked = server.requests.length;
    const hashed = await runWired(at, ['contract', '--hash-text', '--offline']);
    assert.deepEqual([hashed.code, server.requests.length], [0, asked], hashed.text);
  });

  test('a cache that was altered is not believed', async (context) => {
    const { at, server } = await setUp(context);
    await runWired(at, ['lock']);
    await runWired(at, ['contract']);
    const folder = join(at.home, 'cache/espalier/charts');
    const [file = '', ...others] = readdirSync(folder);
    assert.deepEqual([file, others], [`${digest.replace(':', '-')}.tgz`, []]);
    writeFileSync(join(folder, file), 'something else');
    const offline = await runWired(at, ['contract', '--hash-text', '--offline']);
    assert.deepEqual(offline.told, ['repository-unreachable charts.lock.yaml:3:5']);
    const asked = server.requests.length;
    assert.equal((await runWired(at, ['contract', '--hash-text'])).code, 0);
    assert.equal(server.requests.length, asked + 1);
    assert.deepEqual(readFileSync(join(folder, file)), archive);
  });

  test('an archive with another digest than the locked one', async (context) => {
    const { at } = await setUp(context, pages({ ...content, '/charts/web-1.0.0.tgz': newer }));
    await runWired(at, ['lock']);
    const run = await runWired(at, ['contract']);
    assert.deepEqual([run.code, run.told, run.written], [1, ['digest-mismatch charts.lock.yaml:3:5'], []]);
    assert.deepEqual(readdirSync(at.home), []);
  });

  test('what can be fetched is kept, though another repository cannot be reached', async (context) => {
    const { at } = await setUp(context);
    await runWired(at, ['lock']);
    const other = `  - repository: http://127.0.0.1:9\n    name: api\n    version: 1.0.0\n    resolved: 1.0.0\n    digest: ${sha256('api')}\n    url: http://127.0.0.1:9/api.tgz\n`;
    writeFileSync(join(at.root, 'charts.lock.yaml'), `${lockOf(at)}${other}`);
    const run = await runWired(at, ['contract']);
    assert.deepEqual([run.code, run.told], [1, ['repository-unreachable charts.lock.yaml:9:5']]);
    assert.deepEqual(run.written.length, 1);
    assert.equal((JSON.parse(run.text) as { applied: boolean }).applied, true);
    assert.deepEqual((await runWired(at, ['contract'])).written, []);
  });

  test('an archive that is no chart, and one of another chart', async (context) => {
    for (const [bytes, code] of [
      [Buffer.from('no archive'), 'chart-invalid'],
      [chartArchive('web', chartFiles('web', '9.0.0')), 'local-chart-mismatch'],
    ] as const) {
      const { at } = await setUp(
        context,
        pages({ '/charts/index.yaml': indexOf({ '1.0.0': sha256(bytes) }), '/charts/web-1.0.0.tgz': bytes }),
      );
      await runWired(at, ['lock']);
      const run = await runWired(at, ['contract']);
      assert.deepEqual([run.code, run.told, run.written], [1, [`${code} charts.lock.yaml:3:5`], []]);
    }
  });
});

/** Answers nothing, but takes the connection. */
const hang: Answering = () => undefined;
const status =
  (code: number): Answering =>
  (_, response) => {
    response.writeHead(code).end('<html>');
  };
const half: Answering = (_, response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('entries:\n  web:\n');
  setTimeout(() => response.destroy(), 20);
};
/** Sends until the other side has enough. Says that it is 10 GB, or nothing. */
const endless =
  (length?: string): Answering =>
  (_, response) => {
    response.writeHead(200, length === undefined ? {} : { 'content-length': length });
    const chunk = Buffer.alloc(1024 * 1024, '#');
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };
const circle: Answering = (request, response) =>
  redirectTo(request.url === '/charts/index.yaml' ? '/a' : '/charts/index.yaml')(request, response);

const bad: readonly (readonly [string, Answering, string, RegExp])[] = [
  ['hangs', hang, 'repository-unreachable', /does not answer in reasonable time/],
  ['answers 500', status(500), 'repository-unreachable', /answers 500/],
  ['answers 404', status(404), 'repository-unreachable', /answers 404.*Mend the URL/],
  ['sends half a body', half, 'repository-unreachable', /broke off in the middle/],
  ['says it sends 10 GB', endless('10000000000'), 'response-too-large', /larger than 1 MiB/],
  ['sends without an end', endless(), 'response-too-large', /larger than 1 MiB/],
  ['redirects in a circle', circle, 'redirect-refused', /without an end/],
  ['redirects to a file', redirectTo('file:///etc/passwd'), 'redirect-refused', /a file: URL/],
  ['redirects to a metadata address', redirectTo('http://169.254.169.254/latest'), 'redirect-refused', /169\.254/],
  ['redirects to the same in hexadecimal', redirectTo('http://0xa9fea9fe/latest'), 'redirect-refused', /169\.254/],
  ['redirects to the same in IPv6', redirectTo('http://[::ffff:a9fe:a9fe]/'), 'redirect-refused', /no chart is taken/],
  ...[
    ['NAT64', '64:ff9b::a9fe:a9fe'],
    ['NAT64 of a network of its own', '64:ff9b:1::a9fe:a9fe'],
    ['the same with a shorter prefix', '64:ff9b:1:a9fe:a9:fe00::'],
    ['6to4', '2002:a9fe:a9fe::1'],
    ['IPv4 in IPv6', '::169.254.169.254'],
  ].map(
    ([by, address]) =>
      [
        `redirects to the same by ${by}`,
        redirectTo(`http://[${address}]/`),
        'redirect-refused',
        /no chart is taken/,
      ] as const,
  ),
  [
    'redirects to the name of a metadata server',
    redirectTo('http://metadata.google.internal/'),
    'redirect-refused',
    /metadata/,
  ],
  ['redirects to a URL with credentials', redirectTo('http://a:b@127.0.0.1/'), 'redirect-refused', /credentials/],
  ['serves what is no index', pages({ '/charts/index.yaml': '<html>' }), 'yaml-syntax', /no index.*Mend the URL/],
  [
    'says that it is compressed, and is not',
    (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('entries: {}'),
    'repository-unreachable',
    /sends something compressed that cannot be unpacked \(http.*ask those who run/,
  ],
  [
    'ends in the middle of what is compressed',
    (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('entries: {}'.repeat(99)).subarray(0, 20)),
    'repository-unreachable',
    /sends something compressed that cannot be unpacked/,
  ],
  [
    'does not speak HTTP',
    (_, response) => response.socket?.end('SSH-2.0-OpenSSH\r\n'),
    'repository-unreachable',
    /does not speak HTTP/,
  ],
  [
    'has more versions than anybody reads',
    pages({ '/charts/index.yaml': `entries:\n  web:\n${'  - version: 1.0.0\n'.repeat(10_001)}` }),
    'yaml-too-large',
    /more than 10000 versions of web/,
  ],
  ['has no such chart', pages({ '/charts/index.yaml': 'entries: {}\n' }), 'chart-version-unknown', /has no chart web/],
  [
    'wants credentials',
    behindBasic('u', 'p', charts),
    'repository-unauthorized',
    /wants credentials.*ESPALIER_PASSWORD_127_0_0_1_\d+ and ~\/\.config\/helm\/repositories\.yaml/,
  ],
];

describe('a repository that', () => {
  test('speaks no TLS is to be mended where it is named, once for all versions of its charts', async (context) => {
    const server = await serve(context, charts);
    const cluster = 'environment: production\ncontroller: argocd\nkubernetes: "1.34"\n';
    const at = await wired(
      { repository: `https://${server.host}/charts` },
      { 'clusters/us.yaml': `${cluster}services: { web: { chart: { version: 2.0.0 } } }\n` },
    );
    const run = await runWired(at, ['lock']);
    assert.deepEqual(run.told, [`repository-unreachable ${repositoryAt}`], run.text);
    assert.match(run.messages.join(), /does not speak TLS/);
  });

  for (const [what, answer, code, message] of bad)
    test(what, async (context) => {
      const { at } = await setUp(context, answer);
      const limits = { indexBytes: 1024 * 1024, ...(what === 'hangs' ? { idle: 100 } : {}) };
      const run = await runWired(at, ['lock'], { limits });
      assert.deepEqual(
        [run.code, run.told, run.written],
        [1, [`${code} ${code.startsWith('chart-') ? askedAt : repositoryAt}`], []],
        run.text,
      );
      assert.match(run.messages.join(), message);
    });

  test('fails twice is asked a third time', async (context) => {
    let count = 0;
    const { at } = await setUp(context, (request, response) => {
      count += 1;
      return count === 1
        ? half(request, response)
        : count === 2
          ? status(503)(request, response)
          : charts(request, response);
    });
    assert.equal((await runWired(at, ['lock'])).code, 0);
    assert.equal(count, 3);
  });

  test('trickles is given up when its time is over', async (context) => {
    const { at } = await setUp(context, (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('#\n'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const run = await runWired(at, ['lock'], { limits: { total: 300 } });
    assert.deepEqual(run.told, [`repository-unreachable ${repositoryAt}`]);
    assert.match(run.messages.join(), /takes too long/);
  });

  test('hangs does not keep Ctrl-C waiting', async (context) => {
    const stop = new AbortController();
    const { at } = await setUp(context, () => setTimeout(() => stop.abort(), 20));
    const start = performance.now();
    const run = await runWired(at, ['lock'], { limits: { idle: 60_000 }, signal: stop.signal });
    assert.deepEqual([run.code, run.written], [130, []]);
    assert(performance.now() - start < 20_000);
  });

  test('has an index of 200 MB', async (context) => {
    const { at } = await setUp(context, endless(String(200 * 1000 * 1000)));
    const run = await runWired(at, ['lock']);
    assert.deepEqual([run.code, run.told, run.written], [1, [`response-too-large ${repositoryAt}`], []]);
    assert.match(run.messages.join(), /larger than 64 MiB.*--index/);
  });
});

describe('credentials', () => {
  const secret = 's3cr3t-pa55';
  const guarded = behindBasic('ci', secret, charts);
  const variablesFor = (host: string): Readonly<Record<string, string>> => {
    const suffix = host.replaceAll(/[.:]/g, '_');
    return { [`ESPALIER_USERNAME_${suffix}`]: 'ci', [`ESPALIER_PASSWORD_${suffix}`]: secret };
  };

  test('come from variables, and are never printed', async (context) => {
    const { at, server } = await setUp(context, guarded);
    const run = await runWired(at, ['lock'], { environment: variablesFor(server.host) });
    assert.equal(run.code, 0, run.text);
    const wrong = behindBasic('ci', 'another', charts);
    const other = await setUp(context, wrong);
    const refused = await runWired(other.at, ['lock'], { environment: variablesFor(other.server.host) });
    assert.deepEqual(refused.told, [`repository-unauthorized ${repositoryAt}`]);
    assert.match(refused.messages.join(), /refuses the credentials from ESPALIER_PASSWORD_127_0_0_1_\d+ \(401\)/);
    assert(!refused.text.includes(secret) && !refused.text.includes(Buffer.from(`ci:${secret}`).toString('base64')));
  });

  test('come from the repositories file of Helm, for this repository alone', async (context) => {
    const { at, server, url } = await setUp(context, guarded);
    const write = (entry: string): void => {
      mkdirSync(join(at.home, 'helm'), { recursive: true });
      writeFileSync(
        join(at.home, 'helm/repositories.yaml'),
        `repositories:\n- name: a\n  username: ci\n  password: ${secret}\n  url: ${entry}\n`,
      );
    };
    const environment = { HELM_CONFIG_HOME: join(at.home, 'helm') };
    write(`${url}/other`);
    assert.deepEqual((await runWired(at, ['lock'], { environment })).told, [`repository-unauthorized ${repositoryAt}`]);
    assert.equal(server.requests.at(-1)?.authorization, undefined);
    write(`${url}/`);
    assert.equal((await runWired(at, ['lock'], { environment })).code, 0);
  });

  test('go to no other origin, be it by a redirect or by the index', async (context) => {
    const elsewhere = await serve(context, charts);
    const away = await setUp(context, redirectTo(`http://${elsewhere.host}/charts/index.yaml`));
    const run = await runWired(away.at, ['lock'], { environment: variablesFor(away.server.host) });
    assert.equal(run.code, 0, run.text);
    assert.notEqual(away.server.requests[0]?.authorization, undefined);
    assert.deepEqual(
      elsewhere.requests.map(({ authorization }) => authorization),
      [undefined],
    );

    const index = indexOf({ '1.0.0': digest }, `http://${elsewhere.host}/charts/web-$V.tgz`);
    const named = await setUp(context, behindBasic('ci', secret, pages({ '/charts/index.yaml': index })));
    const environment = variablesFor(named.server.host);
    assert.equal((await runWired(named.at, ['lock'], { environment })).code, 0);
    assert.equal((await runWired(named.at, ['contract'], { environment })).code, 0);
    assert.equal(elsewhere.requests.at(-1)?.path, '/charts/web-1.0.0.tgz');
    assert.equal(elsewhere.requests.at(-1)?.authorization, undefined);
  });
});

describe('a proxy', () => {
  /** Passes plain requests on, and says so. */
  const proxy: Answering = (request, response) =>
    charts({ ...request, url: new URL(request.url ?? '').pathname } as IncomingMessage, response);

  test('of the environment is asked for the whole URL, but not for this machine or what NO_PROXY names', async (context) => {
    const server = await serve(context, proxy);
    const at = await wired({ repository: 'http://charts.test/charts' });
    const HTTP_PROXY = `http://user:pa55word@${server.host}`;
    const run = await runWired(at, ['lock'], { environment: { HTTP_PROXY } });
    assert.equal(run.code, 0, run.text);
    assert.deepEqual(
      server.requests.map(({ path }) => path),
      ['http://charts.test/charts/index.yaml'],
    );
    const exempt = await runWired(await wired({ repository: 'http://charts.test/charts' }), ['lock'], {
      environment: { HTTP_PROXY, NO_PROXY: 'example.com,.test' },
    });
    assert.deepEqual(exempt.told, [`repository-unreachable ${repositoryAt}`]);
    const { at: near } = await setUp(context);
    assert.equal((await runWired(near, ['lock'], { environment: { HTTP_PROXY } })).code, 0);
    assert.equal(server.requests.length, 1);
  });

  test('that refuses, or is none, is named without its password', async (context) => {
    const server = await serve(context, status(407));
    for (const [repository, proxied, message] of [
      ['http://charts.test', `http://u:pa55word@${server.host}`, /answers 407/],
      ['https://charts.test', 'http://u:pa55word@127.0.0.1:9', /127\.0\.0\.1:9/],
      ['https://charts.test', 'socks5://u:pa55word@127.0.0.1:9', /HTTPS_PROXY does not name a proxy/],
    ] as const) {
      const environment = { HTTP_PROXY: proxied, HTTPS_PROXY: proxied };
      const run = await runWired(await wired({ repository }), ['lock'], { environment });
      assert.deepEqual(run.told, [`repository-unreachable ${repositoryAt}`]);
      assert.match(run.messages.join(), message);
      assert(!run.text.includes('pa55word'));
    }
  });

  test('is not asked for hosts that NO_PROXY covers', () => {
    const isProxied = (url: string, NO_PROXY: string): boolean =>
      proxyFor(new URL(url), { HTTPS_PROXY: 'proxy.test:3128', NO_PROXY }) !== undefined;
    for (const list of ['*', 'example.com', '.example.com', '*.example.com', 'a.example.com:443', 'x, a.example.com'])
      assert(!isProxied('https://a.example.com', list), list);
    for (const list of ['', 'ple.com', 'b.example.com', 'a.example.com:444', '10.0.0.0/8'])
      assert(isProxied('https://a.example.com', list), list);
    assert(!isProxied('https://10.1.2.3', '10.0.0.0/8'));
    assert(isProxied('https://11.1.2.3', '10.0.0.0/8, 11.1.2.4, fd00::/8'));
    assert(!isProxied('https://[fd00::1]', 'fd00::/8'));
    assert(!isProxied('https://localhost', '') && !isProxied('https://127.0.0.2', ''));
    assert.equal(
      proxyFor(new URL('https://a.test'), { https_proxy: 'http://small:1', HTTPS_PROXY: 'http://big:1' })?.host,
      'small:1',
    );
  });
});

describe('TLS', () => {
  const setUpTls = async (context: TestContext, answer: Answering, settings: (url: string) => string) => {
    const server = await serve(context, answer, { tls: true });
    const url = `https://${server.host}/charts`;
    const { ca } = await testAuthority();
    const files = { 'ca.pem': ca, 'no.pem': 'nothing\n' };
    return { url, at: await wired({ repository: url }, files, settings(url)) };
  };

  test('of an unknown CA is refused, and says how to name it', async (context) => {
    const { at } = await setUpTls(context, charts, () => '{}');
    const run = await runWired(at, ['lock']);
    assert.deepEqual([run.code, run.told, run.written], [1, [`certificate-untrusted ${repositoryAt}`], []]);
    assert.match(run.messages.join(), /unknown CA.*ca: FILE/);
  });

  test('of a CA that `repositories:` or SSL_CERT_FILE names', async (context) => {
    const { at } = await setUpTls(context, charts, (url) => `{ "${url}": { ca: ca.pem } }`);
    assert.equal((await runWired(at, ['lock'])).code, 0);
    const other = await setUpTls(context, charts, () => '{}');
    const environment = { SSL_CERT_FILE: join(other.at.root, 'ca.pem') };
    assert.equal((await runWired(other.at, ['lock'], { environment })).code, 0);
  });

  test('with `insecure: true`', async (context) => {
    const { at } = await setUpTls(context, charts, (url) => `{ "${url}": { insecure: true } }`);
    assert.equal((await runWired(at, ['lock'])).code, 0);
  });

  test('is not left by a redirect', async (context) => {
    const plain = await serve(context, charts);
    const leave = redirectTo(`http://${plain.host}/charts/index.yaml`);
    const { at } = await setUpTls(context, leave, (url) => `{ "${url}": { ca: ca.pem } }`);
    assert.deepEqual((await runWired(at, ['lock'])).told, [`redirect-refused ${repositoryAt}`]);
    assert.equal(plain.requests.length, 0);
  });

  test('with a CA that is not there, is none, or lies elsewhere', async (context) => {
    for (const [path, code] of [
      ['none.pem', 'file-missing'],
      ['no.pem', 'invalid-value'],
      ['../../etc/hostname', 'file-outside-repository'],
    ]) {
      const { at } = await setUpTls(context, charts, (url) => `{ "${url}": { ca: "${path}" } }`);
      const run = await runWired(at, ['lock']);
      assert.match(run.told.join(), new RegExp(`^${code} espalier.yaml:2:\\d+$`));
    }
  });
});
