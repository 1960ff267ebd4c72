import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { limits } from 'kubeconform-wasm';
import { anchorOf } from '../docs/build/markdown.ts';
import { limits as chartLimits } from '../generator/charts/chart.ts';
import { deepest } from '../generator/read/tree.ts';
import { play } from './case.ts';
import { blocksOf, documents, proseOf, textOf } from './documents.ts';
import { assertShows } from './sample.ts';

test('there are documents to look at', () => {
  assert(documents.includes('README.md') && documents.includes('docs/services/mimir-distributed.md'));
});

/** The anchors of a document's headings. */
const anchorsOf = (path: string): ReadonlySet<string> =>
  new Set([...proseOf(textOf(path)).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading)));

for (const path of documents)
  test(`links in ${path} lead to files and headings that are there`, () => {
    const broken = [...proseOf(textOf(path)).matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1] ?? '')
      .filter((link) => !/^(https?:|mailto:)/.test(link))
      .filter((link) => {
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? path : join(dirname(path), file);
        if (!existsSync(target)) return true;
        return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor);
      });
    assert.deepEqual(broken, []);
  });

test('the bounds that docs/security.md names are those of the source', () => {
  const mebibytes = (bytes: number): string => `${bytes / 1024 / 1024} MiB`;
  const count = (number: number): string => number.toLocaleString('en');
  const { chartBytes, files, fileBytes, folders, subCharts, charts } = chartLimits;
  const text = textOf('docs/security.md');
  for (const row of [
    `| nesting of an input | ${deepest} levels |`,
    `| a chart, unpacked | ${mebibytes(chartBytes)}, ${count(files)} files of at most ${mebibytes(fileBytes)}, ${folders} folders deep |`,
    `| sub-charts | ${charts}, ${subCharts} levels deep |`,
    `${count(limits.documents)} and ${mebibytes(limits.bytes)}; one of them ${mebibytes(limits.documentBytes)} and ${limits.depth} levels |`,
  ])
    assert(text.includes(row), row);
});

/** What `generate` says of this repository after an edit of production's store-gateway. */
const afterEdit = async (replicas: string): Promise<string> => {
  const root = mkdtempSync(join(tmpdir(), 'espalier-readme-'));
  try {
    for (const path of ['charts', 'charts.lock.yaml', 'clusters', 'environments', 'espalier.yaml', 'out', 'schemas'])
      cpSync(path, join(root, path), { recursive: true });
    const file = join(root, 'environments/production.yaml');
    const text = readFileSync(file, 'utf8');
    const edited = text.replace(/(\n {6}store_gateway:\n(?: +#.*\n)* {8}replicas: )3/, `$1${replicas}`);
    assert.notEqual(edited, text);
    writeFileSync(file, edited);
    return await play(['generate'], root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

test("the README's two examples are what a person sees, but for the lines that it leaves out", async () => {
  const samples = blocksOf(textOf('README.md')).map(({ text }) => text);
  for (const [replicas, start] of [
    ['6', '…\nproduction-eu'],
    ['three', 'environments/production.yaml'],
  ] as const) {
    const sample = samples.find((block) => block.startsWith(start)) ?? '';
    assert(sample.split('\n').length > 5);
    assertShows(sample, await afterEdit(replicas));
  }
});
