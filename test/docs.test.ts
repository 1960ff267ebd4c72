import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { anchorOf } from '../docs/build/markdown.ts';
import { play } from './case.ts';
import { blocksOf, documents, proseOf, textOf } from './documents.ts';

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

/** What `generate` says of this repository after an edit of production's store-gateway. */
const afterEdit = async (replicas: string): Promise<readonly string[]> => {
  const root = mkdtempSync(join(tmpdir(), 'espalier-readme-'));
  try {
    for (const path of ['charts', 'charts.lock.yaml', 'clusters', 'environments', 'espalier.yaml', 'out', 'schemas'])
      cpSync(path, join(root, path), { recursive: true });
    const file = join(root, 'environments/production.yaml');
    const text = readFileSync(file, 'utf8');
    const edited = text.replace(/(\n {6}store_gateway:\n(?: +#.*\n)* {8}replicas: )3/, `$1${replicas}`);
    assert.notEqual(edited, text);
    writeFileSync(file, edited);
    return withoutTimes(await play(['generate'], root));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

const withoutTimes = (text: string): readonly string[] =>
  text
    .replaceAll(/[\d.]+ m?s$/gm, '0 ms')
    .trim()
    .split('\n');

test("the README's two examples are what a person sees, but for the lines that it leaves out", async () => {
  const samples = blocksOf(textOf('README.md')).map(({ text }) => text);
  for (const [replicas, start] of [
    ['6', '…\nproduction-eu'],
    ['three', 'environments/production.yaml'],
  ] as const) {
    const seen = await afterEdit(replicas);
    const sample = samples.find((block) => block.startsWith(start)) ?? '';
    const told = withoutTimes(sample).filter((line) => line !== '…');
    assert(told.length > 5);
    // In this order, with nothing between but where the sample says so.
    let from = 0;
    for (const line of told) {
      const at = seen.indexOf(line, from);
      assert.notEqual(at, -1, `${line}\nis not in\n${seen.join('\n')}`);
      from = at + 1;
    }
  }
});
