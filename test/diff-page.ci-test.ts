/** The page of a comparison in a real browser. `SCREENSHOTS=DIR` leaves pictures there. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Comparison } from '../generator/model/comparison.ts';
import { comparisonHtml } from '../generator/report/comparison/html.ts';
import { axeFindings, inBrowser } from './browser.ts';
import { manyClusters, manyObjects, sampleComparison } from './comparison-fixture.ts';

const browser = inBrowser();

const repository = { repositoryUrl: 'https://forge.example/platform', forge: 'github', commit: 'c0ffee' } as const;
const write = (name: string, comparison: Comparison): string =>
  browser.write(name, comparisonHtml(comparison, repository));

const pages = {
  sample: write('sample', sampleComparison),
  clusters: write('clusters', manyClusters(100)),
  many: write('many', manyObjects(10_000)),
  nothing: write('nothing', {
    ...sampleComparison,
    entries: [],
    dangers: [],
    cost: [],
    notRendered: [],
    notCompared: [],
    baseProblems: [],
    clusters: [],
  }),
};

const sizes = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} as const satisfies Record<string, BrowserContextOptions>;

const open = (url: string, options: BrowserContextOptions = sizes.desktop): Promise<Page> => browser.open(url, options);

const shown = (page: Page): Promise<string[]> => page.locator('.entry:visible .what').allTextContents();
const dangers = (page: Page): Promise<string[]> => page.locator('.danger:visible .kind code').allTextContents();
const focused = (page: Page): Promise<string> =>
  page.evaluate('document.activeElement.closest(".entry")?.querySelector(".what").textContent ?? ""');

describe('axe finds nothing, and nothing is wider than the screen', () => {
  for (const [size, options] of Object.entries(sizes))
    for (const colorScheme of ['light', 'dark'] as const)
      for (const name of ['sample', 'clusters', 'many', 'nothing'] as const)
        test(`${name}, ${size}, ${colorScheme}`, async () => {
          const page = await open(pages[name], { ...options, colorScheme });
          const { SCREENSHOTS: pictures } = process.env;
          if (pictures !== undefined)
            await page.screenshot({ path: join(pictures, `${name}-${size}-${colorScheme}.png`) });
          if (name === 'sample') {
            if (size === 'phone') await page.locator('#more').click();
            await page.locator('#noise').check();
            await page.locator('#all').click();
            await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
          }
          assert.deepEqual(await axeFindings(page), []);
          assert.equal(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), true);
          await page.close();
        });
});

test('the first screen says how many dangers there are, what happens, for whom, and what to do', async () => {
  const page = await open(pages.sample);
  const text = await page.evaluate(`(() => {
    const seen = (element) => element.getBoundingClientRect().bottom <= innerHeight;
    return [...document.querySelectorAll('h1, .sums, .danger h3, .danger .whom, .danger .fix, .danger .cause')]
      .filter(seen).map((element) => element.innerText).join('\\n');
  })()`);
  for (const told of [
    /^4 dangers$/m,
    /14 changes on 4 clusters/,
    /The API server refuses the change of spec\.serviceName/,
    /production \(all 2\)/,
    /delete the StatefulSet with --cascade=orphan/,
    /environments\/base\.yaml:7 mimir-distributed: 5\.7\.0 → 5\.8\.0/,
    /may do everything in the cluster/,
    /Blocks older than 30 days go/,
  ])
    assert.match(String(text), told);
  await page.close();
});

test('keys lead from change to change, open them, and lead into the search and out of it', async () => {
  const page = await open(pages.sample);
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  await press('j');
  assert.equal(await focused(page), 'StatefulSet mimir-store-gateway');
  await press('j');
  await press('ArrowDown');
  assert.equal(await focused(page), 'Deployment mimir-distributor and 9 more');
  await press('k');
  await press('ArrowUp');
  assert.equal(await focused(page), 'StatefulSet mimir-store-gateway');
  const first = page.locator('.entry').first();
  assert.equal(await first.locator('.body').count(), 1);
  await press('Enter');
  assert.equal(await first.locator('.body').count(), 0);
  assert.equal(await first.locator('.head').getAttribute('aria-expanded'), 'false');
  await press('Enter');
  assert.equal(await first.locator('.body').count(), 1);
  await press('End');
  assert.equal(await focused(page), 'HelmRelease tempo');
  const inSight = 'document.activeElement.getBoundingClientRect().bottom <= innerHeight';
  assert.equal(await page.evaluate(inSight), true);
  assert.equal(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'solid');
  await press('/');
  await page.keyboard.type('jkd/ingester');
  assert.equal(await page.locator('#words').inputValue(), 'jkd/ingester');
  await page.locator('#words').fill('nodeSelector');
  await page.getByText('1 of 14').waitFor();
  await press('Enter');
  assert.equal(await focused(page), 'StatefulSet mimir-ingester');
  await page.locator('#clear').click();
  await page.locator('.entry .head').first().focus();
  await press('d');
  assert.equal(await page.evaluate('document.activeElement.className'), 'danger problem');
  await page.close();
});

test('what is searched stands in names, paths, clusters, values or causes, in any order', async () => {
  const page = await open(pages.sample);
  const found = async (words: string, count: number): Promise<string[]> => {
    await page.locator('#words').fill(words);
    await page.locator('#count', { hasText: new RegExp(`^${count} of 14$`) }).waitFor();
    return shown(page);
  };
  assert.deepEqual(await found('SERVICENAME headless', 1), ['StatefulSet mimir-store-gateway']);
  assert.deepEqual(await found('365d', 1), ['ConfigMap mimir-config']);
  assert.deepEqual(await found('grafana/mimir:2.17', 1), ['Deployment mimir-distributor and 9 more']);
  assert.deepEqual(await found('development.yaml:14', 1), ['HelmRelease tempo']);
  assert.deepEqual(await found('started', 1), ['ConfigMap mimir-start']);
  assert.deepEqual(await found('interval 15s', 1), ['ServiceMonitor mimir-kafka']);
  assert.deepEqual(await found('no such thing', 0), []);
  assert.deepEqual(await dangers(page), []);
  await page.getByRole('button', { name: 'Clear' }).click();
  assert.equal((await shown(page)).length, 14);
  assert.equal((await dangers(page)).length, 5);
  await page.close();
});

test('clusters, services, dangers and noise are filtered, dangers with them', async () => {
  const page = await open(pages.sample);
  await page.getByLabel('Cluster', { exact: true }).selectOption('staging-eu');
  assert.deepEqual(await dangers(page), ['field-immutable', 'restart-at-once']);
  assert.equal(await page.locator('#count').textContent(), '4 of 14');
  await page.getByLabel('Danger', { exact: true }).selectOption('any danger');
  assert.deepEqual(await shown(page), ['StatefulSet mimir-store-gateway', 'Deployment mimir-distributor and 9 more']);
  await page.getByLabel('Danger', { exact: true }).selectOption('field-immutable');
  assert.deepEqual(await dangers(page), ['field-immutable']);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByLabel('Service', { exact: true }).selectOption('agent');
  assert.deepEqual(await shown(page), ['DaemonSet agent']);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('button', { name: 'production-us', exact: true }).click();
  assert.equal(await page.getByLabel('Cluster', { exact: true }).inputValue(), '2');
  await page.getByRole('button', { name: 'Clear' }).click();
  assert.equal(await page.getByText('Folded: checksums').count(), 0);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  assert.equal(await page.getByText('Folded: checksums').isVisible(), true);
  assert.equal((await shown(page)).length, 17);
  await page.close();
});

test('both sides are shown one above the other, or beside each other', async () => {
  const page = await open(pages.sample);
  const entry = page.locator('.entry', { hasText: 'mimir-start' });
  const lines = (): Promise<string[]> => entry.locator('.lines > div').allTextContents();
  assert.deepEqual(await lines(), [
    '  set -eu',
    '- sleep 5',
    '- mkdir -p /data',
    '+ mkdir -p /data /data/tsdb',
    '  echo ready',
    '+ echo "started"',
    '  exec mimir',
  ]);
  assert.deepEqual(await page.locator('.values ins .word').first().allTextContents(), ['-headless']);
  await page.getByRole('button', { name: 'Side by side' }).click();
  assert.equal((await lines()).length, 12);
  assert.deepEqual((await lines()).slice(4, 6), ['- mkdir -p /data', '+ mkdir -p /data /data/tsdb']);
  const [left, right] = await Promise.all(
    ['del', 'ins'].map((tag) => page.locator(`.entry .values ${tag}`).first().boundingBox()),
  );
  assert(left !== null && left !== undefined && right !== null && right !== undefined);
  assert(Math.abs(left.y - right.y) < 4 && right.x > left.x + left.width, 'beside');
  await page.reload();
  assert.equal(await page.getByRole('button', { name: 'Side by side' }).getAttribute('aria-pressed'), 'true');
  await page.close();
});

test('a link leads to its change, whatever hides it, and opens it', async () => {
  const page = await open(`${pages.sample}#e-0a1b2c3d4e60`);
  const target = page.locator('#e-0a1b2c3d4e60');
  assert.equal(await target.locator('.body').isVisible(), true);
  await page.waitForFunction('document.activeElement.closest("#e-0a1b2c3d4e60") !== null');
  await page.locator('#words').fill('tempo');
  await page.locator('#count', { hasText: '1 of 17' }).waitFor();
  await page.evaluate("location.hash = '#e-0a1b2c3d4e54'");
  await page.locator('#e-0a1b2c3d4e54 .body').waitFor();
  await page.locator('.danger .show').first().click();
  assert.equal(await focused(page), 'StatefulSet mimir-store-gateway');
  await page.close();
});

test('colours are changed by hand, and stay so', async () => {
  const page = await open(pages.sample, { colorScheme: 'light' });
  const back = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
  assert.equal(await back(), 'rgb(246, 247, 249)');
  await page.getByRole('button', { name: 'Use dark colours' }).click();
  assert.equal(await back(), 'rgb(15, 18, 22)');
  await page.reload();
  assert.equal(await back(), 'rgb(15, 18, 22)');
  await page.close();
});

test('names that want to be markup are shown as they are', async () => {
  const page = await open(pages.sample);
  await page.locator('#all').click();
  const text = await page.locator('#list').innerText();
  for (const told of ['<script>alert(3)</script>', '<img src=x onerror=alert(2)>', '\\u{202e}gnp.exe'])
    assert(text.includes(told), told);
  assert.match((await page.locator('.danger.accepted').innerText()) ?? '', /staging <b>yet<\/b>/);
  assert.equal(await page.locator('script').count(), 2);
  assert.equal(await page.locator('img, iframe, object, [onerror]').count(), 0);
  await page.close();
});

test('without scripts there are dangers, costs and what changes, and no control that would do nothing', async () => {
  const page = await open(pages.sample, { ...sizes.desktop, javaScriptEnabled: false });
  assert.equal((await dangers(page)).length, 5);
  assert.equal(await page.locator('noscript li').count(), 14);
  assert.equal(await page.locator('#e-0a1b2c3d4e51').isVisible(), true);
  assert.equal(await page.locator('button:visible, input:visible, select:visible').count(), 0);
  assert.match(await page.locator('.side').innerText(), /28\.5|57 → 65/);
  await page.close();
});
