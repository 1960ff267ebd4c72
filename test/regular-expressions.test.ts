/** What people and servers write may be of any length: looking at it takes time by its length, never by the square of that. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockableUrl } from '../generator/charts/archive-url.ts';
import { challengeOf } from '../generator/charts/oci/challenge.ts';
import { suggestedBy } from '../generator/init/folder.ts';
import type { MapTree } from '../generator/model/values.ts';
import { withoutEndSlash } from '../generator/repository-url.ts';
import * as substituted from '../generator/resolve/substituted.ts';
import { withoutSecret } from '../generator/secret-text.ts';
import { credentialLiterals } from '../generator/validate/credentials.ts';
import { cpuTime } from './cpu.ts';
import { resolvedCluster } from './emit-fixture.ts';

const at = { file: 'environments/production.yaml', line: 1, column: 1 };

const literals = (key: string, value: string): void => {
  const merged: MapTree = {
    kind: 'map',
    at,
    entries: new Map([[key, { key: at, value: { kind: 'scalar', value, at } }]]),
  };
  const { releases } = resolvedCluster({
    name: 'eu',
    controller: 'flux',
    releases: [{ service: 'web', other: { merged } }],
  });
  releases.flatMap(credentialLiterals);
};

const shapes = Object.values(substituted).filter((one) => typeof one !== 'function');

/** What looks at a text that begins so, goes on with this over and over, and ends so. */
const worst: readonly (readonly [begin: string, again: string, end: string, look: (text: string) => unknown])[] = [
  ...['a.', '-----BEGIN ', '-----BEGIN A', '://a:', 'a://::', 'a://a:a', 'a.a://:'].map(
    (again) => ['', again, '!', (text: string) => literals('text', text)] as const,
  ),
  ...['{{', '}}', '${', '$(a', '%s', '<', 'secret', 'ref.', '*', 'a-', ' '].flatMap((again) =>
    ['password', 'clientSecret', 'secretKey', 'credentials'].map(
      (key) => ['', again, '!', (text: string) => literals(key, text)] as const,
    ),
  ),
  ...['', 'https://', 'git://'].flatMap((begin) =>
    [':', 'a:', '/', 'a.', '?'].map(
      (again) => [begin, again, '!', (value: string) => substituted.hasNoCredentials({ value, at }, [])] as const,
    ),
  ),
  ...shapes.flatMap((shape) =>
    ['', 'https://', 'oci://a/'].flatMap((begin) =>
      ['a', 'a-', '-', '/', 'a/', ':1'].map(
        (again) =>
          [
            begin,
            again,
            '!',
            (value: string) => substituted.hasShape({ value, at, isWhole: true }, shape, []),
          ] as const,
      ),
    ),
  ),
  ['https://x/', '/', 'x', withoutEndSlash],
  ['https://x.example/a', '?', '', (url) => lockableUrl(url, 'https://x.example')],
  ...[
    'secret: | #',
    'secret: |  ',
    'secret: {a',
    'secret1',
    'name: ',
    'name: secret,',
    '://a:',
    'basic ',
    '- ',
    'kind: Secret, ',
    '--secret ',
    '--',
    '<a',
    'a:',
    'pass = ',
  ].map((again) => ['', again, '!', (line: string) => withoutSecret([line], 0)] as const),
  ...['&a', '!a ', '&a#', ' '].map(
    (again) => ['secret: ', again, ' !', (line: string) => withoutSecret([line], 0)] as const,
  ),
  ['Bearer ', 'a', '', challengeOf],
];

const long = (length: number, [begin, again, end]: (typeof worst)[number]): string =>
  `${begin}${again.repeat(length / again.length)}${end}`;

const measured = (length: number, one: (typeof worst)[number]): number => {
  const text = long(length, one);
  const start = cpuTime();
  one[3](text);
  return cpuTime() - start;
};

test('a mebibyte of the worst text takes no time to speak of', () => {
  // What is as bad as it can be is to fail with a short one, and not to take hours with the long one.
  for (const length of [50, 64 * 1024])
    for (const one of worst) assert(measured(length, one) < 500, `${length} of ${JSON.stringify(one.slice(0, 3))}`);
  const total = worst.reduce((sum, one) => sum + measured(1024 * 1024, one), 0);
  assert(total < 4000, `${total} ms`);
});

test('the configuration of Git that `init` looks at', async (context) => {
  const top = mkdtempSync(join(tmpdir(), 'espalier-git-'));
  context.after(() => rmSync(top, { recursive: true, force: true }));
  mkdirSync(join(top, '.git'));
  const config = (lines: string): void => writeFileSync(join(top, '.git', 'config'), `[remote "origin"]\n${lines}`);
  config(`\t${'\n'.repeat(1024 * 1024)}x`);
  const start = cpuTime();
  assert.deepEqual(await suggestedBy(top), {});
  assert(cpuTime() - start < 1000);
  config('\tfetch = +refs\r\n\r\n\turl = https://me@git.example.com/x.git \r\n');
  assert.deepEqual(await suggestedBy(top), { repositoryUrl: 'https://git.example.com/x.git' });
});
