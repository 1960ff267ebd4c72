import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planLock } from '../generator/charts/lock.ts';
import { checkLock, runLock } from '../generator/charts/lock-command.ts';
import { printLock } from '../generator/charts/lock-file.ts';
import { type LockSources, readDigests } from '../generator/charts/lock-sources.ts';
import type { ChartReference, Lock, LockEntry } from '../generator/model/charts.ts';
import type { Position } from '../generator/model/problems.ts';
import type { Located } from '../generator/model/values.ts';
import { parseYaml } from '../generator/read/yaml.ts';
import { below, chartFiles, folderWith, told } from './chart-files.ts';

const repository = 'https://charts.example.com';
const at = (line: number, file = 'environments/base.yaml'): Position => ({ file, line, column: 5 });
const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

const asks = (version: string, line = 1, name = 'app', from = repository): Located<ChartReference> => ({
  value: { kind: 'repository', repository: from, name, version },
  at: at(line),
});
const asksFolder = (path: string, line = 1): Located<ChartReference> => ({
  value: { kind: 'folder', path },
  at: at(line),
});

const locked = (version: string, resolved: string, digit: string, line = 3): LockEntry => ({
  kind: 'repository',
  at: at(line, 'charts.lock.yaml'),
  repository,
  name: 'app',
  version,
  resolved,
  digest: digest(digit),
});
const lockOf = (...entries: readonly LockEntry[]): Lock => ({ file: 'charts.lock.yaml', entries });

const sources = (given: Partial<LockSources> = {}): LockSources => ({
  folders: new Map(),
  indexes: [],
  digests: [],
  ...given,
});
const index = (versions: Readonly<Record<string, string>>, of = repository): LockSources['indexes'][number] => ({
  repository: of,
  index: new Map([
    [
      'app',
      Object.entries(versions).map(([version, digit]) => ({
        version,
        url: `app-${version}.tgz`,
        digest: digit.repeat(64),
      })),
    ],
  ]),
});
const keep = { acceptRepublished: false };
const resolvedOf = (entries: readonly LockEntry[]): readonly (string | undefined)[] =>
  entries.map((entry) => (entry.kind === 'repository' ? entry.resolved : undefined));

test('an index resolves exact versions and ranges, with absolute URLs', () => {
  const indexes = [
    index({ '1.0.0': '1', '1.4.0': '2', '1.10.0': '3', '2.0.0-rc.1': '4', '2.0.0': '5', '3.0.0-a': '6' }),
  ];
  const { value, problems } = planLock(
    [asks('1.0.0'), asks('^1'), asks('>=1.0.0, <2.0.0'), asks('*'), asks('>=3.0.0-0'), asks('1.4')],
    lockOf(),
    sources({ indexes }),
    keep,
  );
  assert.deepEqual(problems, []);
  const found = new Map(value.added.map((entry) => [entry.version, resolvedOf([entry])[0]]));
  assert.deepEqual(
    [...found],
    [
      ['1.0.0', '1.0.0'],
      ['^1', '1.10.0'],
      ['>=1.0.0, <2.0.0', '1.10.0'],
      ['*', '2.0.0'],
      ['>=3.0.0-0', '3.0.0-a'],
      ['1.4', '1.4.0'],
    ],
  );
  assert.deepEqual(value.added[0], { ...locked('1.0.0', '1.0.0', '1'), at: at(1), url: `${repository}/app-1.0.0.tgz` });
});

test('a slash at the end of a repository means nothing', () => {
  const { value } = planLock(
    [asks('1.0.0')],
    lockOf(),
    sources({ indexes: [index({ '1.0.0': '1' }, `${repository}/`)] }),
    keep,
  );
  assert.deepEqual(resolvedOf(value.added), ['1.0.0']);
});

test('what is locked stays within its range, and left-over entries go', () => {
  const current = lockOf(locked('^1', '1.0.0', '1'), locked('1.0.0', '1.0.0', '1', 9));
  const { value, problems } = planLock(
    [asks('^1')],
    current,
    sources({ indexes: [index({ '1.0.0': '1', '1.1.0': '2' })] }),
    keep,
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(resolvedOf(value.entries), ['1.0.0']);
  assert.deepEqual(value.removed, [current.entries[1]]);
});

test('a digest locks a chart that cannot be reached, for a range too', () => {
  const { value: digests } = readDigests([`app@1.2.0=${digest('A')}`]);
  const { value, problems } = planLock([asks('1.2.0'), asks('^1', 2)], lockOf(), sources({ digests }), keep);
  assert.deepEqual(problems, []);
  assert.deepEqual(value.added, [
    { ...locked('1.2.0', '1.2.0', 'a'), at: at(1) },
    { ...locked('^1', '1.2.0', 'a'), at: at(2) },
  ]);
});

test('a digest that nobody asks for, or that two repositories could take, is told', () => {
  const other = 'https://other.example.com';
  const plan = (text: string) =>
    planLock(
      [asks('1.0.0'), asks('1.0.0', 2, 'app', other)],
      lockOf(),
      sources({ digests: readDigests([text]).value }),
      keep,
    );
  assert.deepEqual(told(plan(`app@1.0.0=${digest('1')}`).problems), ['digest-invalid']);
  assert.deepEqual(told(plan(`apq@1.0.0=${digest('1')}`).problems).at(-1), 'digest-invalid');
  const one = plan(`${other}/app@1.0.0=${digest('1')}`);
  assert.deepEqual(told(one.problems), ['chart-unreachable environments/base.yaml:1:5']);
  assert.deepEqual(
    one.value.added.map((entry) => entry.kind === 'repository' && entry.repository),
    [other],
  );
});

test('digests that are none', () => {
  for (const text of [
    'app',
    'app@1=',
    'app@1=sha256:12',
    `app=${digest('1')}`,
    `app@1=md5:${'1'.repeat(64)}`,
    `app@1=${digest('g')}`,
  ]) {
    const { value, problems } = readDigests([text]);
    assert.deepEqual(value, []);
    assert.deepEqual(told(problems), ['digest-invalid'], text);
  }
});

test('a known version with another digest is never taken in silence', () => {
  const current = lockOf(locked('1.0.0', '1.0.0', '1'));
  const other = sources({ indexes: [index({ '1.0.0': '2' })] });
  const refused = planLock([asks('1.0.0', 7)], current, other, keep);
  assert.deepEqual(told(refused.problems), ['chart-republished environments/base.yaml:7:5']);
  assert.equal(refused.value.entries[0]?.digest, digest('1'));
  const accepted = planLock([asks('1.0.0', 7)], current, other, { acceptRepublished: true });
  assert.deepEqual(accepted.problems, []);
  assert.equal(accepted.value.changed[0]?.digest, digest('2'));
  // The version is known from another entry, too.
  const range = planLock([asks('1.0.0'), asks('^1', 8)], current, other, keep);
  assert.deepEqual(told(range.problems), [
    'chart-republished environments/base.yaml:1:5',
    'chart-republished environments/base.yaml:8:5',
  ]);
});

test('an index and a digest that contradict each other', () => {
  const both = sources({
    indexes: [index({ '1.0.0': '2' })],
    digests: readDigests([`app@1.0.0=${digest('1')}`]).value,
  });
  assert.deepEqual(told(planLock([asks('1.0.0')], lockOf(), both, keep).problems), [
    'chart-republished environments/base.yaml:1:5',
  ]);
});

test('what cannot be resolved says what to do', () => {
  const indexes = [index({ '1.0.0': '1', '2.0.0': '2' })];
  const first = (reference: Located<ChartReference>, given: Partial<LockSources> = {}) =>
    planLock([reference], lockOf(), sources(given), keep).problems[0];
  assert.deepEqual(told([first(asks('1.0.0'))].flatMap((found) => found ?? [])), [
    'chart-unreachable environments/base.yaml:1:5',
  ]);
  assert.match(
    first(asks('1.0.0'))?.fix ?? '',
    /--index https:\/\/charts\.example\.com=index\.yaml.*--digest app@1\.0\.0=/,
  );
  assert.match(first(asks('^1'))?.fix ?? '', /--digest app@VERSION=/);
  assert.equal(first(asks('3.0.0'), { indexes })?.code, 'chart-version-unknown');
  assert.match(first(asks('3.0.0'), { indexes })?.fix ?? '', /2\.0\.0/);
  assert.equal(first(asks('1.0.0', 1, 'apq'), { indexes })?.code, 'chart-version-unknown');
  assert.equal(first(asks('newest'))?.code, 'chart-version-unknown');
});

test('an entry of an index that does not say what its archive is', () => {
  for (const [entry, code, message, fix] of [
    [
      { url: 'app.tgz' },
      'chart-unreachable',
      /has no digest\.$/,
      /Leave --index and --offline out.*--digest app@1\.0\.0=/,
    ],
    [{}, 'chart-unreachable', /has no digest, and no URL/, /those who run the repository.*--digest app@1\.0\.0=/],
    [{ url: 'http://' }, 'chart-unreachable', /has no digest, and .* something that is no URL/, /mend it/],
    [
      { url: 'file:///etc/passwd' },
      'chart-unreachable',
      /no digest, and .* file:\/\/\/etc\/passwd, which is/,
      /mend it/,
    ],
    [{ url: 'app.tgz', digest: 'sha256:zz' }, 'digest-invalid', /has the digest "sha256:zz", which is none/, /mend it/],
    [{ url: 'app.tgz', digest: 'a\u001b[2J\n' }, 'digest-invalid', /"a\\u001b\[2J\\n", which is none/, /mend it/],
  ] as const) {
    const indexes = [{ repository, index: new Map([['app', [{ version: '1.0.0', ...entry }]]]) }];
    const { problems } = planLock([asks('1.0.0')], lockOf(), sources({ indexes }), keep);
    assert.deepEqual(told(problems), [`${code} environments/base.yaml:1:5`]);
    assert.match(problems[0]?.message ?? '', message);
    assert.match(problems[0]?.fix ?? '', fix);
    // What the fix says helps.
    const given = sources({ indexes, digests: readDigests([`app@1.0.0=${digest('1')}`]).value });
    assert.deepEqual(planLock([asks('1.0.0')], lockOf(), given, keep).problems, []);
  }
});

test('a chart whose versions cannot be read is not called unknown', () => {
  for (const [versions, message, fix] of [
    [['oops', '1,2'], /has app, but no version of it that can be read \(it has "oops", "1,2"\)/, /semantic versions/],
    [[], /has app, but no version of it that can be read\.$/, /semantic versions/],
    [['2.0.0-rc.1', '2.0.0-rc.2', 'oops'], /has no app \^1/, /newest version is 2\.0\.0-rc\.2/],
  ] as const) {
    const indexes = [{ repository, index: new Map([['app', versions.map((version) => ({ version }))]]) }];
    const { problems } = planLock([asks('^1')], lockOf(), sources({ indexes }), keep);
    assert.deepEqual(told(problems), ['chart-version-unknown environments/base.yaml:1:5']);
    assert.match(problems[0]?.message ?? '', message);
    assert.match(problems[0]?.fix ?? '', fix);
  }
});

test('a folder moves with its version only', () => {
  const versionAt = at(3, 'charts/x/Chart.yaml');
  const folders = (version: string, digit: string) =>
    new Map([['charts/x', { name: 'x', version, versionAt, digest: digest(digit) }]]);
  const entry: LockEntry = {
    kind: 'folder',
    at: at(2, 'charts.lock.yaml'),
    path: 'charts/x',
    name: 'x',
    version: '1.0.0',
    digest: digest('1'),
  };
  const plan = (version: string, digit: string, acceptRepublished = false) =>
    planLock([asksFolder('charts/x')], lockOf(entry), sources({ folders: folders(version, digit) }), {
      acceptRepublished,
    });
  assert.deepEqual(plan('1.0.0', '1').value.kept, [entry]);
  assert.deepEqual(plan('1.1.0', '2').value.changed, [{ ...entry, version: '1.1.0', digest: digest('2') }]);
  assert.deepEqual(told(plan('1.0.0', '2').problems), ['chart-changed-without-version charts/x/Chart.yaml:3:5']);
  assert.deepEqual(plan('1.0.0', '2').value.entries, [entry]);
  assert.equal(plan('1.0.0', '2', true).value.changed[0]?.digest, digest('2'));

  const check = (version: string, digit: string) =>
    told(checkLock([asksFolder('charts/x', 9)], lockOf(entry), folders(version, digit)));
  assert.deepEqual(check('1.0.0', '1'), []);
  assert.deepEqual(check('1.0.0', '2'), ['chart-changed-without-version charts/x/Chart.yaml:3:5']);
  assert.deepEqual(check('1.1.0', '2'), ['chart-lock-stale environments/base.yaml:9:5']);
});

test('a check tells what is missing, stale and left over', () => {
  const current = lockOf(locked('1.0.0', '1.0.0', '1', 3), locked('^2', '1.0.0', '1', 8));
  assert.deepEqual(told(checkLock([asks('^2'), asks('4.0.0', 5)], current, new Map())), [
    'chart-lock-stale charts.lock.yaml:8:5',
    'chart-not-locked environments/base.yaml:5:5',
    'chart-lock-unused charts.lock.yaml:3:5',
  ]);
});

test('a check tells of a mirror that the inputs no longer name as one, or as that of another', () => {
  const other = 'https://mirrored.example.com';
  const codes = (mirrorOf: string | undefined, asked: string | undefined) =>
    told(
      checkLock(
        [{ ...asks('1.0.0'), value: { ...asks('1.0.0').value, ...(asked && { mirrorOf: asked }) } as ChartReference }],
        lockOf({ ...locked('1.0.0', '1.0.0', '1'), ...(mirrorOf && { mirrorOf }) } as LockEntry),
        new Map(),
      ),
    );
  for (const [entry, asked] of [
    [undefined, undefined],
    [other, other],
    [`${other}/`, other],
  ])
    assert.deepEqual(codes(entry, asked), []);
  for (const [entry, asked] of [
    [undefined, other],
    [other, undefined],
    ['https://more.example.com', other],
  ])
    assert.deepEqual(codes(entry, asked), ['chart-lock-stale charts.lock.yaml:3:5']);
});

test('the lock is printed in one order, and read back as the same texts', () => {
  const entries: readonly LockEntry[] = [
    { kind: 'folder', at: at(1), path: 'charts/x', name: 'no', version: '1.10', digest: digest('3') },
    { ...locked('^1', '1.0.0', '1'), url: 'https://charts.example.com/a b#c.tgz' } as LockEntry,
    locked('1.0.0', '1.0.0', '1'),
    { ...locked('>=1, <2', '1e3', '2'), name: 'aaa' } as LockEntry,
    {
      ...locked('~2.1', '2.1.0', '4'),
      repository: 'oci://registry.example.com/charts',
      layer: digest('5'),
    } as LockEntry,
  ];
  const text = printLock(entries);
  assert.equal(text, printLock([...entries].reverse()));
  assert.equal(
    text,
    `# Written by espalier lock; do not edit.
charts:
  - repository: https://charts.example.com
    name: aaa
    version: ">=1, <2"
    resolved: "1e3"
    digest: ${digest('2')}
  - repository: https://charts.example.com
    name: app
    version: 1.0.0
    resolved: 1.0.0
    digest: ${digest('1')}
  - repository: https://charts.example.com
    name: app
    version: "^1"
    resolved: 1.0.0
    url: "https://charts.example.com/a b#c.tgz"
    digest: ${digest('1')}
  - repository: oci://registry.example.com/charts
    name: app
    version: "~2.1"
    resolved: 2.1.0
    digest: ${digest('4')}
    layer: ${digest('5')}
  - path: charts/x
    name: "no"
    version: "1.10"
    digest: ${digest('3')}
`,
  );
  assert.deepEqual(parseYaml('charts.lock.yaml', text, 'strict').problems, []);
  assert.equal(printLock([]), '# Written by espalier lock; do not edit.\ncharts: []\n');
});

test('a run reads folders and indexes, and changes the file only when nothing is wrong', async (context) => {
  const root = await folderWith(context, {
    ...below('charts/x', chartFiles('x', '1.0.0')),
    'index.yaml': `entries:\n  app:\n  - version: 1.0.0\n    digest: ${'1'.repeat(64)}\n    urls: [app-1.0.0.tgz]\n`,
  });
  const options = { check: false, index: ['index.yaml'], digest: [], acceptRepublished: false };
  const run = (references: readonly Located<ChartReference>[], more = {}) =>
    runLock(root, references, lockOf(), { ...options, ...more }, { parse: parseYaml });
  const { value, problems } = await run([asks('1.0.0'), asksFolder('charts/x', 2)]);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    value.changes.map(({ path, action }) => `${action} ${path}`),
    ['create charts.lock.yaml'],
  );
  assert.match(value.changes[0]?.content ?? '', /url: https:\/\/charts\.example\.com\/app-1\.0\.0\.tgz\n/);

  const wrong = await run([asks('1.0.0'), asks('2.0.0', 3), asksFolder('charts/none', 4)]);
  assert.deepEqual(told(wrong.problems), [
    'file-missing environments/base.yaml:4:5',
    'chart-version-unknown environments/base.yaml:3:5',
  ]);
  assert.deepEqual(wrong.value.changes, []);

  const two = [asks('1.0.0'), asks('1.0.0', 2, 'app', 'https://other.example.com')];
  assert.equal((await run(two)).problems[0]?.code, 'chart-unreachable');
  const named = await run(two, { index: [`${repository}=index.yaml`, 'https://other.example.com=index.yaml'] });
  assert.deepEqual(named.problems, []);
  assert.deepEqual(named.value.changes[0]?.content?.match(/repository: .*/g), [
    'repository: https://charts.example.com',
    'repository: https://other.example.com',
  ]);
  assert.deepEqual(told((await run([asks('1.0.0')], { index: ['none.yaml'] })).problems), [
    'file-missing none.yaml',
    'chart-unreachable environments/base.yaml:1:5',
  ]);
});
