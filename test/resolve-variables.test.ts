import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Problem } from '../generator/model/problems.ts';
import type { ScalarTree } from '../generator/model/values.ts';
import { type UnknownVariable, unknownVariables } from '../generator/resolve/unknown-variables.ts';
import { scopeOf, substitute } from '../generator/resolve/variables.ts';
import { at, plain, values } from './trees.ts';

const place = (file: string) => ({ file, line: 1, column: 1 });

const variables = (text: string, file: string): ReadonlyMap<string, ScalarTree> =>
  new Map(
    [...values(text, file).entries].flatMap(([name, { value }]) => (value.kind === 'scalar' ? [[name, value]] : [])),
  );

const replace = (text: string) => {
  const problems: Problem[] = [];
  const unknown: UnknownVariable[] = [];
  const scope = scopeOf(
    {
      name: 'eu',
      at: place('clusters/eu.yaml'),
      variables: variables(
        'region: eu-west-1\nzones: 3\nnone: null\nloop: "${cluster.name}"\ntag: 1.10',
        'clusters/eu.yaml',
      ),
    },
    {
      name: 'production',
      at: place('environments/production.yaml'),
      variables: variables('tier: gold\nlive: true', 'environments/base.yaml'),
    },
    {
      name: 'web',
      at: place('environments/production.yaml'),
      namespace: { value: 'front', at: place('environments/production.yaml'), isWhole: true },
    },
    { problems, unknown },
  );
  const tree = values(text);
  const result = substitute(tree, scope);
  problems.push(...unknownVariables(unknown));
  return { tree, result, value: plain(result), problems, used: [...scope.used] };
};

test('references are written out, inside texts, lists and maps', () => {
  const { value, problems, used } = replace(
    'a: ${cluster.name}-${service.name}\nb: [{c: "${environment.name}/${environment.variables.tier}"}]\nd: ${service.namespace}',
  );
  assert.deepEqual(value, { a: 'eu-web', b: [{ c: 'production/gold' }], d: 'front' });
  assert.deepEqual(problems, []);
  assert.deepEqual(used, ['clusters/eu.yaml', 'environments/production.yaml', 'environments/base.yaml']);
});

test('a scalar that is one reference keeps the type; inside a text it becomes text', () => {
  assert.deepEqual(
    replace(
      'a: ${cluster.variables.zones}\nb: ${environment.variables.live}\nc: ${cluster.variables.none}\nd: ${cluster.variables.zones}x',
    ).value,
    { a: 3, b: true, c: null, d: '3x' },
  );
});

test('a variable that loses its spelling is told at its own line', () => {
  const { problems } = replace('a: web:${cluster.variables.tag}');
  assert.deepEqual(
    problems.map(({ code, at, related }) => [code, at?.file, at?.line, related?.[0]?.at.file]),
    [['yaml-lossy-number', 'clusters/eu.yaml', 5, 'values.yaml']],
  );
  const whole = at(replace('a: ${cluster.variables.tag}').result, 'a');
  assert.deepEqual(whole, {
    kind: 'scalar',
    value: 1.1,
    source: '1.10',
    at: { file: 'clusters/eu.yaml', line: 5, column: 6 },
  });
});

test('what a variable holds is not looked at again', () => {
  assert.deepEqual(replace('a: ${cluster.variables.loop}').value, { a: '${cluster.name}' });
});

test('any other dollar stays, and a doubled one writes the reference itself', () => {
  const text =
    'a: "${HOME} $${HOME} ${cluster} ${clusters.x} $cluster.name ${__interval}"\nb: $${cluster.name} $${service.nonsense}';
  assert.deepEqual(replace(text).value, {
    a: '${HOME} $${HOME} ${cluster} ${clusters.x} $cluster.name ${__interval}',
    b: '${cluster.name} ${service.nonsense}',
  });
});

test('an unknown name is a problem at its place, with the nearest known one', () => {
  const { problems } = replace('a:\n  b: x-${cluster.variables.regoin}');
  assert.deepEqual(
    problems.map(({ code, at, fix }) => [code, at?.line, at?.column, fix?.includes('${cluster.variables.region}')]),
    [['variable-unknown', 2, 6, true]],
  );
});

test('a reference in a key is a problem at the key, and the key stays', () => {
  const { value, problems } = replace('a:\n  ${cluster.name}: 1\n  ${HOME}: 2');
  assert.deepEqual(
    problems.map(({ code, at }) => [code, at?.line, at?.column]),
    [['variable-in-key', 2, 3]],
  );
  assert.deepEqual(value, { a: { '${cluster.name}': 1, '${HOME}': 2 } });
});

test('a null inside a text is a problem', () => {
  assert.deepEqual(
    replace('a: x${cluster.variables.none}').problems.map(({ code }) => code),
    ['variable-not-scalar'],
  );
});

test('what holds no reference is handed on as it is', () => {
  const { tree, result } = replace('a: {b: [1, "${HOME}"]}');
  assert.equal(result, tree);
});

test('a tree that one cluster cannot replace, or replaces by itself, is looked at again for the next', () => {
  const tree = values('a: x-${cluster.variables.region}\nb: ["$${cluster.name}"]\nc: { "${cluster.name}": 1 }');
  const of = (text: string) => {
    const problems: Problem[] = [];
    const unknown: UnknownVariable[] = [];
    const cluster = { name: 'eu', at: place('clusters/eu.yaml'), variables: variables(text, 'clusters/eu.yaml') };
    const environment = { name: 'production', at: place('environments/production.yaml'), variables: new Map() };
    const scope = scopeOf(cluster, environment, { name: 'web', at: place('x.yaml') }, { problems, unknown });
    return {
      value: plain(substitute(tree, scope)),
      codes: [...unknownVariables(unknown), ...problems].map(({ code }) => code),
    };
  };
  const others = { b: ['${cluster.name}'], c: { '${cluster.name}': 1 } };
  const lacking = {
    value: { a: 'x-${cluster.variables.region}', ...others },
    codes: ['variable-unknown', 'variable-in-key'],
  };
  const own = { value: { a: 'x-${cluster.variables.region}', ...others }, codes: ['variable-in-key'] };
  assert.deepEqual(of('{}'), lacking);
  assert.deepEqual(of('region: "${cluster.variables.region}"'), own);
  assert.deepEqual(of('region: west'), { value: { a: 'x-west', ...others }, codes: ['variable-in-key'] });
  assert.deepEqual(of('{}'), lacking);
});

test('who lacks a variable is named, once for all clusters, with the place of its variables', () => {
  const used = { file: 'environments/base.yaml', line: 19, column: 7 };
  const owner = (name: string, text: string) => {
    const file = `clusters/${name}.yaml`;
    return { kind: 'cluster', name, at: place(file), variables: variables(text, file) } as const;
  };
  const lacking = (...owners: readonly ReturnType<typeof owner>[]) =>
    unknownVariables(
      owners.map((one) => ({
        name: 'cluster.variables.roleArn',
        at: used,
        owner: one,
        names: new Set([...one.variables.keys()].map((name) => `cluster.variables.${name}`)),
      })),
    );
  const [us, ...more] = lacking(owner('us', '# mine\nregion: us\nzoneA: a'));
  assert.deepEqual(more, []);
  assert.match(us?.message ?? '', /`cluster\.variables\.roleArn` on cluster us\.$/);
  assert.deepEqual(us?.at, used);
  assert.deepEqual(
    us?.related?.map(({ at: { file, line } }) => [file, line]),
    [['clusters/us.yaml', 3]],
  );
  assert.match(us?.fix ?? '', /^Set it under `variables` in clusters\/us\.yaml\./);
  const [both] = lacking(owner('us', 'roleArm: x'), owner('eu', 'rolesArn: a\nroleArm: b'));
  assert.match(both?.message ?? '', /on clusters eu and us\.$/);
  assert.match(both?.fix ?? '', /^Did you mean `\$\{cluster\.variables\.roleArm\}`\? Or set it/);
  const [many] = lacking(...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => owner(name, '{}')));
  assert.match(many?.message ?? '', /on clusters a, b, c, d, e and 2 more\.$/);
  assert.equal(many?.related?.length, 5);
});
