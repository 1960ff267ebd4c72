import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  limits,
  load,
  type ManifestDocument,
  type ValidateOptions,
  type Verdict,
  validate,
} from '../src/kubeconform.ts';

const schemas = new Map([
  [
    'thing-example-v1.json',
    JSON.stringify({
      type: 'object',
      additionalProperties: false,
      required: ['spec'],
      properties: {
        apiVersion: { enum: ['example.org/v1'] },
        kind: { type: 'string' },
        metadata: {
          type: 'object',
          additionalProperties: false,
          properties: {
            name: { type: 'string' },
            namespace: { type: 'string' },
            labels: { type: 'object', additionalProperties: { type: 'string' } },
          },
        },
        spec: {
          type: 'object',
          additionalProperties: false,
          required: ['size', 'colour'],
          properties: {
            size: { type: 'integer', minimum: 1 },
            colour: { enum: ['red', 'green'] },
            port: { type: ['integer', 'string'] },
            interval: { type: 'string', pattern: '^[0-9]+s$' },
            at: { type: 'string', format: 'date-time' },
            timeout: { type: 'string', format: 'duration' },
            free: { type: 'object' },
            items: { type: 'array', items: { type: 'object', properties: { on: { type: 'boolean' } } } },
          },
        },
      },
    }),
  ],
  ['v1.34.2-standalone-strict/box-v1.json', JSON.stringify({ type: 'object', required: ['lid'] })],
  ['v1.34.2-standalone/box-v1.json', JSON.stringify({ type: 'object' })],
  ['broken-v1.json', '{"type": "nonsense"}'],
]);

const thing = (spec: object, metadata: object = { name: 'a' }): object => ({
  apiVersion: 'example.org/v1',
  kind: 'Thing',
  metadata,
  spec: { size: 1, colour: 'red', ...spec },
});

const check = (documents: readonly ManifestDocument[], options: ValidateOptions = {}): Promise<readonly Verdict[]> =>
  validate(documents, { schemas, strict: true, ...options });

const only = async (document: ManifestDocument, options: ValidateOptions = {}): Promise<Verdict> => {
  const [verdict, ...more] = await check([document], options);
  assert(verdict !== undefined && more.length === 0);
  return verdict;
};

/** The findings of one document as `path: message`. */
const findings = async (document: ManifestDocument): Promise<readonly string[]> => {
  const { status, errors } = await only(document);
  assert.equal(status, 'invalid');
  return errors.map(({ path, message }) => `${path}: ${message}`);
};

test('a valid document gets its names and no findings', async () => {
  assert.deepEqual(await only(thing({}, { name: 'one', namespace: 'two' })), {
    apiVersion: 'example.org/v1',
    kind: 'Thing',
    namespace: 'two',
    name: 'one',
    status: 'valid',
    errors: [],
  });
});

test('findings name the leaf, and every one of them', async () => {
  assert.deepEqual(
    await findings(
      thing(
        { size: 0, colour: 'blue', port: true, items: [{ on: true }, { on: 'yes' }], extra: 1 },
        { anotations: {} },
      ),
    ),
    [
      '/metadata/anotations: unknown field',
      "/spec/colour: value must be one of 'red', 'green'",
      '/spec/extra: unknown field',
      '/spec/items/1/on: got string, want boolean',
      '/spec/port: got boolean, want integer or string',
      '/spec/size: minimum: got 0, want 1',
    ],
  );
});

test('missing fields are told where they belong', async () => {
  assert.deepEqual(await findings({ apiVersion: 'example.org/v1', kind: 'Thing' }), [": missing field 'spec'"]);
  assert.deepEqual(await findings({ apiVersion: 'example.org/v1', kind: 'Thing', spec: {} }), [
    "/spec: missing field 'colour'",
    "/spec: missing field 'size'",
  ]);
});

test('paths are JSON pointers', async () => {
  assert.deepEqual(await findings(thing({ 'a/b~c': 1 }, { labels: { 'example.org/x': 2 } })), [
    '/metadata/labels/example.org~1x: got number, want string',
    '/spec/a~1b~0c: unknown field',
  ]);
});

test('values that may be secret are not repeated', async () => {
  const told = await findings(thing({ interval: 'hunter2', at: 'hunter2', timeout: 'hunter2', size: 'hunter2' }));
  assert.equal(told.length, 4);
  assert(!told.join().includes('hunter2'), told.join('\n'));
});

test('durations may be those of Go, as kubeconform has them', async () => {
  assert.equal((await only(thing({ timeout: '1h30m' }))).status, 'valid');
  assert.deepEqual(await findings(thing({ timeout: 'soon' })), ['/spec/timeout: is not a valid duration']);
});

test('null is no map, string or number', async () => {
  assert.deepEqual(await findings(thing({ size: null, free: null }, { labels: { a: null } })), [
    '/metadata/labels/a: got null, want string',
    '/spec/free: got null, want object',
    '/spec/size: got null, want integer',
  ]);
});

test('a kind without a schema is an error, or skipped when asked for', async () => {
  const document = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } };
  const { status, reason, name, errors } = await only(document);
  assert.deepEqual([status, reason, name], ['error', 'no-schema', 'p']);
  assert.deepEqual(errors, [{ path: '', message: 'could not find schema for Pod' }]);
  assert.equal((await only(document, { ignoreMissingSchemas: true })).status, 'skipped');
  assert.equal((await only(document, { skipKinds: ['v1/Pod'] })).status, 'skipped');
  assert.match((await only(document, { rejectKinds: ['Pod'] })).errors[0]?.message ?? '', /prohibited/);
});

test('a kind cannot reach outside the folder of schemas', async () => {
  for (const kind of ['../../etc/passwd', '/etc/passwd', '..', 'thing-example-v1.json\0'])
    assert.equal((await only({ apiVersion: 'v1', kind })).status, 'error', kind);
});

test('a schema that does not compile counts as none', async () => {
  assert.equal(
    (await only({ apiVersion: 'v1', kind: 'Broken' }, { locations: ['broken-v1.json'] })).reason,
    'no-schema',
  );
});

test('a location without .json means the layout of kubernetes-json-schema', async () => {
  const box = { apiVersion: 'v1', kind: 'Box' };
  const options = { locations: ['other', '.'], kubernetesVersion: '1.34.2' };
  assert.equal((await only(box, options)).status, 'invalid');
  assert.equal((await only(box, { ...options, strict: false })).status, 'valid');
});

test('text holds one YAML or JSON document', async () => {
  const yaml = 'apiVersion: example.org/v1\nkind: Thing\nmetadata: {name: a}\nspec: {size: 1, colour: red}\n';
  assert.equal((await only(yaml)).status, 'valid');
  assert.equal((await only(`---\n${yaml}`)).status, 'valid');
  assert.equal((await only(JSON.stringify(thing({})))).status, 'valid');
  assert.deepEqual((await only('')).reason, 'empty');
  assert.deepEqual((await only('---\n# nothing\n')).reason, 'empty');
  for (const several of [`${yaml}---\n${yaml}`, `${yaml}...\n---\na: 1\n`])
    assert.deepEqual((await only(several)).reason, 'several-documents');
  assert.equal((await only(`${yaml}note: |\n  ---\n`)).status, 'invalid');
});

test('what cannot be read is an error that says why', async () => {
  const errors = async (text: ManifestDocument): Promise<string> => {
    const verdict = await only(text);
    assert.equal(verdict.status, 'error');
    return verdict.errors.map(({ message }) => message).join();
  };
  assert.match(await errors('a: 1\na: 2'), /"a" already set/);
  assert.match(await errors('a: ['), /line 1/);
  assert.match(await errors('[]'), /cannot unmarshal array/);
  assert.match(await errors({ apiVersion: 'v1' }), /missing 'kind'/);
  assert.match(await errors({ kind: 'Pod' }), /missing 'apiVersion'/);
  assert.match(await errors({ apiVersion: 1, kind: 'Pod' }), /missing 'apiVersion'/);
  const bomb = ['a: &a [x]', ...Array.from({ length: 24 }, (_, i) => letters(i))].join('\n');
  assert.match(await errors(bomb), /excessive aliasing/);
});

const letters = (index: number): string => {
  const [one, next] = [97 + index, 98 + index].map((code) => String.fromCharCode(code).repeat(2));
  return index === 0 ? 'bb: &bb [*a,*a,*a,*a,*a,*a,*a,*a,*a]' : `${next}: &${next} [${`*${one},`.repeat(9)}]`;
};

test('characters that YAML treats otherwise than JSON arrive as they are', async () => {
  const odd =
    '\u007f\u0080\u0085\u00a0\u2028\u2029\ufeff\ufffd\ufffe\uffff\u{1f600}\u{10ffff}\u0000\u001f\t\n\r"\\/: # ';
  assert.equal((await only(thing({ free: { [odd]: odd, '<<': 1, yes: 'on', '1_000': '0o7' } }))).status, 'valid');
  assert.deepEqual(await findings(thing({}, { labels: { [odd]: 1 } })), [
    `/metadata/labels/${odd.replaceAll('/', '~1')}: got number, want string`,
  ]);
});

test('keys of an object are just keys', async () => {
  const metadata = JSON.parse('{"name": "a", "__proto__": {"x": 1}, "constructor": 1}') as object;
  assert.deepEqual(await findings(thing({}, metadata)), [
    '/metadata/__proto__: unknown field',
    '/metadata/constructor: unknown field',
  ]);
});

test('numbers stay what they are', async () => {
  for (const size of [1, 2 ** 31, 2 ** 53, 1e21])
    assert.equal((await only(thing({ size }))).status, 'valid', `${size}`);
  assert.deepEqual(await findings(thing({ size: 1.5 })), ['/spec/size: got number, want integer']);
});

test('verdicts come in the order of the documents', async () => {
  const documents = Array.from({ length: 200 }, (_, index) =>
    index % 3 === 0 ? thing({ extra: 1 }, { name: `n${index}` }) : thing({}, { name: `n${index}` }),
  );
  const verdicts = await check(documents);
  assert.deepEqual(
    verdicts.map(({ name, status }) => [name, status]),
    documents.map((_, index) => [`n${index}`, index % 3 === 0 ? 'invalid' : 'valid']),
  );
});

test('findings are at most a hundred', async () => {
  const extra = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`x${index}`, 1]));
  assert.equal((await findings(thing(extra))).length, 100);
});

test('a document that is too large or too deep gets a verdict of its own', async () => {
  const large = thing({ free: { text: 'x'.repeat(limits.documentBytes) } });
  const circle: { inside?: object } = {};
  circle.inside = circle;
  const verdicts = await check([large, thing({}), thing({ free: circle }), `- ${'x'.repeat(limits.documentBytes)}`]);
  assert.deepEqual(
    verdicts.map(({ status, reason }) => [status, reason]),
    [
      ['error', 'too-large'],
      ['valid', undefined],
      ['error', 'too-large'],
      ['error', 'too-large'],
    ],
  );
  assert.equal((await only(thing({ free: nested(limits.depth - 3) }))).status, 'valid');
  assert.equal((await only(thing({ free: nested(limits.depth - 2) }))).status, 'error');
});

const nested = (depth: number): object => {
  let value: object = {};
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? { value } : [value];
  return value;
};

test('text that is nested too deeply stops the engine, not the process, and the next call has a new one', async () => {
  const engine = await load(schemas);
  const deep = `${'{a: '.repeat(9900)}${'}'.repeat(9900)}`;
  assert.throws(() => engine.validate([deep]), /kubeconform stopped/);
  assert.throws(() => engine.validate([thing({})]), /load it again/);
  await assert.rejects(check([deep]), /kubeconform stopped/);
  assert.equal((await only(thing({}))).status, 'valid');
});

test('more documents or bytes than a call takes are an exception, and the engine goes on', async () => {
  const engine = await load(schemas);
  const many = new Array<string>(limits.documents + 1).fill('');
  assert.throws(() => engine.validate(many), RangeError);
  const heavy = 'x'.repeat(limits.documentBytes);
  assert.throws(() => engine.validate(new Array<string>(22).fill(heavy)), RangeError);
  assert.equal(engine.validate([thing({})])[0]?.status, 'valid');
});

test('schemas are read when the engine starts', async () => {
  const own = new Map([['thing-example-v1.json', '{"type": "object"}']]);
  const engine = await load(own);
  own.clear();
  assert.equal(engine.validate([thing({ extra: 1 })])[0]?.status, 'valid');
});

test('a schema cannot be loaded from elsewhere', async () => {
  const own = new Map([['thing-example-v1.json', '{"$ref": "https://example.org/thing.json"}']]);
  assert.equal((await validate([thing({})], { schemas: own }))[0]?.reason, 'no-schema');
});
