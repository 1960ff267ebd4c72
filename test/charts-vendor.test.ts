import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { isVendorPath, vendorPath } from '../generator/charts/vendor/vendor-path.ts';
import { chartArchive, chartFiles } from './chart-files.ts';
import { type Answering, type Loopback, pages, serve, sha256 } from './loopback.ts';
import { pushed, registry } from './registry-server.ts';
import { lockOf, runWired, type Wired, wired } from './wire-repository.ts';

const archive = chartArchive('web', chartFiles('web', '1.0.0', 'replicas: 1\n'));
const index = `apiVersion: v1\nentries:\n  web:\n  - { version: 1.0.0, urls: [web-1.0.0.tgz], digest: ${sha256(archive).slice(7)} }\n`;
const charts = pages({ '/charts/index.yaml': index, '/charts/web-1.0.0.tgz': archive });

interface Setting {
  readonly at: Wired;
  readonly server: Loopback;
  /** Of the vendored archive, from the repository's root. */
  readonly path: string;
}

/** A repository whose one chart is locked. */
const setUp = async (context: TestContext, answer: Answering = charts): Promise<Setting> => {
  const server = await serve(context, answer);
  const at = await wired({ repository: `http://${server.host}/charts` });
  assert.equal((await runWired(at, ['lock'])).code, 0);
  return { at, server, path: `vendor/http+${server.host.replace(':', '%3A')}/charts/web-1.0.0.tgz` };
};

const put = ({ root }: Wired, path: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};

const emptyCache = ({ home }: Wired): void => rmSync(join(home, 'cache'), { recursive: true, force: true });

describe('vendor', () => {
  test('puts an archive there to the byte, once, and check and contract take it', async (context) => {
    const { at, server, path } = await setUp(context);
    const run = await runWired(at, ['vendor']);
    assert.deepEqual([run.code, run.told, run.written], [0, [], [path]], run.text);
    assert.deepEqual(readFileSync(join(at.root, path)), archive);
    emptyCache(at);
    const asked = server.requests.length;
    for (const args of [['vendor'], ['vendor', '--check']]) assert.deepEqual((await runWired(at, args)).written, []);
    assert.equal((await runWired(at, ['contract'])).code, 0);
    assert.equal(server.requests.length, asked);
  });

  test('takes an archive from the cache', async (context) => {
    const { at, server, path } = await setUp(context);
    await runWired(at, ['contract']);
    const asked = server.requests.length;
    assert.deepEqual((await runWired(at, ['vendor'])).written, [path]);
    assert.equal(server.requests.length, asked);
  });

  test('has the layer of an OCI chart', async (context) => {
    const chart = pushed('1.0.0');
    const server = await serve(context, registry({ '1.0.0': chart }));
    const repository = `oci://${server.host}/charts`;
    const at = await wired({ repository }, {}, `{ "${repository}": { insecure: true } }`);
    await runWired(at, ['lock']);
    const { code, written } = await runWired(at, ['vendor']);
    assert.deepEqual([code, written], [0, [`vendor/oci+${server.host.replace(':', '%3A')}/charts/web-1.0.0.tgz`]]);
    assert.deepEqual(readFileSync(join(at.root, written[0] ?? '')), chart.archive);
    writeFileSync(join(at.root, 'charts.lock.yaml'), lockOf(at).replace(/ +layer: .*\n/, ''));
    const unknown = await runWired(at, ['vendor', '--check']);
    assert.deepEqual([unknown.code, unknown.told], [1, ['vendor-missing charts.lock.yaml:3:5']]);
  });

  test('replaces what is not locked, and removes what a killed run left', async (context) => {
    const { at, path } = await setUp(context);
    put(at, path, 'other');
    put(at, `${dirname(path)}/.espalier-tmp-web-0.9.0.tgz`, 'half');
    const checked = await runWired(at, ['vendor', '--check']);
    assert.deepEqual([checked.code, checked.told], [1, ['digest-mismatch charts.lock.yaml:3:5']]);
    assert.deepEqual((await runWired(at, ['vendor'])).written, [path]);
    assert.throws(() => readFileSync(join(at.root, dirname(path), '.espalier-tmp-web-0.9.0.tgz')), { code: 'ENOENT' });
  });

  test('writes nothing that has another digest, nor over a link out of the repository', async (context) => {
    const wrong = await setUp(context, pages({ '/charts/index.yaml': index, '/charts/web-1.0.0.tgz': 'other' }));
    const run = await runWired(wrong.at, ['vendor']);
    assert.deepEqual([run.code, run.told, run.written], [1, ['digest-mismatch charts.lock.yaml:3:5'], []]);
    const { at, path } = await setUp(context);
    const host = join(at.root, dirname(dirname(path)));
    mkdirSync(dirname(host));
    symlinkSync(at.home, host);
    const refused = await runWired(at, ['vendor']);
    assert.equal(refused.code, 2, refused.text);
    assert.match(refused.text, /a symbolic link on its way leaves the repository/);
    put(at, path, archive);
    assert.deepEqual((await runWired(at, ['vendor'])).told, [
      `file-outside-repository ${path}`,
      'vendor-foreign vendor',
    ]);
  });

  test('is done for several charts at once, but not for all, and ends with Ctrl-C', async (context) => {
    const interrupt = new AbortController();
    let open = 0;
    let most = 0;
    let isInterrupted = false;
    const { at, server } = await setUp(context, (request, response) => {
      if (!/many-/.test(request.url ?? '')) return charts(request, response);
      open += 1;
      most = Math.max(most, open);
      if (isInterrupted) return interrupt.abort();
      setTimeout(() => {
        open -= 1;
        response.end(archive);
      }, 50);
    });
    const url = `http://${server.host}/charts`;
    const entries = Array.from(
      { length: 9 },
      (_, number) =>
        `  - repository: ${url}\n    name: many-${number}\n    version: 1.0.0\n    resolved: 1.0.0\n    url: ${url}/many-${number}.tgz\n    digest: ${sha256(archive)}\n`,
    );
    writeFileSync(join(at.root, 'charts.lock.yaml'), `charts:\n${entries.join('')}`);
    isInterrupted = true;
    const ended = await runWired(at, ['vendor'], { signal: interrupt.signal });
    assert.deepEqual([ended.code, ended.written], [130, []], ended.text);
    isInterrupted = false;
    open = 0;
    most = 0;
    const { code, written } = await runWired(at, ['vendor']);
    // The first that came filled the cache for those that began later.
    assert.deepEqual([code, written.length, most], [0, 9, 4]);
  });
});

test('two charts never share a path, and each is known again as one', () => {
  const at = { file: 'charts.lock.yaml', line: 1, column: 1 };
  const pathOf = (name: string, resolved: string, repository = 'https://charts.example.com') =>
    vendorPath({ kind: 'repository', at, repository, name, version: resolved, resolved, digest: '' });
  const paths = [
    pathOf('a', '1.0.0-1.0.0'),
    pathOf('a-1.0.0', '1.0.0'),
    pathOf('a', 'v1.0.0'),
    pathOf('a', '1.0.0+b'),
    pathOf('../../a', '1.0.0'),
    pathOf('..', '1.0.0'),
    pathOf('a/b', '1.0.0'),
    pathOf('a', '1.0.0', 'https://charts.example.com/..'),
    pathOf('a', '1.0.0', 'oci://charts.example.com'),
    pathOf('a', '1.0.0', 'oci://localhost:5000'),
    pathOf('a'.repeat(300), '1.0.0'),
    pathOf('a'.repeat(300), '1.0.1'),
  ];
  assert.equal(new Set(paths).size, paths.length);
  for (const path of paths) {
    assert(isVendorPath(path), path);
    assert(!/(^|\/)\.\.?(\/|$)/.test(path) && path.split('/').every((part) => part.length < 220), path);
  }
  for (const path of ['vendor/yarn/a-1.0.0.tgz', 'vendor/a-1.0.0.tgz', 'vendor/example.com/a.tgz', 'x/b.c/a-1.0.0.tgz'])
    assert(!isVendorPath(path), path);
});
