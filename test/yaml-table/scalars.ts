/** Plain scalars that readers of YAML disagree about, or might. */
import fc from 'fast-check';

const words = [
  'y',
  'n',
  'yes',
  'no',
  'on',
  'off',
  'true',
  'false',
  'null',
  '~',
  '<<',
  '=',
  'nil',
  'none',
  'inf',
  'nan',
];

/** Told apart by spaces. */
const numbers = `
  0 -0 +0 00 -00 007 08 0400 -0400 +0400 0o400 -0o400 0O400 0o8 0b11 -0b11 +0b11 0B11 0b12 0b 0b-11 0b+11 -0b-11 0x1F 0X1F
  -0x1f 0x 0xg 1_000 1__0 _1 1_ -_1 +_1 0_8 0x_1 0_x1 1_0.5 1._5 1e1_0 .1_0 .1__0 ._1 1.10 1. .5 -.5 +.5 .5e3 1.e3 1e3 1E3
  1e+3 1e-3 1e e3 1.2.3 . .. +. 1e400 -1e400 1e-400 .1e999 .inf -.inf +.inf .Inf .INF .iNF .nan .NaN .NAN +.nan
  9007199254740991 9007199254740992 9007199254740993 -9007199254740993 9223372036854775807 9223372036854775808
  -9223372036854775808 -9223372036854775809 18446744073709551615 18446744073709551616 +18446744073709551615
  0x7fffffffffffffff 0xffffffffffffffff 0x1ffffffffffffffff 01777777777777777777777 12345678901234567890 190:20:30 1:30
  0b1111111111111111111111111111111111111111111111111111111111111111 0.1234567890123456789 123456.7 1234567.8 1000000.0
  0.00001 1e21 1e20 3.4e39 2001-01-01 2001-1-1 2001-12-14t21:59:43.10-05:00 2001-12-15T02:59:43.1Z 2001-13-01 2001_01
  2001-01 12:30:45 1.34 v1 5.8.0 text`;

const cased = words.flatMap((word) => [
  word,
  word.toUpperCase(),
  `${word[0]?.toUpperCase()}${word.slice(1)}`,
  `${word}s`,
]);

export const fixedScalars: readonly string[] = [
  ...new Set([...cased, ...numbers.trim().split(/\s+/), '2001-12-14 21:59:43.10', '2001-12-14 21:59:43.10 -5']),
];

const pieces = ['_', '.', '+', '-', 'e', 'E', '0x', '0X', '0b', '0B', '0o', '0O', '0', 'f', 'F', ':', '1', '00', '~'];
const numberLike = fc
  .array(fc.constantFrom(...'0123456789', ...pieces), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join(''));
const longInteger = fc
  .tuple(
    fc.constantFrom('', '-', '+', '0', '0x', '0b', '0o', '-0x'),
    fc.array(fc.constantFrom(...'01234567'), { minLength: 14, maxLength: 66 }),
  )
  .map(([prefix, digits]) => prefix + digits.join(''));
const mutated = fc
  .tuple(fc.constantFrom(...fixedScalars), fc.nat(), fc.constantFrom('', ...'_0.+-eExSs1'))
  .map(([scalar, at, inserted]) => {
    const place = at % (scalar.length + 1);
    return scalar.slice(0, place) + inserted + scalar.slice(place + (at % 2));
  });
const caseChanged = fc
  .tuple(fc.constantFrom(...words), fc.nat())
  .map(([word, bits]) =>
    [...word].map((letter, index) => ((bits >> index) & 1 ? letter.toUpperCase() : letter)).join(''),
  );
const float = fc.double({ noNaN: true }).map(String);

/** Anything that could be one plain scalar. */
export const scalars: fc.Arbitrary<string> = fc
  .oneof({ arbitrary: numberLike, weight: 4 }, longInteger, { arbitrary: mutated, weight: 3 }, caseChanged, float)
  .filter((scalar) => /^[^\s#&*!|>'"%@`,[\]{}?:-]/.test(scalar) || /^[-+][^\s-]/.test(scalar));
