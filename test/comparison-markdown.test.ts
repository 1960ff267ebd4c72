/** Comments on changes: what a forge makes of them, whatever names and values say. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import type { Comparison, Danger } from '../generator/model/comparison.ts';
import { type DangerCode, dangerKinds } from '../generator/model/danger-codes.ts';
import {
  commentLimit,
  leastLimit,
  type MarkdownOptions,
  markdownOf,
  marker,
} from '../generator/report/comparison/markdown.ts';
import { comparisons } from './comparison-arbitrary.ts';
import { manyClusters, manyObjects, sampleComparison, sampleDangers } from './comparison-fixture.ts';

const site = 'https://forge.example/platform';
const reportUrl = 'https://forge.example/report/(1)';
const repository = { repositoryUrl: site, forge: 'github', commit: 'c0ffee' } as const;
const options: MarkdownOptions = { limit: commentLimit, reportUrl, repository };

/** As a forge shows it. */
const shown = (markdown: string): string =>
  micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });

const ours =
  /^(?:\/?(?:p|h[34]|ul|li|blockquote|strong|b|em|pre|table|thead|tbody|tr|details|summary)|br \/|\/a|a href="https:\/\/forge\.example\/[^"]*"|\/?code|code class="language-diff"|t[hd](?: align="right")?|\/t[hd]|!-- espalier diff --)$/;

const assertHarmless = (markdown: string): void => {
  const page = shown(markdown);
  for (const [, tag = ''] of page.matchAll(/<([^>]*)>/g)) assert.match(tag, ours, markdown);
  assert.equal(page.match(/<h3>/g)?.length, 1, markdown);
  // What stands in the text as an element is one, and none is inside of code.
  for (const element of ['details', 'summary']) {
    const written = markdown.match(new RegExp(`^<${element}>|(?<=^<details>)<${element}>`, 'gm'))?.length ?? 0;
    assert.equal(page.split(`<${element}>`).length - 1, written, markdown);
    assert.equal(page.split(`</${element}>`).length - 1, written, markdown);
  }
  const words = page
    .replace(/<pre>.*?<\/pre>|<code>.*?<\/code>|<a .*?<\/a>/gs, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:lt|gt|amp|quot|#39);/g, '·');
  assert.doesNotMatch(words, /@[\w]|#\d|\bGH-\d|\b[0-9a-f]{7,40}\b|:\/\/|\bwww\./, markdown);
  assert.doesNotMatch(markdown.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
};

describe('a comment', () => {
  test('holds nothing of a hostile branch but text, and fits, whatever the limit', () => {
    fc.assert(
      fc.property(comparisons, fc.integer({ min: leastLimit, max: commentLimit }), (comparison, limit) => {
        const markdown = markdownOf(comparison, { ...options, limit });
        assert(markdown.length <= limit, `${markdown.length} of ${limit}`);
        assert(markdown.startsWith(`${marker}\n`));
        assertHarmless(markdown);
      }),
      { numRuns: 60, includeErrorInReport: true },
    );
  });

  test('links the edited lines on both sides, and the report', () => {
    const markdown = markdownOf(sampleComparison, options);
    assertHarmless(markdown);
    assert(markdown.includes(`(${site}/blob/c0ffee/environments/production.yaml#L16)`));
    assert(markdown.includes(`(${site}/blob/${sampleComparison.base.commit}/environments/development.yaml#L9)`));
    assert(markdown.includes('(https://forge.example/report/%281%29)'));
  });

  test('has no link that is none of the web', () => {
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'nowhere', 'https://user:secret@forge.example/']) {
      const markdown = markdownOf(sampleComparison, {
        limit: leastLimit,
        reportUrl: url,
        repository: { ...repository, repositoryUrl: url },
      });
      assert(!markdown.includes(url) && !markdown.includes(']('), markdown);
    }
  });

  test('tells on GitLab where lines stand there, in the folder of a repository', () => {
    const markdown = markdownOf(sampleComparison, {
      ...options,
      repository: { ...repository, forge: 'gitlab', folder: 'deploy' },
    });
    assert(markdown.includes(`(${site}/-/blob/c0ffee/deploy/environments/production.yaml#L16)`));
  });
});

/** So many dangers of every code on every cluster, none of which can be told together with another. */
const unlike = (count: number): readonly Danger[] =>
  (Object.keys(dangerKinds) as DangerCode[]).flatMap((code) =>
    [...Array(count).keys()].map((index): Danger => {
      const cluster = `edge-${String(index + 1).padStart(3, '0')}`;
      const message = `What it does on ${cluster} takes a sentence of its own that somebody has to read`;
      const fix = `Mend ${index}.`;
      return { code, severity: 'problem', message, fix, subjects: [{ cluster, service: 'mimir' }], causes: [] };
    }),
  );

const names = (markdown: string, { dangers }: Comparison): void => {
  for (const { code } of dangers) assert(markdown.includes(`**${code}**`), code);
};

describe('where there is much to say', () => {
  test('a bump on 100 clusters names each danger and fits', () => {
    const fleet = manyClusters(100);
    const markdown = markdownOf(fleet, options);
    assert(markdown.length < commentLimit / 2, `${markdown.length}`);
    names(markdown, fleet);
    assert.match(markdown, /all 100 clusters/);
    assertHarmless(markdown);
  });

  test('dangers that have nothing in common are all named, each with its cluster, as long as that fits', () => {
    const dangers = unlike(20);
    const markdown = markdownOf({ ...manyClusters(100), dangers }, options);
    assert(markdown.length <= commentLimit);
    const lines = markdown.split('\n').filter((line) => /^> \*\*[a-z-]+\*\* · /.test(line));
    assert.equal(lines.length, dangers.length);
    assert(lines.every((line) => /edge-0\d\d/.test(line)));
    assertHarmless(markdown);
  });

  test('where not even that fits, each code is, with its number, and the first in full', () => {
    const fleet = { ...manyClusters(100), dangers: unlike(100) };
    const markdown = markdownOf(fleet, options);
    assert(markdown.length <= commentLimit);
    names(markdown, fleet);
    assert.match(markdown, /\*\*field-immutable\*\* × 100 · all 100 clusters/);
    assert.match(markdown, /What it does on edge-001/);
    assert.match(markdown, /what each danger does in \[the report\]/);
    assertHarmless(markdown);
  });

  test('changes that do not fit are counted', () => {
    const count = 2_000;
    const markdown = markdownOf(manyObjects(count), options);
    assert(markdown.length <= commentLimit && markdown.length > commentLimit * 0.9, `${markdown.length}`);
    const told = markdown.match(/^- `~ Deployment|^<details>/gm)?.length ?? 0;
    const hidden = Number(/… and ([\d,]+) more changes/.exec(markdown)?.[1]?.replace(',', ''));
    assert.equal(told + hidden, count);
    assertHarmless(markdown);
  });

  test('dangers come before everything else, gravest first', () => {
    const markdown = markdownOf(sampleComparison, { limit: leastLimit });
    const at = sampleDangers.map(({ code }) => markdown.indexOf(`**${code}**`));
    assert(
      at.every((index, number) => index > 0 && index > (at[number - 1] ?? 0)),
      String(at),
    );
    assert(markdown.indexOf('[!NOTE]') < markdown.indexOf('Not rendered'));
  });
});
