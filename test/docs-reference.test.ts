import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { referenceDocuments, repository } from '../docs/build/documents.ts';
import { anchorOf, prose } from '../docs/build/markdown.ts';
import { groupsOf, problemsPage } from '../docs/build/problems.ts';
import { problemCodes } from '../generator/problem.ts';

const documents = referenceDocuments();

describe('the documents that are made from the source', () => {
  for (const [path, text] of documents)
    test(`${path} is current`, () => {
      const there = existsSync(join(repository, path)) ? readFileSync(join(repository, path), 'utf8') : '';
      assert.equal(there, text, `${path} is not what the source says: run \`npm run docs\` and commit it`);
    });

  test('headings are told apart by their anchors', () => {
    for (const [path, text] of documents) {
      const anchors = [...withoutBlocks(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
      assert(anchors.length > 0);
      assert.equal(new Set(anchors).size, anchors.length, path);
    }
  });
});

const withoutBlocks = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '');

/** Every key and what a schema says of it, wherever it stands. */
const saidIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { properties = {} } = value as { properties?: Readonly<Record<string, { description?: string }>> };
  const own = Object.entries(properties).flatMap(([key, { description }]) => [key, prose(description ?? '')]);
  return [...own, ...Object.values(value).flatMap(saidIn)];
};

test('the reference of inputs leaves out nothing that the schemas say of a key', () => {
  const text = documents.get('docs/reference/inputs.md') ?? '';
  for (const kind of ['espalier', 'cluster', 'environment', 'lock', 'prices']) {
    const said = saidIn(JSON.parse(readFileSync(join(repository, `schemas/${kind}.schema.json`), 'utf8')));
    assert(said.length >= 8);
    assert.deepEqual(
      said.filter((part) => !text.includes(part.replaceAll('|', '\\|'))),
      [],
      kind,
    );
  }
});

test('every code is in a group of generator/problem.ts, which the page of problems follows', () => {
  const groups = groupsOf(readFileSync(join(repository, 'generator/problem.ts'), 'utf8'));
  assert.deepEqual(
    groups.flatMap(({ codes }) => codes),
    Object.keys(problemCodes),
  );
});

test('a report that shows the line and the cure is chosen before a shorter one', () => {
  const report = (leaf: string, lines: readonly string[]): { leaf: string; told: string } => ({
    leaf: `test/cases/${leaf}`,
    told: ['$ espalier generate', ...lines, '', '✗ nothing was written', 'exit 1', ''].join('\n'),
  });
  const page = problemsPage([{ name: 'reading', codes: ['yaml-tab'] }], problemCodes, [
    report('yaml/b', ['b.yaml:1:1  problem yaml-tab', '  Long enough.', '    1 | x', '  fix: Do it.']),
    report('yaml/a', ['a.yaml  warning yaml-tab', '  Short.']),
  ]);
  assert.match(page, /A problem or a warning\.\n\n```text\n\$ espalier generate\nb\.yaml:1:1 {2}problem yaml-tab\n/);
  assert.match(page, /\n {2}fix: Do it\.\n```\n\nFrom the case \[yaml\/b\]\(\.\.\/\.\.\/test\/cases\/yaml\/b\)\./);
});
