/** The page of a comparison as a text: what a browser makes of it is in diff-page.ci-test.ts. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { comparisonHtml } from '../generator/report/comparison/html.ts';
import type { PageData } from '../generator/report/comparison/page/data.ts';
import { emphasised } from '../generator/report/comparison/page/emphasis.ts';
import { comparisons } from './comparison-arbitrary.ts';
import { manyClusters, sampleComparison } from './comparison-fixture.ts';

const parts = (page: string): { readonly frame: string; readonly data: PageData; readonly script: string } => {
  const [, frame = '', json = '', script = ''] =
    /^(.*)<script type="application\/json" id="data">(.*?)<\/script>\n<script>(.*?)<\/script>\n<\/body>\n<\/html>\n$/s.exec(
      page,
    ) ?? [];
  return { frame: frame.replace(/<style>.*?<\/style>/s, ''), data: JSON.parse(json), script };
};

const tags = (frame: string): readonly string[] =>
  [...frame.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name = '']) => name);

const own = new Set(tags(parts(comparisonHtml(sampleComparison)).frame));

test('whatever names and values say, the page has no element, attribute or address of theirs', () => {
  fc.assert(
    fc.property(comparisons, (comparison) => {
      const page = comparisonHtml(comparison);
      const { frame, data } = parts(page);
      assert.equal(data.entries.length, comparison.entries.length);
      for (const tag of tags(frame)) assert(own.has(tag) || tag === 'optgroup', tag);
      assert.equal(page.match(/<script/g)?.length, 2);
      for (const [element] of frame.matchAll(/<[a-z][^>]*>/gi))
        assert.doesNotMatch(element.replace(/"[^"]*"/g, '""'), /\son\w+=|style=|src=|'/i);
      for (const [, address] of frame.matchAll(/href="([^"]*)"/g))
        assert.match(address ?? '', /^#(?:changes|left|[ed]-)/);
      assert.doesNotMatch(JSON.stringify(data), /[\p{Cf}\u2028\u2029]/u);
    }),
    { numRuns: 60 },
  );
});

test('a cluster that cannot be compared differs in nothing', () => {
  const [first, ...others] = sampleComparison.clusters;
  assert(first !== undefined);
  const unknown = { ...first, state: 'unknown' as const, releases: 0, changed: 0 };
  const { frame } = parts(comparisonHtml({ ...sampleComparison, clusters: [unknown, ...others] }));
  const differing = sampleComparison.clusters.filter(({ state }) => state !== 'same').length;
  assert.match(frame, new RegExp(`${differing - 1} of ${sampleComparison.clusters.length} clusters differ`));
  assert.match(frame, />not compared</);
});

test('nothing but its own script and style runs, and nothing is loaded', () => {
  const page = comparisonHtml(sampleComparison);
  const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  const hash = createHash('sha256').update(parts(page).script).digest('base64');
  assert.match(
    policy,
    /^default-src 'none'; style-src 'sha256-[^']*'; script-src 'sha256-[^']*'; base-uri 'none'; form-action 'none'$/,
  );
  assert(policy.includes(`script-src 'sha256-${hash}'`));
  assert.equal(comparisonHtml(sampleComparison), page);
});

test('what a hundred clusters have in common is in the page once', () => {
  const [few, many] = [2, 100].map((count) => comparisonHtml(manyClusters(count)).length);
  assert(few !== undefined && many !== undefined && many < 3 * few, `${few} and ${many} characters`);
  const { data } = parts(comparisonHtml(manyClusters(100)));
  assert.deepEqual(data.sets[0]?.chips, ['all 100 clusters']);
  assert.equal(data.dangers.length, 3);
});

test('of the text of an entry, no more is in the page than a browser opens', () => {
  const [first] = sampleComparison.entries;
  assert(first !== undefined);
  const content = Object.fromEntries([...Array(390).keys()].map((index) => [`k${index}`, 'x'.repeat(2_000)]));
  const { contents: _, ...rest } = first;
  const big = [...Array(150).keys()].map((index) => ({
    ...rest,
    id: index.toString(16).padStart(12, '0'),
    action: 'added' as const,
    changes: [],
    contents: rest.subjects.slice(0, 1).map(({ object }) => ({ object, content })),
  }));
  const page = comparisonHtml({ ...sampleComparison, entries: big });
  const { entries } = parts(page).data;
  assert(page.length < 30e6, `${page.length} characters`);
  assert.equal(entries[0]?.contents.length, 1);
  assert.deepEqual([entries.at(-1)?.contents.length, entries.at(-1)?.hiddenContents], [0, 1]);
});

test('words that differ are told apart, unless all do', () => {
  const [before, after] = emphasised('grafana/mimir:2.16.0', 'grafana/mimir:2.17.0');
  assert.deepEqual(
    [before, after],
    [
      ['grafana/mimir:2.', '16', '.0'],
      ['grafana/mimir:2.', '17', '.0'],
    ],
  );
  assert.deepEqual(emphasised('mkdir /a', 'mkdir /a /b')[1], ['mkdir /a', ' /b']);
  assert.deepEqual(emphasised('365d', '30d'), [['365d'], ['30d']]);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (old, now) => {
      assert.deepEqual(
        emphasised(old, now).map((pieces) => pieces.join('')),
        [old, now],
      );
    }),
  );
});
