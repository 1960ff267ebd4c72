/** Comparisons and findings in every format against `test/goldens/diff/`. `UPDATE_GOLDENS=1` rewrites them. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Comparison } from '../generator/model/comparison.ts';
import { comparisonIn } from '../generator/report/comparison/formats.ts';
import { markdownOf } from '../generator/report/comparison/markdown.ts';
import { dangerProblems } from '../generator/report/findings/dangers.ts';
import { findingsIn } from '../generator/report/findings/formats.ts';
import { manyClusters, manyObjects, sampleComparison, sampleTexts } from './comparison-fixture.ts';

const nothing: Comparison = {
  ...sampleComparison,
  clusters: sampleComparison.clusters.map((cluster) => ({ ...cluster, state: 'same', changed: 0 })),
  entries: [],
  dangers: [],
  cost: [],
  notRendered: [],
  notCompared: [],
  baseProblems: [],
};
const repository = {
  repositoryUrl: 'https://github.com/example/platform.git',
  forge: 'github',
  commit: '9d8c7b6a59483726150413f2e1d0c9b8a7968574',
} as const;
const reportUrl = 'https://github.com/example/platform/actions/runs/1/artifacts/2';
const options = { color: false, width: 100, texts: sampleTexts, reportUrl, repository };
const findings = dangerProblems(sampleComparison);
const told = {
  command: 'diff',
  folder: 'platform',
  documents: 'https://docs.example.com/reference/dangers.html',
};

const printed: Readonly<Record<string, string>> = {
  'sample.txt': comparisonIn.text(sampleComparison, options),
  'sample.md': comparisonIn.markdown(sampleComparison, options),
  'sample.json': comparisonIn.json(sampleComparison, options),
  'clusters.txt': comparisonIn.text(manyClusters(100), { ...options, width: 80 }),
  'clusters.md': comparisonIn.markdown(manyClusters(100), { color: false, width: 80, texts: sampleTexts }),
  'objects.txt': comparisonIn.text(manyObjects(300), options),
  'objects-cut.md': markdownOf(manyObjects(300), { limit: 8_000, reportUrl }),
  'nothing.txt': comparisonIn.text(nothing, options),
  'nothing.md': comparisonIn.markdown(nothing, options),
  'dangers.sarif.json': findingsIn.sarif(findings, told),
  'dangers.github.txt': findingsIn.github(findings, told),
  'dangers.gitlab.json': findingsIn.gitlab(findings, told),
  'dangers.junit.xml': findingsIn.junit(findings, told),
  'nothing.junit.xml': findingsIn.junit([], told),
};

const folder = new URL('goldens/diff', import.meta.url).pathname;

if (process.env.UPDATE_GOLDENS === '1') {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(printed)) writeFileSync(join(folder, file), text);
}

test('every golden belongs to a report', () => {
  assert.deepEqual(readdirSync(folder).sort(), Object.keys(printed).sort());
});

for (const [file, text] of Object.entries(printed))
  test(`${file} is as expected`, () => {
    assert.equal(text, readFileSync(join(folder, file), 'utf8'));
  });
