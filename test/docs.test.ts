import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import fastGlob from 'fast-glob';
import { parseYaml } from '../generator/read/yaml.ts';

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
    [...readFileSync(path, 'utf8').matchAll(/npm run ([a-z:-]+)/g)].map((match) => match[1] ?? ''),
  );
  assert(named.length > 5);
  assert.deepEqual(
    named.filter((name) => !(name in scripts)),
    [],
  );
});
