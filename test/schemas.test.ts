import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { definitionsIn } from '../generator/read/definitions.ts';
import { play } from './program-repository.ts';

const top = mkdtempSync(join(tmpdir(), 'espalier-schemas-'));
after(() => rmSync(top, { recursive: true, force: true }));

const crd = ({
  group = 'example.com',
  plural = 'things',
  version = 'name: v1, served: true, storage: true',
  schema = '{ type: object }',
} = {}): string => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: ${plural}.${group} }
spec:
  group: "${group}"
  scope: Namespaced
  names: { kind: Thing, plural: ${plural} }
  versions: [{ ${version}, schema: { openAPIV3Schema: ${schema} } }]
`;

test('a definition is taken without what people read, names of properties apart', () => {
  const schema =
    '{ type: object, description: d, properties: { description: { type: string, description: d, default: { title: t } } } }';
  const { value, problems } = definitionsIn('a.yaml', crd({ schema }));
  assert.deepEqual(problems, []);
  const [version] = (value[0] as { spec: { versions: { schema: unknown }[] } }).spec.versions;
  assert.deepEqual(version?.schema, {
    openAPIV3Schema: { type: 'object', properties: { description: { type: 'string', default: { title: 't' } } } },
  });
});

const refused: Readonly<Record<string, string | undefined>> = {
  nothing: '',
  'no text': undefined,
  'no YAML': 'a: [',
  'another kind': 'apiVersion: v1\nkind: ConfigMap\n',
  'an older API version': crd().replace('/v1', '/v1beta1'),
  'a circle': crd({ schema: '&s { type: object, items: *s }' }),
  bombs: `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghij'
    .split('')
    .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[index]}`)}]`)
    .join('\n')}\n`,
  'no versions': crd().replace(/versions:.*/, 'versions: []'),
  'versions that are none': crd().replace(/versions:.*/, 'versions: [null, 5]'),
  'a version without schema': crd().replace(/, schema.*/, ' }]'),
  'a group that leaves the folder': crd({ group: '../..' }),
  'a group of dots': crd({ group: '..' }),
  'a plural that is no name': crd({ plural: 'a/b' }),
  'a plural that is long': crd({ plural: 'a'.repeat(64) }),
};
for (const [what, text] of Object.entries(refused))
  test(`${what} is no definition`, () =>
    assert.deepEqual(
      definitionsIn('a.yaml', text).problems.map(({ code, file }) => [code, file]),
      [['definition-invalid', 'a.yaml']],
    ));

for (const schema of [
  '{ properties: null }',
  '{ properties: { properties: { properties: null } } }',
  '{ properties: hello }',
  'null',
  '5',
])
  test(`what the schema ${schema} means is left to others`, () =>
    assert.equal(definitionsIn('a.yaml', crd({ schema })).value.length, 1));

test('what is without end is not read, and what is there twice not written', async () => {
  const endless = await play(top, ['schemas', 'add', '/dev/zero']);
  assert.equal(endless.code, 1);
  assert.match(endless.out, /definition-invalid/);
  writeFileSync(join(top, 'two.yaml'), `${crd()}---${crd()}`);
  const twice = await play(top, ['schemas', 'add', 'two.yaml']);
  assert.equal(twice.code, 2);
  assert.match(twice.error, /two definitions would be schemas\/crds\/things\.example\.com\.json/);
  assert.deepEqual(readdirSync(top), ['two.yaml']);
  writeFileSync(join(top, 'one.yaml'), crd());
  assert.equal((await play(top, ['schemas', 'add', 'one.yaml'])).code, 0);
  assert.match(readFileSync(join(top, 'schemas/crds/things.example.com.json'), 'utf8'), /"plural": "things"/);
});
