/** YAML documents of every feature that input files or a chart's values may use, and broken variants of them. */
import fc from 'fast-check';

/** One of the words in a text, told apart by two spaces. */
const oneOf = (words: string): fc.Arbitrary<string> => fc.constantFrom(...words.trim().split(/ {2,}|\n */));

const indent = (text: string, by: string): string => text.replaceAll(/^(?=.)/gm, by);

const plain = fc.oneof(
  oneOf(
    'a  b c  1  1.10  x:y  http://h:80/p?q  -x  5.8.0  true  null  a#b  1e3  a?b  ?x  :x  2001-01-01  a,b  a]  0x1F  .5',
  ),
  oneOf('${cluster.name}  ü  😀  <<  \\d  text  -1  3  10Gi  100m  1.34  ~  false  a  b  c'),
  fc.constantFrom('', 'a  b', 'yes', '0400'),
);
const quotedLine = oneOf(
  `'it''s'  ''  'a: b'  "a\\nb"  "\\u00e9\\x41\\U0001F600"  "a\\tb"  "\\e\\_\\N\\L"  '\\n'  ""  "\t"  " x "`,
);
const quoted = fc.oneof(quotedLine, fc.constantFrom("'a\n\n  b'", '"a\\\n  b"', '"a \n b"', '"a\n\n\n  b"'));
const blockLine = fc.constantFrom('a', '  b', '', 'a\tc', 'd e', '# no comment', '- x', 'k: v', '   ', '\tc');
const block = fc
  .tuple(oneOf('|  >  |-  >-  |+  >+  |2  >1-  | # c'), fc.array(blockLine, { maxLength: 4 }))
  .map(([header, lines]) => `${header}\n${lines.map((line) => `  ${line}`).join('\n')}`);
const tagged = oneOf(`
  !!str 5  !!int 5  !!int "5"  !!int 0400  !!bool true  !!bool yes  !!null ~  !!float 1  !foo x  ! x  ! 5  !!str  !!str yes
  !!binary aGk=  !!timestamp 2001-01-01  !!map {a: 1}  !!seq [1]  !!str {a: 1}`);
const key = fc.oneof(
  { arbitrary: oneOf('a  b  c  d  e  f  g  h  i  x-y  h.i/j  k l  o  p'), weight: 24 },
  oneOf('"a"  \'b c\'  1  1.5  true  1.10  2001-01-01  0x10  1e3  -1  "<<"'),
  { arbitrary: fc.constantFrom('yes', '~', '*s ', '? a\n'), weight: 1 },
);
const anchor = fc.constantFrom('', '', '', '', '', '&u ', '&v-1_A ');

const pairs = (value: fc.Arbitrary<string>, minLength: number): fc.Arbitrary<readonly string[]> =>
  fc
    .array(fc.tuple(key, anchor, value), { minLength, maxLength: 4 })
    .map((entries) =>
      entries.map(([name, properties, written]) => `${name}: ${/^[*!&]/.test(written) ? '' : properties}${written}`),
    );

interface Nodes {
  readonly node: string;
  readonly flow: string;
}

const { node }: fc.LetrecValue<Nodes> = fc.letrec((tie: fc.LetrecTypedTie<Nodes>) => ({
  flow: fc.oneof(
    { maxDepth: 3 },
    plain,
    quotedLine,
    fc.array(tie('flow'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    pairs(tie('flow'), 0).map((entries) => `{${entries.join(', ')}}`),
    oneOf('*x  *y'),
  ),
  node: fc.oneof(
    { maxDepth: 4 },
    plain,
    quoted,
    block,
    tagged,
    tie('flow'),
    oneOf('*x  *y  *s  [*x, *y]  # c  &z a  &z'),
    pairs(tie('node'), 1).map((entries) => `\n${indent(entries.join('\n'), '  ')}`),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((items) => {
      const lines = items.map((item) => `- ${item.startsWith('\n') ? item.slice(3) : item}`);
      return `\n${indent(lines.join('\n'), '  ')}`;
    }),
  ),
}));

/** What the aliases of the generated nodes stand for. */
const head = 'A: &x {p: 1, q: [2]}\nB: &y\n  r: 3\n  p: 4\nC: &s text\n';
const whole = pairs(node, 1).map((entries) => `${head}${entries.join('\n')}\n`);

/** Merge keys in every order and form. */
const merges = fc
  .array(
    oneOf('<<: *x  <<: *w  <<: [*x, *w]  <<: [*w, *x, {a: 9}]  <<: {a: 7, d: 8}  <<: *z  a: 1  b: 2  c: {a: 3}  e: *w'),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map(
    (lines) =>
      `X: &x {a: 10, b: 11}\nW: &w\n  <<: *x\n  b: 20\n  c: 21\nZ: &z {<<: *w, b: 30}\nm:\n${indent(lines.join('\n'), '  ')}\n`,
  );

export const wellFormed: fc.Arbitrary<string> = fc.oneof({ arbitrary: whole, weight: 4 }, merges);

const noise = fc.oneof(
  oneOf(':  ?  -  #  [  ]  {  }  ,  *x  !  |  >  "  \'  %  @  `  \\  ~  0  <<  \\/  \\ud83d  !!int x  {a: 1}: 1'),
  fc.constantFrom(
    '\t',
    ' ',
    '\n',
    ': ',
    '? ',
    '- ',
    ' #',
    '&x ',
    '\n\t',
    ':\t',
    '-\t',
    '\n---\n',
    '\n...\n',
    '%YAML 1.1\n',
  ),
  fc.constantFrom('\r', '\r\n', '\u0085', '\u2028', '\ufeff', '\u0000', '\u007f'),
);

/** A few characters put in or taken out. */
export const broken: fc.Arbitrary<string> = fc
  .tuple(wellFormed, fc.array(fc.tuple(fc.nat(), fc.nat(2), noise), { minLength: 1, maxLength: 3 }))
  .map(([text, edits]) =>
    edits.reduce((before, [at, removed, inserted]) => {
      const place = at % (before.length + 1);
      return before.slice(0, place) + inserted + before.slice(place + removed);
    }, text),
  )
  .filter((text) => !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text));
