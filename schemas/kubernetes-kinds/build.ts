/**
 * Writes definitions.json from the JSON schemas of the Python package kubernetes-validate, unpacked in the folder that is given: what is the same in several
 * versions once, without prose. See README.md.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Schema = Record<string, unknown>;

const first = 29;
const prefix = 'io.k8s.';

/** Keywords that judge, and those that say which items of a list are the same. */
const kept = new Set([
  '$ref',
  'additionalProperties',
  'enum',
  'format',
  'items',
  'oneOf',
  'properties',
  'required',
  'type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-list-type',
  'x-kubernetes-patch-merge-key',
]);

/** As apimachinery reads them, in text and as numbers. */
const quantity: Schema = {
  type: ['string', 'number', 'null'],
  pattern: '^[+-]?(\\d+(\\.\\d*)?|\\.\\d+)(([KMGTPE]i)|[numkMGTPE]|[eE][+-]?\\d+)?$',
};

const tidied = (schema: Schema): Schema => {
  const result: Schema = {};
  for (const [key, value] of Object.entries(schema)) {
    if (!kept.has(key)) continue;
    if (key === 'properties') result[key] = mapped(value as Schema);
    else if (key === 'items') result[key] = tidied(value as Schema);
    else if (key === 'additionalProperties') result[key] = typeof value === 'object' ? tidied(value as Schema) : value;
    else if (key === 'oneOf') result[key] = (value as Schema[]).map(tidied);
    else if (key === '$ref') result[key] = `#/$defs/${String(value).replace(/^.*\/io\.k8s\./, '')}`;
    else if (key === 'format') Object.assign(result, formats[String(value)]);
    else result[key] = value;
  }
  return result;
};

/** What Go refuses when it reads a number or bytes. */
const formats: Readonly<Record<string, Schema>> = {
  int32: { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  byte: { pattern: '^[A-Za-z0-9+/\\r\\n]*={0,2}[\\r\\n]*$' },
};

const mapped = (properties: Schema): Schema =>
  Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, tidied(value as Schema)]));

const definitionOf = (name: string, schema: Schema): Schema => {
  if (name.endsWith('.api.resource.Quantity')) return quantity;
  if (name.endsWith('.intstr.IntOrString')) return { type: ['integer', 'string', 'null'] };
  const made = tidied(schema);
  // The server sets a status aside, and charts bring incomplete ones along.
  const { required: _, ...withoutRequired } = made;
  if (name.endsWith('Status')) return withoutRequired;
  return made;
};

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: build.ts FOLDER');
const versions = readdirSync(folder)
  .map((name) => /^v1\.(\d+)\.0-local-strict$/.exec(name)?.[1])
  .filter((minor) => minor !== undefined && Number(minor) >= first)
  .sort((a, b) => Number(a) - Number(b)) as string[];

const states = new Map<string, { from: string; text: string }[]>();
const kinds = new Map<string, string>();
for (const minor of versions) {
  const root = join(folder, `v1.${minor}.0-local-strict`);
  const { $defs } = JSON.parse(readFileSync(join(root, '_definitions.json'), 'utf8')) as {
    $defs: Record<string, Schema>;
  };
  for (const [name, schema] of Object.entries($defs)) {
    const known = schema['x-kubernetes-group-version-kind'] as
      | { group: string; version: string; kind: string }[]
      | undefined;
    if (known?.length === 1 && known[0] !== undefined && !known[0].kind.endsWith('List')) {
      const { group, version, kind } = known[0];
      kinds.set(`${group === '' ? '' : `${group}/`}${version}/${kind}`, name.slice(prefix.length));
    }
  }
  const names = new Set([...Object.keys($defs).map((name) => name.slice(prefix.length)), ...states.keys()]);
  for (const name of names) {
    const schema = $defs[prefix + name];
    const text = schema === undefined ? 'null' : JSON.stringify(definitionOf(name, schema));
    const known = states.get(name) ?? [];
    if ((known.at(-1)?.text ?? 'null') !== text) states.set(name, [...known, { from: `1.${minor}`, text }]);
  }
}

/** Only what the kinds need. */
const needed = new Set<string>();
const need = (name: string): void => {
  if (needed.has(name)) return;
  needed.add(name);
  for (const { text } of states.get(name) ?? [])
    for (const [, next] of text.matchAll(/"#\/\$defs\/([^"]+)"/g)) if (next !== undefined) need(next);
};
for (const name of kinds.values()) need(name);

const lines = [...needed]
  .sort()
  .map(
    (name) =>
      `${JSON.stringify(name)}: [\n${(states.get(name) ?? []).map(({ from, text }) => `  {"from": "${from}", "schema": ${text}}`).join(',\n')}\n]`,
  );
const kindLines = [...kinds]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([kind, name]) => `  ${JSON.stringify(kind)}: ${JSON.stringify(name)}`);
writeFileSync(
  new URL('definitions.json', import.meta.url),
  `{"versions": ${JSON.stringify(versions.map((minor) => `1.${minor}`))},\n"kinds": {\n${kindLines.join(',\n')}\n},\n"definitions": {\n${lines.join(',\n')}\n}}\n`,
);
