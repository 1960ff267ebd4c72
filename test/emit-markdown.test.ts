import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emit } from '../generator/emit/emit.ts';
import { codeCell, codeSpan, escapeText, shellArgument } from '../generator/markdown.ts';
import { httpChart, located, resolvedCluster } from './emit-fixture.ts';

test('text stays text', () => {
  assert.equal(
    escapeText('a|b *c* <d> [e](f) `g` $h$ &amp; ~~i~~ _j_ \\'),
    'a\\|b \\*c\\* \\<d\\> \\[e\\](f) \\`g\\` \\$h\\$ \\&amp; \\~\\~i\\~\\~ \\_j\\_ \\\\',
  );
  assert.equal(escapeText('a\n# b\r\u2028c'), 'a # b c');
});

test('a code span holds any text, bars and backticks among them', () => {
  assert.equal(codeSpan('a'), '`a`');
  assert.equal(codeSpan('a|b'), '`a|b`');
  assert.equal(codeCell('a|b'), '`a\\|b`');
  assert.equal(codeSpan('`a``b'), '``` `a``b ```');
  assert.equal(codeSpan(''), '` `');
  assert.equal(codeSpan('a\n\nb'), '`a b`');
});

test('an argument of a command is one argument', () => {
  assert.equal(shellArgument('out/a-b/x.yaml'), 'out/a-b/x.yaml');
  assert.equal(shellArgument("a b; 'c'\n$(d)"), "'a b; '\\''c'\\'' $(d)'");
});

test('hostile names break neither the table nor the page', () => {
  const { value } = emit(
    (['argocd', 'flux'] as const).map((controller) =>
      resolvedCluster({
        name: controller,
        controller,
        cluster: { environment: located('a`b|c\n# d', 'clusters/c.yaml', 1) },
        releases: [{ service: 'a', chart: httpChart('x|y\n', '1|<b>0</b>\n| c |', 'https://a/`|`\n```') }],
      }),
    ),
  );
  for (const page of value.files.filter((file) => file.path.endsWith('README.md'))) {
    const lines = page.body.split('\n');
    const row = lines.find((line) => line.startsWith('| a |')) ?? '';
    assert.equal(row.replaceAll('\\|', '').split('|').length, 8, row);
    assert.match(row, /1\\\|\\<b\\>0\\<\/b\\>/);
    assert.equal(lines.filter((line) => line.startsWith('# ')).length, 1);
    assert.equal(lines.filter((line) => line.startsWith('```')).length % 2, 0);
  }
});
