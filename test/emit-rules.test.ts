import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { emit } from '../generator/emit/emit.ts';
import type { Controller } from '../generator/model/inputs.ts';
import type { Manifest } from '../generator/model/outputs.ts';
import type { Problem } from '../generator/model/problems.ts';
import type { ResolvedChart } from '../generator/model/releases.ts';
import type { Json } from '../generator/model/values.ts';
import {
  type ClusterSketch,
  folderChart,
  httpChart,
  located,
  type ReleaseSketch,
  resolvedCluster,
} from './emit-fixture.ts';
import './seed.ts';

const controllers: readonly Controller[] = ['argocd', 'flux'];

const emitted = (...sketches: readonly ClusterSketch[]) => emit(sketches.map(resolvedCluster));

const told = (problems: readonly Problem[]): readonly unknown[] =>
  problems.map(({ severity, code, at }) => [severity, code, at?.file, at?.line]);

const manifests = (sketch: ClusterSketch): readonly Manifest[] =>
  emitted(sketch).value.files.flatMap((file) => file.manifests);

/** What stands at a JSON pointer. */
const part = (value: Json | undefined, pointer: string): Json | undefined =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json | undefined>(
      (inside, key) =>
        typeof inside === 'object' && inside !== null ? (inside as { [key: string]: Json })[key] : undefined,
      value,
    );

const named = (all: readonly Manifest[], kind: string, name: string): Manifest => {
  const found = all.find(({ object }) => object.kind === kind && object.metadata?.name === name);
  assert(found !== undefined, `no ${kind} ${name}`);
  return found;
};

describe('names', () => {
  for (const controller of controllers)
    test(`of 63 characters are taken, of 64 are a problem at the release (${controller})`, () => {
      const long = (length: number): ClusterSketch => ({
        name: 'production',
        controller,
        releases: [{ service: 'a'.repeat(length - 'production-'.length), namespace: 'a' }],
      });
      assert.deepEqual(emitted(long(63)).problems, []);
      assert.deepEqual(told(emitted(long(64)).problems), [
        ['problem', 'name-too-long', 'environments/production.yaml', 10],
      ]);
    });

  test('of a root that are too long are a problem at the cluster', () => {
    const name = 'c'.repeat(59);
    assert.deepEqual(told(emitted({ name, controller: 'flux' }).problems), [
      ['problem', 'name-too-long', `clusters/${name}.yaml`, 1],
    ]);
  });

  test('that two releases of one controller share are a problem at the second, which names the first', () => {
    const sketch = (name: string, service: string, controller: Controller): ClusterSketch => ({
      name,
      controller,
      releases: [{ service }],
    });
    const { problems } = emitted(sketch('a', 'b-c', 'argocd'), sketch('a-b', 'c', 'argocd'));
    assert.deepEqual(told(problems), [['problem', 'object-name-conflict', 'environments/production.yaml', 10]]);
    assert.match(problems[0]?.message ?? '', /`a-b-c`/);
    assert.equal(problems[0]?.related?.length, 1);
    assert.deepEqual(emitted(sketch('a', 'b-c', 'argocd'), sketch('a-b', 'c', 'flux')).problems, []);
  });

  test('that a release shares with a root are a problem', () => {
    const { problems } = emitted({ name: 'a', controller: 'flux', releases: [{ service: 'root' }] });
    assert.deepEqual(told(problems), [['problem', 'object-name-conflict', 'environments/production.yaml', 10]]);
  });

  test('of Helm repositories tell apart what reads alike', () => {
    const urls = [
      'https://a.b/c',
      'https://a-b/c',
      'http://a.b/c',
      'https://d.e',
      `https://${'long.'.repeat(20)}org`,
      'https://.../',
    ];
    const releases = urls.map((url, index) => ({ service: `s${index}`, chart: httpChart('x', '1.0.0', url) }));
    const all = manifests({ name: 'dev', controller: 'flux', releases }).filter(
      ({ object }) => object.kind === 'HelmRepository',
    );
    const names = all.map(({ object }) => String(object.metadata?.name));
    assert.equal(new Set(names).size, urls.length);
    assert(names.includes('d-e'));
    for (const name of names) assert.match(name, /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
  });
});

describe('sources of kept releases', () => {
  const chart = httpChart('x', '1.0.0', 'https://a.b/c');
  const cache: ReleaseSketch = { service: 'cache', chart, other: { onRemove: 'keep' } };
  const web: ReleaseSketch = { service: 'web', chart };
  const repositories = (...releases: readonly ReleaseSketch[]) =>
    manifests({ name: 'dev', controller: 'flux', releases })
      .filter(({ object }) => object.kind === 'HelmRepository')
      .map(({ object }) => [
        object.metadata?.name,
        part(object, '/metadata/annotations/kustomize.toolkit.fluxcd.io~1prune') ?? 'pruned',
      ])
      .sort();

  test('are their own, and never pruned', () => {
    const [[shared, pruned] = [], [own, kept] = []] = repositories(cache, web);
    assert.deepEqual([shared, pruned, kept], ['a-b-c', 'pruned', 'disabled']);
    assert.match(String(own), /^a-b-c-cache-[0-9a-f]{10}$/);
    const release = named(
      manifests({ name: 'dev', controller: 'flux', releases: [cache, web] }),
      'HelmRelease',
      'cache',
    );
    assert.equal(part(release.object, '/spec/chart/spec/sourceRef/name'), own);
  });

  test('are not touched by what the others do', () => {
    const [own] = repositories(cache);
    assert.deepEqual(repositories(cache, web)[1], own);
    assert.deepEqual(repositories(web), [['a-b-c', 'pruned']]);
    for (const url of ['https://a.b/c/cache', 'https://a-b/c'])
      assert.deepEqual(
        repositories({ ...web, chart: httpChart('x', '1.0.0', url) }, cache).find(([, prune]) => prune === 'disabled'),
        own,
      );
  });

  test('have names that fit into a label', () => {
    const long = { ...cache, service: 's'.repeat(58), chart: httpChart('x', '1.0.0', `https://${'l'.repeat(70)}`) };
    const [[name] = []] = repositories(long);
    assert.match(String(name), /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
  });
});

describe('the URL of this repository', () => {
  const problems = (url: string, ...clusters: readonly ClusterSketch[]): readonly unknown[] =>
    told(
      emitted(
        ...clusters.map((cluster) => ({
          ...cluster,
          settings: {
            repository: { url: located(url, 'espalier.yaml', 2), branch: located('main', 'espalier.yaml', 3) },
          },
        })),
      ).problems,
    );
  const flux: ClusterSketch = { name: 'f', controller: 'flux' };
  const existing = { fluxGitRepository: located('flux-system', 'clusters/f.yaml', 4) };

  for (const url of ['ssh://git@git.example.com/platform.git', 'git@git.example.com:platform.git'])
    test(`cannot be ${url} for GitRepositories made here`, () => {
      const once = [['problem', 'flux-cannot-clone', 'espalier.yaml', 2]];
      assert.deepEqual(problems(url, flux, { ...flux, name: 'g' }), once);
      assert.deepEqual(problems(url, { ...flux, cluster: existing }, { ...flux, name: 'g' }), once);
      assert.deepEqual(problems(url, { ...flux, cluster: existing }, { name: 'a', controller: 'argocd' }), []);
    });

  test('can be https for both', () => {
    assert.deepEqual(problems('https://git.example.com/platform.git', flux, { name: 'a', controller: 'argocd' }), []);
  });
});

const sized = (bytes: number): ReleaseSketch => ({
  service: 'a',
  values: `t: ${'x'.repeat(bytes - '{"t":""}'.length)}`,
});

describe('size', () => {
  const limitFor = (release: ReleaseSketch): Json | undefined =>
    part(
      named(manifests({ name: 'c', controller: 'argocd', releases: [release] }), 'Application', 'c-a').object,
      '/spec/revisionHistoryLimit',
    );

  test('keeps the copies of the values that Argo CD has under 1 MiB, with room for the rest of the object', () => {
    assert.equal(limitFor(sized(32 * 1024)), undefined);
    fc.assert(
      fc.property(fc.integer({ min: 32 * 1024 + 1, max: 256 * 1024 }), (bytes) => {
        const limit = limitFor(sized(bytes));
        assert(typeof limit === 'number' && limit >= 0 && limit < 10, String(limit));
        assert((limit + 3) * bytes <= (1024 - 128) * 1024);
      }),
      { numRuns: 30 },
    );
    assert.deepEqual([limitFor(sized(224 * 1024)), limitFor(sized(256 * 1024))], [1, 0]);
  });

  test('counts what escaping adds in JSON', () => {
    // Each line end is two characters there.
    const text = `a: null\nt: |\n${'  x\n'.repeat(8 * 1024)}`;
    assert.equal(Buffer.byteLength(text), 32 * 1024 + 13);
    assert.equal(limitFor({ service: 'a', values: text }), 7);
    // Go writes < as \u003c.
    assert.equal(limitFor({ service: 'a', values: `t: ${'<'.repeat(16 * 1024)}` }), 3);
    const large = { service: 'a', values: `a: null\nt: |\n${'  x\n'.repeat(60 * 1024)}` };
    const codes = (controller: Controller) =>
      emitted({ name: 'c', controller, releases: [large] }).problems.map(({ code }) => code);
    assert.deepEqual([codes('argocd'), codes('flux')], [['values-too-large'], []]);
  });

  for (const [controller, limit] of [
    ['argocd', 256 * 1024],
    ['flux', 1024 * 1024],
  ] as const)
    test(`over the limit of ${controller} is a problem at the values`, () => {
      const problems = (bytes: number) => told(emitted({ name: 'c', controller, releases: [sized(bytes)] }).problems);
      assert.deepEqual(problems(limit), []);
      assert.deepEqual(problems(limit + 1), [['problem', 'values-too-large', 'environments/production.yaml', 1]]);
    });
});

describe('values', () => {
  const carried = (text: string): readonly unknown[] => {
    const releases = [{ service: 'a', values: text }];
    const helm = part(
      named(manifests({ name: 'c', controller: 'argocd', releases }), 'Application', 'c-a').object,
      '/spec/source/helm',
    );
    const flux = manifests({ name: 'c', controller: 'flux', releases });
    const release = named(flux, 'HelmRelease', 'a').object;
    const map = flux.find(({ object }) => object.kind === 'ConfigMap')?.object;
    assert.equal(part(release, '/spec/valuesFrom/0/name'), map?.metadata?.name);
    return [
      part(helm, '/valuesObject'),
      part(helm, '/values'),
      part(release, '/spec/values'),
      part(map, '/data/values.yaml'),
    ];
  };

  test('without a null are an object', () => {
    assert.deepEqual(carried('a: { b: 1 }'), [{ a: { b: 1 } }, undefined, { a: { b: 1 } }, undefined]);
  });

  for (const text of ['a:\n  b: null\n', 'a:\n  - null\n', 'a:\n  - b: null\n'])
    test(`with a null are a text: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(carried(text), [undefined, text, undefined, text]);
    });

  for (const text of ['a: "\\u007f"\n', 'a:\n  - "\\u0085"\n', '"\\u009f": a\n'])
    test(`with a character that JSON leaves as it is, and YAML refuses, are a text: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(carried(text), [undefined, text, undefined, text]);
    });

  test('that are none leave nothing behind', () => {
    assert.deepEqual(carried('{}'), [undefined, undefined, undefined, undefined]);
  });

  test('with keys like __proto__ arrive', () => {
    const [object] = carried('__proto__: { polluted: true }\nconstructor: 1');
    assert.equal(JSON.stringify(object), '{"__proto__":{"polluted":true},"constructor":1}');
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  test('that change as text change the name of their ConfigMap', () => {
    const name = (text: string) =>
      manifests({ name: 'c', controller: 'flux', releases: [{ service: 'a', values: text }] }).find(
        ({ object }) => object.kind === 'ConfigMap',
      )?.object.metadata?.name;
    assert.notEqual(name('a: null\nb: 1'), name('a: null\nb: 2'));
    assert.equal(name('a: null\nb: 1'), name('a: null\nb: 1'));
  });
});

test('a service comes in a later wave than all it depends on, and a project before every Application', () => {
  const graph = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(graph, (edges) => {
      const releases = edges.map((to, index) => ({
        service: `s${index}`,
        other: { dependsOn: index === 0 ? [] : [...new Set(to.map((target) => `s${target % index}`))].sort() },
      }));
      const all = manifests({ name: 'c', controller: 'argocd', releases });
      const wave = (kind: string, service: string) =>
        Number(
          part(named(all, kind, `c-${service}`).object, '/metadata/annotations/argocd.argoproj.io~1sync-wave') ?? 0,
        );
      for (const { service, other } of releases) {
        assert.equal(wave('AppProject', service), -1);
        assert.equal(
          wave('Application', service),
          Math.max(-1, ...other.dependsOn.map((to) => wave('Application', to))) + 1,
        );
      }
    }),
    { numRuns: 50 },
  );
});

test('a circle, which is told elsewhere, does not hang the run', () => {
  const other = (to: string) => ({ other: { dependsOn: [to] } });
  const releases = [
    { service: 'a', ...other('b') },
    { service: 'b', ...other('a') },
  ];
  for (const controller of controllers) assert(emitted({ name: 'c', controller, releases }).value.files.length > 0);
});

test('every place and every tree belongs to a part that is there', () => {
  const releases = [
    { service: 'a', values: 'a: null' },
    { service: 'b', values: 'a: 1', chart: folderChart('charts/b') },
  ];
  for (const controller of controllers)
    for (const { object, origins, trees } of manifests({ name: 'c', controller, releases }))
      for (const pointer of [...origins.keys(), ...trees.keys()])
        assert.notEqual(part(object, pointer), undefined, `${object.kind} ${object.metadata?.name} ${pointer}`);
});

describe('namespaces', () => {
  const sketch = (controller: Controller, name: string, said: object): ClusterSketch => ({
    name: 'c',
    controller,
    releases: [{ service: 'a', namespace: name }],
    namespaces: { [name]: said },
  });
  const made = (controller: Controller, name: string, said = {}): boolean => {
    const all = manifests(sketch(controller, name, said));
    if (controller === 'flux') return all.some(({ object }) => object.kind === 'Namespace');
    const options = part(named(all, 'Application', 'c-a').object, '/spec/syncPolicy/syncOptions');
    return Array.isArray(options) && options.includes('CreateNamespace=true');
  };

  for (const controller of controllers) {
    test(`are made, save where others do (${controller})`, () => {
      assert.equal(made(controller, 'apps'), true);
      assert.equal(made(controller, 'apps', { create: false }), false);
      assert.equal(made(controller, controller === 'flux' ? 'flux-system' : 'argocd'), false);
    });

    test(`made by others cannot take labels (${controller})`, () => {
      const { problems } = emitted(sketch(controller, 'apps', { create: false, labels: { a: 'b' } }));
      assert.deepEqual(told(problems), [['warning', 'namespace-labels-lost', 'clusters/c.yaml', 5]]);
    });
  }
});

describe('sources', () => {
  const sketch = (controller: Controller): ClusterSketch => ({
    name: 'c',
    controller,
    releases: [{ service: 'a', other: { sources: ['clusters/c.yaml', 'environments/variables.yaml'] } }],
    namespaces: { a: { labels: { x: 'y' }, sources: ['clusters/c.yaml', 'environments/namespaces.yaml'] } },
  });
  const both = ['clusters/c.yaml', 'environments/namespaces.yaml', 'environments/variables.yaml'];
  const sourcesOf = (controller: Controller, path: string): readonly string[] | undefined =>
    emitted(sketch(controller)).value.files.find((file) => file.path === path)?.sources;

  test('of an Application have what gives its namespace labels', () => {
    assert.deepEqual(sourcesOf('argocd', 'out/c/root/application-a.yaml'), both);
  });

  test('of a Namespace have what a variable in its name comes from', () => {
    assert.deepEqual(sourcesOf('flux', 'out/c/root/namespace-a.yaml'), both);
  });

  for (const controller of controllers)
    test(`of a README have both (${controller})`, () => {
      assert.deepEqual(sourcesOf(controller, 'out/c/README.md'), [...both, 'espalier.yaml']);
    });
});

describe('charts of this repository', () => {
  const chart: ResolvedChart = { ...folderChart('./charts/app/'), dependencyFolders: ['charts/library'] };
  const sketch = (controller: Controller): ClusterSketch => ({
    name: 'c',
    controller,
    releases: [{ service: 'a', chart }],
  });

  test('bring what they depend on to Flux', () => {
    const all = manifests(sketch('flux'));
    assert.equal(
      part(named(all, 'GitRepository', 'c-charts').object, '/spec/ignore'),
      '/*\n!/charts/app/\n!/charts/library/\n',
    );
    assert.equal(part(named(all, 'HelmRelease', 'a').object, '/spec/chart/spec/chart'), './charts/app');
  });

  test('are rendered anew by Argo CD when what they depend on changes', () => {
    const { object } = named(manifests(sketch('argocd')), 'Application', 'c-a');
    assert.equal(part(object, '/spec/source/path'), 'charts/app');
    assert.equal(
      part(object, '/metadata/annotations/argocd.argoproj.io~1manifest-generate-paths'),
      '/charts/app;/charts/library',
    );
  });
});

test('an object for a cluster by its server says so in the Application and in the AppProject', () => {
  const cluster = { destination: { server: located('https://10.0.0.1', 'clusters/c.yaml', 7) } };
  const all = manifests({ name: 'c', controller: 'argocd', cluster, releases: [{ service: 'a' }] });
  const destination = { server: 'https://10.0.0.1', namespace: 'a' };
  assert.deepEqual(part(named(all, 'Application', 'c-a').object, '/spec/destination'), destination);
  assert.deepEqual(part(named(all, 'AppProject', 'c-a').object, '/spec/destinations'), [destination]);
  assert.deepEqual(
    part(named(all, 'Application', 'c-root').object, '/spec/destination/server'),
    'https://kubernetes.default.svc',
  );
  assert.equal(named(all, 'Application', 'c-a').origins.get('/spec/destination')?.line, 7);
});

test('no cluster, no file', () => {
  assert.deepEqual(emit([]), { value: { files: [], syncedFolders: [] }, problems: [] });
});

test('synced folders are those that a controller applies', () => {
  const sketch = (name: string, controller: Controller): ClusterSketch => ({
    name,
    controller,
    releases: [{ service: 'a' }],
  });
  assert.deepEqual(emitted(sketch('a', 'argocd'), sketch('f', 'flux')).value.syncedFolders, [
    'out/a/root',
    'out/f/releases/a',
    'out/f/root',
  ]);
});
