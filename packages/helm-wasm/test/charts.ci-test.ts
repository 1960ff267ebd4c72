/** Renders the charts of `charts/` here and with Helm itself. Needs Go. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Capabilities, startHelm } from '../src/helm.ts';
import { assertEqual, outcome } from './fidelity.ts';
import { buildNative, filesOf, nativeVersions, runNative } from './native.ts';

const charts = fileURLToPath(new URL('charts', import.meta.url));
const helm = startHelm();
const native = buildNative();
after(() => helm.close());

/** Each chart with its defaults, and with each file of `ci/`, as Helm's own chart testing has it. */
const cases = readdirSync(charts)
  .sort()
  .flatMap((name) => {
    const path = join(charts, name);
    const ci = join(path, 'ci');
    const files = existsSync(ci) ? readdirSync(ci).sort() : [];
    return [undefined, ...files].map((file) => ({
      name: file === undefined ? name : `${name} with ${file}`,
      path,
      ...(file === undefined ? {} : { valuesFile: join(ci, file) }),
    }));
  });

test(`${cases.length} charts and values give what Helm gives`, async () => {
  const release = { name: 'release', namespace: 'space' };
  const capabilities = { kubeVersion: '1.34.2', apiVersions: ['example.com/v1', 'example.com/v1/Thing'] };
  const answers = runNative(
    native,
    cases.map(({ name: _, ...chart }) => ({ ...chart, ...release, ...capabilities })),
  );
  const kinds = new Map<string, number>();
  for (const [index, { name, path, valuesFile }] of cases.entries()) {
    const values = valuesFile === undefined ? {} : readFileSync(valuesFile, 'utf8');
    const ours = await outcome(() => helm.load({ files: filesOf(path) }), { values, release, capabilities });
    const answer = answers[index];
    assert(answer !== undefined);
    assertEqual(ours, answer, name);
    const kind = 'failure' in ours ? ours.failure.kind : 'rendered';
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  console.log(`# ${[...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ')}`);
});

test('the API versions are those that Helm was built with', async () => {
  const chart = await helm.load({
    files: new Map([
      ['Chart.yaml', Buffer.from('apiVersion: v2\nname: versions\nversion: 1.0.0\n')],
      [
        'templates/versions.yaml',
        Buffer.from(
          'kind: A\nversions: {{ .Capabilities.APIVersions | toJson }}\nkube: {{ .Capabilities.KubeVersion }}',
        ),
      ],
    ]),
  });
  const request = { values: {}, release: { name: 'a', namespace: 'b' } };
  const versions = async (capabilities: Capabilities): Promise<unknown> =>
    (await chart.render({ ...request, capabilities })).objects[0]?.object.versions;
  assert.deepEqual(await versions({}), nativeVersions(native));
  assert.deepEqual(await versions({ apiVersions: ['v1'], exact: true }), ['v1']);
});
