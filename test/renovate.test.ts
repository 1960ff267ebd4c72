/** What the managers of the Renovate preset find in inputs of any style; renovate.ci-test.ts asks Renovate itself. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import jsonata from 'jsonata';
import { parse } from 'yaml';

interface Manager {
  readonly customType: 'jsonata' | 'regex';
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly [string];
  readonly datasourceTemplate?: string;
}

const { customManagers: managers } = JSON.parse(
  readFileSync(new URL('../renovate/default.json', import.meta.url), 'utf8'),
) as { customManagers: readonly Manager[] };

/** Each as `datasource package version registry`. */
const found = async (text: string): Promise<readonly string[]> => {
  const all: string[] = [];
  for (const { customType, matchStrings, datasourceTemplate } of managers) {
    if (customType === 'regex')
      for (const { groups } of text.matchAll(new RegExp(matchStrings[0], 'g')))
        all.push(line(groups?.datasource, groups?.packageName ?? groups?.depName, groups));
    else {
      const value: unknown = await jsonata(matchStrings[0]).evaluate(parse(text));
      const several = (value === undefined ? [] : Array.isArray(value) ? value : [value]) as Record<string, string>[];
      all.push(...several.map((one) => line(datasourceTemplate, one.packageName, one)));
    }
  }
  return all;
};

const line = (datasource = '', name = '', found: Readonly<Record<string, string | undefined>> = {}): string =>
  [datasource, name, found.currentValue, found.registryUrl].filter((part) => part !== undefined).join(' ');

const styles: Readonly<Record<string, string>> = {
  block: `services:
  web:
    chart:
      repository: REPOSITORY
      name: web
      version: VERSION
    namespace: web
`,
  flow: 'services: { web: { chart: { repository: "REPOSITORY", name: web, version: "VERSION" }, namespace: web } }\n',
  'flow on several lines': `services:
  web:
    chart: {
      version: 'VERSION', # why
      name: web,
      repository: REPOSITORY }
`,
  'an anchor': `services:
  web: { chart: &chart { repository: REPOSITORY, name: web, version: VERSION } }
  gone: null
  other: { values: { chart: { repository: no, name: no, version: 9.9.9 } } }
`,
};

describe('the preset', () => {
  for (const [style, text] of Object.entries(styles))
    for (const version of ['1.2.3', '^1.2.0', '~1.2', 'v1.2.3-rc.1+build'])
      test(`finds ${version} in ${style} style`, async () => {
        const of = (repository: string): string =>
          text.replaceAll('REPOSITORY', repository).replaceAll('VERSION', version);
        assert.deepEqual(await found(of('https://charts.example.com')), [
          `helm web ${version} https://charts.example.com`,
        ]);
        assert.deepEqual(await found(of('oci://registry.example.com/charts/')), [
          `docker registry.example.com/charts/web ${version}`,
        ]);
      });

  test('finds several charts of a file, and none of the repository itself', async () => {
    const chart = 'repository: https://a.example.com, version: 1.0.0';
    const text = `services:\n  a: { chart: { ${chart}, name: a } }\n  b: { chart: { ${chart}, name: b } }\n  c: { chart: { path: charts/c } }\n`;
    assert.deepEqual(await found(text), ['helm a 1.0.0 https://a.example.com', 'helm b 1.0.0 https://a.example.com']);
  });

  test('finds a version alone where a comment says whose it is', async () => {
    const where = '# renovate: datasource=helm depName=mimir registryUrl=https://a.example.com';
    const oci = '# renovate: datasource=docker depName=web packageName=registry.example.com/charts/web';
    for (const [text, told] of [
      [`services:\n  a: { chart: { version: 5.6.0 } } ${where}\n`, ['helm mimir 5.6.0 https://a.example.com']],
      [`services:\n  a:\n    chart:\n      version: "5.6.0" ${where}\n`, ['helm mimir 5.6.0 https://a.example.com']],
      [`services:\n  a: { chart: { version: ^1.0.0 } } ${oci}\n`, ['docker registry.example.com/charts/web ^1.0.0']],
      ['services:\n  a: { chart: { version: 5.6.0 } }\n', []],
    ] as const)
      assert.deepEqual(await found(text), told, text);
  });

  test('reads inputs alone', () => {
    for (const { managerFilePatterns } of managers) {
      const patterns = managerFilePatterns.map((pattern) => new RegExp(pattern.slice(1, -1)));
      const isRead = (path: string): boolean => patterns.some((pattern) => pattern.test(path));
      for (const path of [
        'environments/a.yaml',
        'environments/a/b.yaml',
        'clusters/eu.yaml',
        'platform/clusters/eu.yaml',
      ])
        assert(isRead(path), path);
      for (const path of [
        'espalier.yaml',
        'charts.lock.yaml',
        'out/eu/root/application-a.yaml',
        'charts/web/values.yaml',
      ])
        assert(!isRead(path), path);
    }
  });
});
