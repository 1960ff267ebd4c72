/**
 * The matrix's page in a real browser. `UPDATE_IMAGES=1` takes the
 * picture for docs/matrix.md anew.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { ResolvedCluster } from '../generator/model/releases.ts';
import { buildMatrix } from '../generator/report/matrix/build.ts';
import { matrixIn } from '../generator/report/matrix/formats.ts';
import { axeFindings, inBrowser } from './browser.ts';
import { fleet, hostile, platform } from './matrix-fixture.ts';

const { write: writePage, open } = inBrowser();

const write = (name: string, clusters: readonly ResolvedCluster[], services: readonly string[] = []): string => {
  const { value } = buildMatrix(clusters, { services, environments: [], clusters: [] }, undefined);
  return writePage(name, matrixIn.html(value, { color: false, width: 80 }));
};

const pages = {
  versions: write('versions', platform),
  differences: write('differences', platform, ['web', 'own']),
  hostile: write('hostile', hostile),
  fleet: write('fleet', fleet(200, 50)),
};

const texts = (page: Page, selector: string): Promise<string[]> =>
  page.locator(`${selector}:visible`).allTextContents();

const rows = (page: Page): Locator => page.locator('#rows');
const clusters = (page: Page): Locator => page.locator('#clusters');

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { viewport: { width: 375, height: 700 }, hasTouch: true, isMobile: true },
};

describe('axe finds nothing', () => {
  for (const [look, options] of Object.entries(looks))
    for (const name of ['versions', 'differences'] as const)
      test(`${name}, ${look}`, async () => {
        const page = await open(pages[name], options);
        await page.locator('td').first().click();
        assert.deepEqual(await axeFindings(page), []);
        await page.close();
      });
});

test('rows and clusters are filtered, and rows with a version behind are picked out', async () => {
  const page = await open(pages.versions);
  await rows(page).fill('WEB');
  assert.deepEqual(await texts(page, 'tbody th'), ['web']);
  assert.equal(await page.locator('#count').textContent(), '1 of 4 rows');
  await rows(page).fill('');
  await clusters(page).fill('production us');
  assert.deepEqual(await texts(page, 'thead tr:first-child th'), ['service', 'differ', 'production']);
  assert.deepEqual(await texts(page, 'thead tr:last-child th'), ['production-us']);
  assert.deepEqual(await texts(page, 'tbody tr:last-child td'), ['9', '1.9.0 ↓']);
  await clusters(page).fill('');
  assert.equal(await page.locator('thead tr:first-child th').nth(2).getAttribute('colspan'), '3');
  await page.getByLabel('only rows').check();
  assert.deepEqual(await texts(page, 'tbody th'), ['grafana', 'web']);
  await page.close();
});

test('keys lead from cell to cell, past what is filtered away, and each cell says where it comes from', async () => {
  const page = await open(pages.versions);
  await clusters(page).fill('-u');
  await clusters(page).fill('');
  await rows(page).fill('w');
  await page.locator('.scroll').focus();
  const focused = (): Promise<string | null> => page.locator(':focus').textContent();
  for (const [key, told] of [
    ['ArrowDown', '1'],
    ['ArrowRight', '0.1.0'],
    ['ArrowDown', '2.0.0'],
    ['ArrowUp', '0.1.0'],
    ['ArrowDown', '2.0.0'],
    ['End', '2.0.0'],
    ['ArrowLeft', '1.9.0 ↓'],
  ] as const) {
    await page.keyboard.press(key);
    assert.equal(await focused(), told, key);
  }
  const detail = await page.locator('#detail').textContent();
  assert.match(
    detail ?? '',
    /^web on production-us: web 1\.9\.0 from https:.*Behind 2\.0\.0\. Set at environments\/.*:\d+:\d+\.$/,
  );
  await page.close();
});

test('on a phone the names of rows and clusters stay in sight, and nothing but the table scrolls sideways', async () => {
  const page = await open(pages.fleet, looks.phone);
  const box = async (selector: string): Promise<{ x: number; y: number; width: number }> => {
    const found = await page.locator(selector).first().boundingBox();
    assert(found !== null, selector);
    return found;
  };
  const [name, head] = [await box('tbody th.name'), await box('thead tr:last-child th')];
  assert(name.width < 375 / 2, `${name.width} of 375`);
  await page.locator('.scroll').evaluate('(element) => element.scrollTo(3000, 400)');
  assert.equal((await box('tbody th.name')).x, name.x);
  assert.equal((await box('thead tr:last-child th')).y, head.y);
  assert.equal(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), true);
  await page.close();
});

test('names that want to be markup are shown as they are', async () => {
  const page = await open(pages.hostile);
  assert.match((await page.locator('tbody th').first().textContent()) ?? '', /^s<\/td><script>alert\(1\)<\/script>/);
  assert.equal(await page.locator('script').count(), 1);
  await page.close();
});

test('without scripts the whole table is there, and no control that would do nothing', async () => {
  const page = await open(pages.versions, { javaScriptEnabled: false });
  assert.equal((await texts(page, 'tbody tr')).length, 4);
  assert.equal(await page.locator('form').isVisible(), false);
  await page.close();
});

test('200 clusters and 50 services follow the keys', async (context) => {
  const page = await open(pages.fleet);
  assert.equal(await page.locator('tbody td').count(), 50 * 201);
  const milliseconds = (await page.evaluate(`(async () => {
    const input = document.getElementById('clusters');
    const times = [];
    for (const text of ['p', 'pr', 'pro', 'prod 1', 'prod 12', '', 'x', '']) {
      const start = performance.now();
      input.value = text;
      input.dispatchEvent(new Event('input'));
      document.body.offsetHeight;
      times.push(performance.now() - start);
      await new Promise(requestAnimationFrame);
    }
    return times;
  })()`)) as number[];
  const worst = Math.max(...milliseconds);
  context.diagnostic(`worst of ${milliseconds.length} keys: ${Math.round(worst)} ms with layout`);
  // Far above what it takes on an idle machine, and far below a table that is laid out anew for each cell.
  assert(worst < 5000, `${worst} ms`);
  await page.close();
});

test('the picture in the documents', { skip: process.env.UPDATE_IMAGES !== '1' }, async () => {
  const page = await open(pages.versions, { viewport: { width: 900, height: 500 } });
  await page.locator('.far').first().click();
  await page.screenshot({ path: new URL('../docs/images/matrix.png', import.meta.url).pathname });
  await page.close();
});
