/**
 * `npx tsx packages/helm-wasm/compare.ts FOLDER…`: renders chart folders here and with Helm itself, at their defaults and with each of their
 * `ci/*-values.yaml`, and prints a table. Needs Go. What Helm itself makes another of in a second run is chance, and is left out.
 */
import { basename, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { startHelm } from './src/helm.ts';
import { outcome, saysTheSame } from './test/fidelity.ts';
import { buildNative, filesOf, type NativeAnswer, runNative } from './test/native.ts';
import { valuesOf, variantsOf, versionOf } from './test/variants.ts';

const folders = process.argv.slice(2).map((folder) => resolve(folder));
const native = buildNative();
// Charts that make keys of their own take their time.
const helm = startHelm({ timeLimit: 300_000 });
const release = { name: 'release', namespace: 'space' };
const capabilities = { kubeVersion: '1.34.2' };

/** What is compared of an object, as text. */
const texts = (objects: readonly { readonly template: string; readonly object: unknown }[]): readonly string[] =>
  objects.map(({ template, object }) => JSON.stringify([template, object]));

const all = (answer: Pick<NativeAnswer, 'objects' | 'hooks' | 'crds'>): readonly string[] =>
  texts([...answer.crds, ...answer.hooks, ...answer.objects]);

interface Row {
  readonly chart: string;
  renders: number;
  objects: number;
  errors: number;
  byChance: number;
  readonly different: string[];
}

const compare = async (path: string, row: Row): Promise<void> => {
  const files = filesOf(path);
  for (const variant of variantsOf(path)) {
    const { name, file: valuesFile } = variant;
    const request = { path, ...(valuesFile === undefined ? {} : { valuesFile }), ...release, ...capabilities };
    const [first, second] = runNative(native, [request, request]);
    if (first === undefined || second === undefined) throw new Error('helm-native gave no answer');
    const ours = await outcome(() => helm.load({ files }), { values: valuesOf(variant), release, capabilities });
    row.renders += 1;
    if ('failure' in ours || first.error !== undefined) {
      row.errors += 1;
      const said = 'failure' in ours ? ours.failure.message.trim() : 'no error';
      if (!saysTheSame(said, first.error ?? 'Helm renders it'))
        row.different.push(`${name}: here ${said}; Helm ${first.error ?? 'no error'}`);
      continue;
    }
    const [here, there, again] = [all(ours), all(first), all(second)];
    row.objects += there.length;
    const chance = new Set(there.flatMap((text, index) => (text === again[index] ? [] : [index])));
    row.byChance += chance.size;
    const differ = there.findIndex((text, index) => !chance.has(index) && text !== here[index]);
    if (here.length !== there.length || differ >= 0)
      row.different.push(`${name}: ${here.length} of ${there.length} objects; ${here[differ]?.slice(0, 300)}`);
    else if (chance.size === 0 && !isDeepStrictEqual(ours.values, first.values)) row.different.push(`${name}: values`);
    else if (chance.size === 0 && ours.notes !== first.notes) row.different.push(`${name}: notes`);
  }
};

console.log('| chart | renders | objects | errors | by chance | different |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
const rows: Row[] = [];
for (const path of folders) {
  const row: Row = {
    chart: `${basename(path)} ${versionOf(path)}`,
    renders: 0,
    objects: 0,
    errors: 0,
    byChance: 0,
    different: [],
  };
  await compare(path, row);
  rows.push(row);
  const { chart, renders, objects, errors, byChance, different } = row;
  console.log(`| ${chart} | ${renders} | ${objects} | ${errors} | ${byChance} | ${different.length} |`);
  for (const what of different) console.error(`${chart}: ${what}`);
}
await helm.close();
const sum = (of: 'renders' | 'objects' | 'errors' | 'byChance'): number =>
  rows.reduce((total, row) => total + row[of], 0);
const different = rows.reduce((total, row) => total + row.different.length, 0);
console.log(
  `| **${rows.length} charts** | ${sum('renders')} | ${sum('objects')} | ${sum('errors')} | ${sum('byChance')} | ${different} |`,
);
process.exitCode = different === 0 ? 0 : 1;
