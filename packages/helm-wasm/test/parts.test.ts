/** Charts of which only values and schemas are there. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type ChartParts, HelmError, startHelm } from '../src/helm.ts';

const helm = startHelm();
after(() => helm.close());

const effective = async (parts: ChartParts, values: object): Promise<unknown> =>
  (await helm.load({ parts })).effectiveValues({
    values: values as Record<string, unknown>,
    release: { name: 'release', namespace: 'space' },
  });

const none = { version: '1.0.0', values: {}, charts: [], dependencies: [] };
const parts: ChartParts = {
  ...none,
  name: 'demo',
  values: { a: 1, b: null, tags: { back: false } },
  schema: { required: ['a'] },
  charts: [
    { ...none, name: 'first', values: { x: 1 }, schema: { maxProperties: 3 } },
    { ...none, name: 'two', schema: false },
    { ...none, name: 'three', values: { out: { from: 'three' } } },
  ],
  dependencies: [
    { name: 'first', alias: 'one', version: '^1', condition: 'one.enabled' },
    { name: 'two', version: '1.0.0', tags: ['back'] },
    { name: 'three', version: '1.0.0', imports: [{ child: 'out', parent: '.' }] },
  ],
};

test('values of a chart and its sub-charts meet as Helm lets them meet', async () => {
  assert.deepEqual(await effective(parts, { global: { g: 1 }, one: { y: 2 } }), {
    a: 1,
    from: 'three',
    global: { g: 1 },
    tags: { back: false },
    one: { global: { g: 1 }, x: 1, y: 2 },
    three: { global: { g: 1 }, out: { from: 'three' } },
  });
});

test('each schema sees what is for its chart, and only where the chart takes part', async () => {
  const refused = async (values: object): Promise<string> => {
    const error = await effective(parts, values).catch((caught: unknown) => caught);
    assert(error instanceof HelmError, JSON.stringify(error));
    assert.equal(error.kind, 'schema');
    return error.message;
  };
  assert.equal(await refused({ a: null }), "demo:\n- at '': missing property 'a'\n");
  assert.equal(await refused({ one: { y: 1, z: 2 } }), "one:\n- at '': maxProperties: got 4, want 3\n");
  assert.match(await refused({ tags: { back: true } }), /^two:\n/);
  assert.deepEqual(((await effective(parts, { one: { enabled: false, y: 1, z: 2 } })) as { one: object }).one, {
    enabled: false,
    y: 1,
    z: 2,
  });
});
