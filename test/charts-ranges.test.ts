import assert from 'node:assert/strict';
import { test } from 'node:test';
import { highest, isRange, satisfies } from '../generator/charts/ranges.ts';

/** Each range with versions that Helm takes for it, and some that it doesn't (Masterminds/semver v3.4). */
const table: readonly (readonly [string, string, string])[] = [
  ['1.2.3', '1.2.3 v1.2.3 1.2.3+build', '1.2.4 1.2.3-rc.1 1.2'],
  ['v1.2.3', '1.2.3', '1.2.4'],
  ['=1.2.3', '1.2.3', '1.2.4'],
  ['1.2', '1.2 1.2.0 1.2.9 v1.2', '1.3.0 1 1.2.1-rc.1'],
  ['1', '1 1.0.0 1.9', '2.0.0 0.9.0'],
  ['^1.0', '1.2 1 v1.9.9', '2 0.9 1.0.0-rc.1'],
  ['^1.2.3', '1.2.3 1.3', '1.2 2.0.0'],
  ['^0.2.3', '0.2.3 0.2.9', '0.3.0 0.2.2 1.0.0'],
  ['^0.2', '0.2 0.2.9', '0.3.0'],
  ['^0.0.3', '0.0.3', '0.0.4 0.1.0'],
  ['^0', '0 0.9.9', '1.0.0'],
  ['~1.2.3', '1.2.3 1.2.9', '1.3.0 1.2.2'],
  ['~> 1.2', '1.2.0 1.2.9', '1.3.0'],
  ['~1', '1.9.0', '2.0.0'],
  ['~0.0.0', '0.0.0 7.1.0', '1.0.0-a'],
  ['!=1.2.3', '1.2.4 1 0.1.0', '1.2.3 v1.2.3 1.2.4-a'],
  ['!=1.2', '1.3.0 2.2.0', '1.2.0 1.2.7'],
  ['!=1.x', '2.0.0', '1.0.0 1.7'],
  ['!=4.1-alpha', '4.1.0 4.1.0-beta', '4.1.0-alpha 4.1.1-alpha'],
  ['>1', '2.0.0', '1.0.0 1.9.9'],
  ['>1.1', '1.2.0 2.0.0', '1.1.0 1.1.9 0.9.0'],
  ['>1.1.0', '1.1.1', '1.1.0 1.1'],
  ['>=1.1', '1.1 1.1.0', '1.0.9'],
  ['=>1.1, =<2', '1.1.0 1.9.0 2.5.0', '1.0.0 3.0.0'],
  ['>= 1.1 < 2.0.0', '1.1.0 1.9.9', '2.0.0'],
  ['<=1.1', '1.1.9 0.5.0', '1.2.0 2.0.0'],
  ['<=1.1.0', '1.1.0', '1.1.1'],
  ['<1.x', '0.9.0', '1.0.0 1.5.0'],
  ['<1.2.3-beta.2', '1.2.3-beta.1 1.2.2', '1.2.3-beta.2 1.2.3'],
  ['*', '0.0.1 1.2 9.0.0', '1.0.0-rc.1'],
  ['1.x || >=3.1, !=3.1.2', '1.4.0 3.1.0 4.0.0', '2.0.0 3.1.2'],
  ['1.2 - 1.4.5', '1.2.0 1.4.5', '1.1.9 1.4.6'],
  ['1.2 - 1.4', '1.4.9', '1.5.0'],
  // One part of an "and" lets prereleases in for all of it, and for no other alternative.
  ['>=1.0.0-0, <2', '1.5.0-rc.1 1.0.0', '3.0.0-a'],
  ['>=2.0.0-0 || ^1', '2.0.0-a 1.1.0', '1.1.0-a'],
];

for (const [range, taken, refused] of table)
  test(`what ${range} takes`, () => {
    assert(isRange(range));
    for (const version of taken.split(' ')) assert(satisfies(version, range), `${range} takes ${version}`);
    for (const version of refused.split(' ')) assert(!satisfies(version, range), `${range} refuses ${version}`);
  });

test('what is no range', () => {
  const none = [
    '',
    ' ',
    'latest',
    '1.2.3.4',
    '>',
    '1.2.3 ||',
    '>= bar',
    '1.2.3-beta.01',
    '12.3.34~ 1.2.3',
    '1,',
    '==1',
  ];
  for (const text of [...none, `1.${'0'.repeat(300)}`, '>=1 '.repeat(100)]) assert(!isRange(text), text);
});

test('what each operator takes follows from the order of versions', () => {
  const numbers = [0, 1, 2];
  const versions = numbers.flatMap((major) =>
    numbers.flatMap((minor) => numbers.map((patch) => `${major}.${minor}.${patch}`)),
  );
  // In the order of this list versions grow.
  for (const [index, to] of versions.entries())
    for (const [other, version] of versions.entries()) {
      const order = Math.sign(other - index);
      const expected = { '=': order === 0, '!=': order !== 0, '>': order > 0, '<': order < 0 };
      const more = { '>=': order >= 0, '=>': order >= 0, '<=': order <= 0, '=<': order <= 0 };
      for (const [operator, takes] of Object.entries({ ...expected, ...more })) {
        assert.equal(satisfies(version, `${operator}${to}`), takes, `${operator}${to} ${version}`);
        // A number that a version leaves out is a zero.
        const short = version.replace(/(\.0)+$/, '');
        if (short !== to) assert.equal(satisfies(short, `${operator} v${to}`), takes, `${operator}${to} ${short}`);
      }
      assert.equal(satisfies(version, `>=${to} <=${to}`), satisfies(version, `${to} - ${to}`));
      if (satisfies(version, `~${to}`) && to !== '0.0.0') assert(version.startsWith(to.slice(0, 3)));
      if (satisfies(version, `^${to}`)) assert(order >= 0 && version[0] === to[0]);
    }
});

test('the highest is told as the repository spells it', () => {
  assert.equal(highest(['1.2', 'v1.10', '1.9.0', 'latest', '2'], '^1'), 'v1.10');
  assert.equal(highest(['1.4.0', '1.10.0', '1.9.0'], '>=1'), '1.10.0');
  assert.equal(highest(['1.2', '1.2.0'], '1.2'), '1.2');
  assert.equal(highest(['1.2.3', '1.2.4', '1.2.5'], '!=1.2.5'), '1.2.4');
  assert.equal(highest(['1.0.0+a', '1.0.0+b'], '1.0.0'), '1.0.0+b');
  assert.equal(highest(['latest'], '*'), undefined);
});

test('a range with blanks without an end is soon looked at', { timeout: 1000 }, () => {
  for (let count = 0; count < 200; count += 1) assert(!isRange(`1${' '.repeat(count)}!`));
});
