/** Archives that somebody made to do harm, or that a broken disk did, and what becomes of each. */
import { randomBytes } from 'node:crypto';
import { deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { archiveOf, below, chartArchive, chartFiles, type Files, type TarEntry, tarBlocks } from './chart-files.ts';

/** The files of a sound chart. */
export const plain: Files = chartFiles('app', '1.0.0', 'a: 1\n');
const entriesOf = (files: Files, top = 'app'): readonly TarEntry[] =>
  Object.entries(files).map(([path, content]) => ({ path: `${top}/${path}`, content }));

/** A sound chart, and besides it what is not. */
const beside = (...entries: readonly TarEntry[]): Buffer => archiveOf([...entriesOf(plain), ...entries]);
const withFiles = (files: Files): Buffer => chartArchive('app', { ...plain, ...files });
/** A file whose name in the header is these bytes. */
const named = (name: string | Buffer): TarEntry => ({
  path: 'app/x',
  content: 'x',
  patch: (header) => Buffer.from(name).copy(header.fill(0, 0, 100)),
});
const sized = (size: string | Buffer): TarEntry => ({
  path: 'app/x',
  content: 'x',
  patch: (header) => Buffer.from(size).copy(header.fill(0, 124, 136), 124),
});
const typed = (type: string): TarEntry => ({
  path: 'app/x',
  content: 'x',
  patch: (header) => header.write(type, 156),
});
const record = (key: string, value: string): string => {
  const rest = ` ${key}=${value}\n`;
  const length = Buffer.byteLength(rest) + 1;
  return (
    [0, 1, 2, 3, 4, 5]
      .map((digits) => length + digits)
      .map((n) => `${n}${rest}`)
      .find((text) => Buffer.byteLength(text) === Number.parseInt(text, 10)) ?? ''
  );
};
const pax = (records: Readonly<Record<string, string>>, type: TarEntry['type'] = 'ExtendedHeader'): TarEntry => ({
  path: 'pax',
  ...(type === undefined ? {} : { type }),
  content: Object.entries(records)
    .map(([key, value]) => record(key, value))
    .join(''),
});
const file = (path: string, content = 'x'): TarEntry => ({ path, content });
const subChart = (name: string, more: Files = {}): Buffer =>
  chartArchive(name, { ...chartFiles(name, '1.0.0'), ...more });
const nestedArchives = (depth: number): Buffer =>
  subChart(`c${depth}`, depth === 0 ? {} : { [`charts/c${depth - 1}.tgz`]: nestedArchives(depth - 1) });
const nestedFolders = (depth: number): Files =>
  Object.assign(
    chartFiles(`c${depth}`, '1.0.0'),
    depth === 0 ? {} : below(`charts/c${depth - 1}`, nestedFolders(depth - 1)),
  );
const repeated = (bytes: Buffer, times: number): Buffer => Buffer.concat(Array.from({ length: times }, () => bytes));
const many = (count: number, entry: (index: number) => TarEntry): Buffer =>
  archiveOf(Array.from({ length: count }, (_, index) => entry(index)));
export const sound: Buffer = chartArchive('app', plain);
const tar = gunzipSync(sound);
const invalid = 'chart-invalid';

/** `expected` are the codes of its problems, or `read` with the paths that are not of the sound chart. */
type Case = readonly [name: string, bytes: () => Uint8Array, expected: string];

export const hostileArchives: Readonly<Record<string, readonly Case[]>> = {
  'paths that leave': [
    ['by two dots', () => beside(file('app/../../etc/passwd')), invalid],
    ['by two dots at once', () => beside(file('../app/x')), invalid],
    ['by two dots at the end', () => beside(file('app/a/..')), invalid],
    ['from the root', () => beside(file('/etc/passwd')), invalid],
    ['by a backslash', () => beside(named('app/..\\..\\x')), invalid],
    ['by a drive', () => beside(file('app/C:x')), invalid],
    ['by a drive as the top folder', () => beside(file('C:/app/x')), invalid],
    ['to a share', () => beside(named('\\\\host\\share\\x')), invalid],
    ['to beside the top folder', () => beside(file('x')), invalid],
    ['through a dot', () => beside(file('app/./x')), invalid],
    ['through nothing', () => beside(file('app//x')), invalid],
    [
      'by a long name of GNU',
      () => beside({ path: 'L', type: 'NextFileHasLongPath', content: 'app/../../x\0' }, file('app/x')),
      invalid,
    ],
    ['by a pax header', () => beside(pax({ path: 'app/../../x' }), file('app/x')), invalid],
    ['by dots of another width', () => beside(pax({ path: 'app/．．/x' }), file('app/x')), 'read ．．/x'],
  ],
  'links and devices': [
    ['a symbolic link', () => beside({ path: 'app/x', type: 'SymbolicLink', linkpath: '/etc/passwd' }), invalid],
    [
      'a file through a link',
      () => beside({ path: 'app/d', type: 'SymbolicLink', linkpath: '/tmp' }, file('app/d/x')),
      invalid,
    ],
    [
      'a link as Chart.yaml',
      () => archiveOf([{ path: 'app/Chart.yaml', type: 'SymbolicLink', linkpath: 'x' }]),
      invalid,
    ],
    ['a link inside', () => beside({ path: 'app/x', type: 'SymbolicLink', linkpath: 'Chart.yaml' }), invalid],
    ['a hard link', () => beside({ path: 'app/x', type: 'Link', linkpath: 'app/Chart.yaml' }), invalid],
    ['a hard link that leaves', () => beside({ path: 'app/x', type: 'Link', linkpath: '../../etc/passwd' }), invalid],
    ['a file with a pax linkpath', () => beside(pax({ linkpath: '/etc/passwd' }), file('app/x')), 'read x'],
    ['a character device', () => beside({ path: 'app/x', type: 'CharacterDevice' }), invalid],
    ['a block device', () => beside({ path: 'app/x', type: 'BlockDevice' }), invalid],
    ['a FIFO', () => beside({ path: 'app/x', type: 'FIFO' }), invalid],
    ['a dump folder of GNU', () => beside(typed('D')), invalid],
    ['a sparse file of GNU', () => beside(typed('S')), invalid],
    [
      'a sparse file of pax',
      () => beside(pax({ 'GNU.sparse.major': '1', 'GNU.sparse.realsize': '99999999999' }), file('app/x')),
      invalid,
    ],
    ['the rest of another volume', () => beside(typed('M')), invalid],
    ['a name of a volume', () => beside(typed('V')), invalid],
    ['a type that nobody knows', () => beside(typed('Z')), invalid],
  ],
  sizes: [
    ['a file of more than 5 MiB', () => withFiles({ x: Buffer.alloc(5 * 1024 * 1024 + 1) }), invalid],
    ['a size that is a lie', () => beside({ path: 'app/x', content: 'x', size: 4_000_000_000 }), invalid],
    ['a size below zero', () => beside(sized(Buffer.alloc(12, 0xff))), invalid],
    [
      'a size beyond all integers',
      () => beside(sized(Buffer.concat([Buffer.of(0x80), Buffer.alloc(11, 0x7f)]))),
      invalid,
    ],
    ['a size that is no octal number', () => beside(sized('99999999999')), invalid],
    ['a size that is text', () => beside(sized('zz')), invalid],
    ['a pax size of a petabyte', () => beside(pax({ size: '1000000000000000' }), file('app/x')), invalid],
    ['a pax size without an end', () => beside(pax({ size: 'Infinity' }), file('app/x')), invalid],
    ['half a byte as the pax size', () => beside(pax({ size: '0.5' }), file('app/x')), invalid],
    ['a pax size below zero', () => beside(pax({ size: '-1' }), file('app/x')), 'read x'],
    [
      'one pax size for all',
      () => archiveOf([pax({ size: '0' }, 'GlobalExtendedHeader'), ...entriesOf(plain)]),
      invalid,
    ],
    ['a bomb of zeros', () => gzipSync(Buffer.alloc(130 << 20)), invalid],
    ['a bomb of 10 GB', () => repeated(gzipSync(Buffer.alloc(100 << 20)), 100), invalid],
    ['a bomb in a bomb', () => gzipSync(gzipSync(gzipSync(Buffer.alloc(130 << 20)))), invalid],
    ['a bomb as a sub-chart', () => withFiles({ 'charts/c.tgz': gzipSync(Buffer.alloc(130 << 20)) }), invalid],
    [
      'many sub-charts that are half a bomb',
      () => {
        const half = subChart(
          'c',
          Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`${index}`, Buffer.alloc(5 << 20)])),
        );
        return withFiles(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`charts/c${index}.tgz`, half])));
      },
      invalid,
    ],
  ],
  counts: [
    ['too many files', () => many(10_001, (index) => file(`app/${index}`)), invalid],
    ['too many folders', () => many(30_001, (index) => ({ path: `app/${index}/`, type: 'Directory' })), invalid],
    ['too many headers', () => many(30_001, () => pax({ path: 'a/b' })), invalid],
    [
      'a million entries',
      () => repeated(gzipSync(repeated(tarBlocks({ path: 'app/d/', type: 'Directory' }), 1000)), 1000),
      invalid,
    ],
    [
      'headers of 64 KiB each',
      () => repeated(gzipSync(repeated(tarBlocks(pax({ comment: 'x'.repeat(65_000) })), 100)), 18),
      invalid,
    ],
    [
      'a header of 64 KiB of records',
      () => beside({ ...pax({}), content: record('comment', 'x').repeat(4500) }, file('app/x')),
      'read x',
    ],
    [
      'a header of more than that',
      () => beside({ ...pax({}), content: record('comment', 'x').repeat(9000) }, file('app/x')),
      invalid,
    ],
    [
      'too many dependencies',
      () =>
        withFiles({
          'Chart.yaml': `apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n${Array.from({ length: 60_000 }, (_, index) => `- {name: a${index}}\n`).join('')}`,
        }),
      invalid,
    ],
    [
      'more YAML than anybody reads',
      () => {
        const values = Array.from({ length: 100_000 }, (_, index) => `k${index}: [${index}]\n`).join('');
        const sub = (index: number): Files => below(`charts/c${index}`, chartFiles(`c${index}`, '1.0.0', values));
        return withFiles(Object.assign({}, ...Array.from({ length: 40 }, (_, index) => sub(index))));
      },
      invalid,
    ],
  ],
  depths: [
    ['too deep a path', () => beside(file(`app/${'d/'.repeat(31)}x`)), invalid],
    ['a path of 10,000 folders', () => beside(pax({ path: `app/${'d/'.repeat(10_000)}x` }), file('app/x')), invalid],
    ['sub-charts in sub-charts, as archives', () => nestedArchives(11), invalid],
    ['sub-charts in sub-charts, as folders', () => chartArchive('app', nestedFolders(11)), invalid],
    [
      'a map in a map in a map',
      () => withFiles({ 'values.yaml': `${'{a: '.repeat(50_000)}1${'}'.repeat(50_000)}` }),
      'yaml-too-large',
    ],
  ],
  'names that deceive': [
    ['a line end', () => beside(named('app/a\nb')), invalid],
    ['a line end in the top folder', () => beside(named('a\nb/x')), invalid],
    ['an escape sequence', () => beside(named('app/\u001b[2Jx')), invalid],
    ['an escape sequence of one byte', () => beside(named('app/\u009b2Jx')), invalid],
    ['a deletion', () => beside(named('app/x\u007f')), invalid],
    ['another direction', () => beside(named('app/x\u202egzt')), invalid],
    ['a NUL', () => beside(pax({ path: 'app/y\0/../../x' }), file('app/x')), 'read y'],
    ['bytes that are no UTF-8', () => beside(named(Buffer.from([...Buffer.from('app/x'), 0xff, 0xfe]))), invalid],
    [
      '64 KiB',
      () => beside({ path: 'L', type: 'NextFileHasLongPath', content: `app/${'x'.repeat(60_000)}` }, file('app/x')),
      invalid,
    ],
    ['a device of Windows', () => beside(file('app/CON')), 'read CON'],
    ['a blank', () => beside(file('app/ ')), 'read  '],
    ['an escape sequence of a sub-chart', () => beside(named('app/charts/\u001b[2J/x')), invalid],
    [
      'a path as the name of the chart',
      () => withFiles({ 'Chart.yaml': 'apiVersion: v2\nname: ../../x\nversion: 1.0.0\n' }),
      invalid,
    ],
    [
      'a line end in the version',
      () => withFiles({ 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: "1.0.0\\n\\e[2J"\n' }),
      invalid,
    ],
  ],
  'twins, of which one is hidden': [
    ['one path twice', () => beside(file('app/x'), file('app/x', 'y')), invalid],
    ['two Chart.yaml', () => beside(file('app/Chart.yaml', 'apiVersion: v2\nname: other\nversion: 1.0.0\n')), invalid],
    ['two charts of one name', () => archiveOf([...entriesOf(plain), ...entriesOf(plain, 'other')]), invalid],
    ['two top folders', () => archiveOf([...entriesOf(plain), file('other/x')]), 'read x'],
    [
      'a sub-chart as folder and archive',
      () => withFiles({ ...below('charts/c', chartFiles('c', '1.0.0')), 'charts/c-1.0.0.tgz': subChart('c') }),
      invalid,
    ],
    [
      'a sub-chart as two archives',
      () => withFiles({ 'charts/a.tgz': subChart('c'), 'charts/b.tgz': subChart('c') }),
      invalid,
    ],
    [
      'a sub-chart in other letters',
      () =>
        withFiles({ ...below('charts/C', chartFiles('c', '1.0.0')), ...below('charts/c', chartFiles('c', '1.0.0')) }),
      invalid,
    ],
    [
      'a sub-chart in two forms of Unicode',
      () =>
        withFiles({
          ...below('charts/\u00e9', chartFiles('c', '1.0.0')),
          ...below('charts/e\u0301', chartFiles('c', '1.0.0')),
        }),
      invalid,
    ],
    ['a file in two forms of Unicode', () => withFiles({ '\u00e9': '1', 'e\u0301': '2' }), 'read \u00e9 e\u0301'],
    [
      'a file in other letters',
      () => withFiles({ 'chart.yaml': 'name: other\n', 'VALUES.yaml': '' }),
      'read chart.yaml VALUES.yaml',
    ],
    ['a file and a folder', () => beside(file('app/values.yaml/x')), invalid],
    [
      'an archive and a folder',
      () => withFiles({ 'charts/c.tgz': subChart('c'), 'charts/c.tgz/Chart.yaml': 'name: d\n' }),
      invalid,
    ],
    [
      'a pax record in another',
      () => beside({ ...pax({}), content: record('comment', `x\n${record('path', 'app/y')}`) }, file('app/x')),
      invalid,
    ],
    [
      'two names of one file',
      () =>
        beside({ path: 'L', type: 'NextFileHasLongPath', content: 'app/y\0' }, pax({ path: 'app/z' }), file('app/x')),
      'read z',
    ],
  ],
  'what is no whole archive': [
    ['nothing', () => Buffer.alloc(0), invalid],
    ['no gzip', () => Buffer.from('<html>404</html>'), invalid],
    ['a zip', () => Buffer.from('PK\u0003\u0004'), invalid],
    ['another compression', () => deflateSync(tar), invalid],
    ['a gzip without an end', () => sound.subarray(0, sound.length / 2), invalid],
    ['a gzip with a wrong checksum', () => Buffer.concat([sound.subarray(0, -8), Buffer.alloc(8)]), invalid],
    ['something behind the gzip', () => Buffer.concat([sound, Buffer.from('garbage')]), invalid],
    [
      'two gzips that are one tar',
      () => Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))]),
      'read',
    ],
    ['a gzip behind the gzip', () => Buffer.concat([sound, archiveOf([file('app/../../x')])]), 'read'],
    ['a gzip in a gzip', () => gzipSync(sound), invalid],
    [
      'a bomb in a gzip in a gzip',
      () => gzipSync(gzipSync(Buffer.concat([gunzipSync(sound), randomBytes(1 << 16), Buffer.alloc(60 << 20)]))),
      invalid,
    ],
    ['zstd in a gzip', () => gzipSync(Buffer.concat([Buffer.of(0x28, 0xb5, 0x2f, 0xfd), tar])), invalid],
    ['no tar', () => gzipSync(Buffer.from('text '.repeat(500))), invalid],
    ['a tar without an end', () => gzipSync(tar.subarray(0, 2000)), invalid],
    ['half a file', () => gzipSync(tar.subarray(0, 520)), invalid],
    ['a wrong checksum', () => gzipSync(Buffer.from(tar).fill(0x7f, 100, 110)), invalid],
    [
      'something behind the tar',
      () => archiveOf(entriesOf(plain), Buffer.concat([Buffer.alloc(1024), Buffer.alloc(1024, 'x')])),
      'read',
    ],
    ['a tar of nothing', () => archiveOf([]), invalid],
    ['folders alone', () => archiveOf([{ path: 'app/', type: 'Directory' }]), invalid],
    ['no top folder', () => archiveOf([file('Chart.yaml'), file('values.yaml')]), invalid],
  ],
  contents: [
    [
      'a folder as Chart.yaml',
      () => archiveOf([{ path: 'app/Chart.yaml/', type: 'Directory' }, file('app/values.yaml')]),
      invalid,
    ],
    [
      'a bomb of aliases',
      () =>
        withFiles({
          'Chart.yaml': `a: &a [x, x, x, x, x, x, x, x, x]\n${Array.from('bcdefghij', (key, index) => `${key}: &${key} [${Array.from({ length: 9 }, () => `*${'abcdefghi'[index]}`).join(', ')}]\n`).join('')}`,
        }),
      'yaml-alias-bomb',
    ],
    ['an alias of itself', () => withFiles({ 'values.yaml': 'a: &a { b: *a }\n' }), 'yaml-syntax'],
    ['Chart.yaml that is no UTF-8', () => withFiles({ 'Chart.yaml': Buffer.of(0x6e, 0xff) }), 'not-utf-8'],
    ['a list as Chart.yaml', () => withFiles({ 'Chart.yaml': '- a\n' }), invalid],
    ['values of 5 MiB', () => withFiles({ 'values.yaml': `a: ${'x'.repeat(5 * 1024 * 1024 - 10)}` }), invalid],
    [
      'a schema that is elsewhere',
      () => withFiles({ 'values.schema.json': '{"$ref":"http://127.0.0.1:9/schema.json"}' }),
      'read values.schema.json',
    ],
    [
      'a schema of the disk',
      () => withFiles({ 'values.schema.json': '{"$ref":"file:///etc/passwd"}' }),
      'read values.schema.json',
    ],
    [
      '__proto__',
      () =>
        withFiles({ 'values.yaml': '__proto__: { polluted: true }\nconstructor: { prototype: { polluted: true } }\n' }),
      'read',
    ],
  ],
};
