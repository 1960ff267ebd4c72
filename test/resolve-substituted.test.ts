import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planClusters } from '../generator/resolve/resolve.ts';
import { read } from './read-repository.ts';

const found = async (service: string, variables = '') => {
  const text = `variables: { ${variables} }\nservices:\n  web:\n    namespace: web\n${service}`;
  const { value, problems } = await read({ 'environments/production.yaml': text, 'environments/base.yaml': undefined });
  assert.deepEqual(problems, []);
  const planned = planClusters(value.inputs);
  return {
    told: planned.problems.map(({ code, at, message }) => [code, at?.line, at?.column, message] as const),
    releases: planned.value[0]?.releases.length,
  };
};

const chart = (fields: string): string => `    chart: { ${fields} }\n`;
const folder = chart('path: charts/web');

test('what variables make of a name is checked as what is written', async () => {
  const { told } = await found(
    `${folder}    extraNamespaces: ["\${environment.variables.every}"]\n    argocd: { project: "\${environment.variables.lines}" }\n`,
    'every: "*", lines: "a\\nb"',
  );
  assert.deepEqual(
    told.map(([code, line]) => [code, line]),
    [
      ['invalid-value', 7],
      ['invalid-value', 6],
    ],
  );
});

test('a repository and a chart that variables spoil', async () => {
  const { told, releases } = await found(
    chart('repository: "${environment.variables.away}", name: "a${environment.variables.away}", version: 1.2.3'),
    'away: ../../..',
  );
  assert.deepEqual(
    told.map(([code, line, column]) => [code, line, column]),
    [
      ['invalid-value', 5, 26],
      ['invalid-value', 5, 65],
    ],
  );
  assert.equal(releases, 0);
});

test('an unknown variable is told once', async () => {
  const { told } = await found(chart('repository: https://x.example, name: "${cluster.nme}", version: 1.2.3'));
  assert.deepEqual(
    told.map(([code]) => code),
    ['variable-unknown'],
  );
});

test('a URL with credentials is refused, and not repeated', async () => {
  const { told } = await found(chart('repository: "https://me:hunter2@x.example/c", name: web, version: 1.2.3'));
  assert.deepEqual(
    told.map(([code, line, column]) => [code, line, column]),
    [['invalid-value', 5, 26]],
  );
  assert(!told.some(([, , , message]) => message.includes('hunter2')));
  const fine = await found(chart('repository: "https://x.example/@scope/c", name: web, version: 1.2.3'));
  assert.deepEqual(fine.told, []);
});

test('a path that a controller would take apart, or for a pattern, is refused', async () => {
  for (const path of ['charts/a;b', 'charts/*', 'charts/[ab]', 'charts\\\\web', '${environment.variables.none}']) {
    const { told } = await found(chart(`path: "${path}"`), 'none: ""');
    assert.deepEqual(
      told.map(([code, line]) => [code, line]),
      [['invalid-value', 5]],
      path,
    );
  }
  assert.deepEqual((await found(chart('path: "charts/with blank, ü"'))).told, []);
});

test("credentials in this repository's own URL are refused, a user of SSH is not", async () => {
  const codes = async (url: string) => {
    const { value } = await read({ 'espalier.yaml': `repository: { url: "${url}" }\n` });
    return planClusters(value.inputs).problems.map(({ code, at }) => `${code} ${at?.file}:${at?.line}:${at?.column}`);
  };
  for (const url of ['https://token@git.example/x.git', 'ssh://me:hunter2@git.example/x.git'])
    assert.deepEqual(await codes(url), ['invalid-value espalier.yaml:1:20'], url);
  for (const url of ['ssh://git@git.example:22/x.git', 'git@git.example:x.git', 'https://git.example/@x.git'])
    assert.deepEqual(await codes(url), [], url);
});

test('two items of a list merged by a key that variables make one', async () => {
  const { told } = await found(
    `${folder}    values:\n      list:\n        - name: eu\n        - name: "\${cluster.name}"\n    lists: { /list: { mergeBy: name } }\n`,
  );
  assert.deepEqual(
    told.map(([code, line]) => [code, line]),
    [['list-key-twice', 9]],
  );
});

test('an escaped reference, and one that a variable holds, is a text like any other', async () => {
  const escaped = '$${cluster.Bad Name}';
  const held = '${environment.variables.held}';
  for (const [service, lines] of [
    [`    releaseName: "${escaped}"\n`, [6]],
    [`    releaseName: "${held}"\n`, [6]],
    [`    extraNamespaces: ["${escaped}", "${held}"]\n`, [6, 6]],
    [`    argocd: { project: "${escaped}" }\n`, [6]],
    [`    labels: { team: "${escaped}" }\n`, [6]],
    [`    valuesFrom: [{ kind: Secret, name: "${escaped}" }]\n`, [6]],
    [`    releaseName: "a\${cluster.name"\n`, [6]],
  ] as const) {
    const { told } = await found(`${folder}${service}`, 'held: "$${cluster.name}"');
    const fromNames = told.filter(([code]) => code === 'invalid-value' || code === 'name-invalid');
    assert.deepEqual(
      fromNames.map(([, line]) => line),
      lines,
      service,
    );
  }
  for (const fields of [
    `path: "charts/${escaped}"`,
    `repository: "https://x.example/${escaped}", name: web, version: 1.2.3`,
    `repository: https://x.example, name: "${escaped}", version: 1.2.3`,
  ]) {
    const { told } = await found(chart(fields));
    assert.deepEqual(
      told.map(([code, line]) => [code, line]),
      [['invalid-value', 5]],
      fields,
    );
  }
});

test('what is unknown is told once, however many names it spoils', async () => {
  const { told } = await found(
    `${folder}    releaseName: "\${service.namespace}-\${cluster.oops}"\n    labels: { team: "\${cluster.oops}" }\n`,
  );
  assert.deepEqual(new Set(told.map(([code]) => code)), new Set(['variable-unknown']));
});
