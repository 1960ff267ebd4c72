import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import fastGlob from 'fast-glob';
import { parseYaml } from '../generator/read/yaml.ts';
import { play } from './case.ts';

const documents = fastGlob
  .sync(['*.md', 'docs/**/*.md', 'packages/*/*.md', 'schemas/**/*.md', 'out/**/*.md', 'test/**/*.md'], {
    ignore: ['**/node_modules/**', 'test/cases/**', 'test/goldens/**'],
  })
  .sort();

test('there are documents to look at', () => {
  assert(documents.includes('README.md') && documents.includes('docs/services/mimir-distributed.md'));
});

for (const path of documents)
  describe(path, () => {
    const text = readFileSync(path, 'utf8');

    test('links lead to files that are there', () => {
      const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');
      const broken = [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
        .map((match) => match[1] ?? '')
        .filter((link) => !/^(https?:|mailto:|#)/.test(link))
        .filter((link) => !existsSync(join(dirname(path), link.split('#')[0] ?? '')));
      assert.deepEqual(broken, []);
    });

    test('YAML in it is YAML', () => {
      for (const [, block = ''] of text.matchAll(/^```yaml\n([\s\S]*?)^```/gm))
        assert.deepEqual(parseYaml(path, block, 'go').problems, [], block);
    });
  });

test('npm scripts that documents name are there', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const named = documents.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/npm run ([a-z0-9:-]+)/g)].map((match) => match[1] ?? ''),
  );
  assert(named.length > 5);
  assert.deepEqual(
    named.filter((name) => !(name in scripts)),
    [],
  );
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
  const blocks = readFileSync('README.md', 'utf8').matchAll(/^```(?:\w+)?\n([\s\S]*?)^```$/gm);
  const samples = [...blocks].map(([, block = '']) => block);
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
