/** Ten thousand changed objects in a real browser. What is asserted is far above what an idle machine takes, and far below a page that lays out all of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { comparisonHtml } from '../generator/report/comparison/html.ts';
import { inBrowser } from './browser.ts';
import { manyObjects } from './comparison-fixture.ts';

const browser = inBrowser();
const start = performance.now();
const html = comparisonHtml(manyObjects(10_000));
const made = performance.now() - start;
const url = browser.write('many', html);
const open = (): Promise<Page> => browser.open(url, { viewport: { width: 1280, height: 900 } });

test('is made in seconds, and is there in one', async (context) => {
  const page = await open();
  await page.waitForFunction("performance.getEntriesByName('first-contentful-paint').length > 0");
  const painted = Number(await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
  context.diagnostic(
    `${(html.length / 1e6).toFixed(1)} MB made in ${Math.round(made)} ms, first paint after ${Math.round(painted)} ms`,
  );
  assert(made < 20_000 && html.length < 20e6, `${made} ms, ${html.length} bytes`);
  assert(painted < 10_000, `${painted} ms`);
  assert.equal(await page.locator('#count').textContent(), '10,000');
  await page.close();
});

/** Scrolls frame by frame, and looks at each whether changes are in sight. */
const scroll = `(async (step, frames) => {
  const times = [];
  let blank = 0;
  let nodes = 0;
  let last = await new Promise(requestAnimationFrame);
  for (let frame = 0; frame < frames; frame++) {
    scrollBy(0, step);
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
    if (document.elementFromPoint(300, 450)?.closest('.entry, .because, #list > div:not(:empty)') === null) blank++;
    nodes = Math.max(nodes, document.getElementsByTagName('*').length);
  }
  times.sort((a, b) => a - b);
  const at = (share) => Math.round(times[Math.floor(share * (times.length - 1))]);
  return { middle: at(0.5), most: at(0.95), worst: at(1), blank, nodes, frames };
})`;

interface Scrolled {
  readonly middle: number;
  readonly most: number;
  readonly worst: number;
  readonly blank: number;
  readonly nodes: number;
  readonly frames: number;
}

test('scrolls smoothly, with changes always in sight and few of them laid out', async (context) => {
  const page = await open();
  await page.locator('#changes-title').scrollIntoViewIfNeeded();
  for (const [name, step] of [
    ['as a wheel does', 120],
    ['as a hand does that is in a hurry', 900],
  ] as const) {
    const { middle, most, worst, blank, nodes, frames } = (await page.evaluate(`${scroll}(${step}, 240)`)) as Scrolled;
    context.diagnostic(
      `${name}: frames of ${middle} ms, 95% within ${most} ms, worst ${worst} ms; ${blank} of ${frames} blank; ${nodes} elements`,
    );
    assert(middle < 100 && worst < 3000, `${middle} ms, worst ${worst} ms`);
    assert(blank < frames / 10, `${blank} blank`);
    assert(nodes < 15_000, `${nodes} elements`);
  }
  await page.close();
});

test('keys, links and the search reach any of them', async (context) => {
  const page = await open();
  const focused = (): Promise<string> => page.evaluate('document.activeElement.innerText');
  await page.keyboard.press('j');
  await page.keyboard.press('End');
  assert.match(await focused(), /Deployment web-9999/);
  await page.waitForFunction('document.activeElement.getBoundingClientRect().bottom <= innerHeight');
  await page.evaluate("location.hash = '#e-000000001388'");
  await page.waitForFunction('document.activeElement.innerText.includes("web-5000")');
  await page.waitForFunction(`(() => {
    const { top, bottom } = document.activeElement.getBoundingClientRect();
    return top >= 50 && bottom <= innerHeight;
  })()`);
  const milliseconds = (await page.evaluate(`(async () => {
    const words = document.getElementById('words');
    const count = document.getElementById('count');
    const times = [];
    for (const [text, told] of [['web:1.77', '111 of 10,000'], ['web:1.777', '11 of 10,000'], ['', '10,000']]) {
      const start = performance.now();
      words.value = text;
      words.dispatchEvent(new Event('input'));
      while (count.value !== told && performance.now() - start < 20000) await new Promise(requestAnimationFrame);
      times.push(Math.round(performance.now() - start));
    }
    return times;
  })()`)) as number[];
  context.diagnostic(`found after ${milliseconds.join(', ')} ms, of which 120 ms wait for the next key`);
  assert(Math.max(...milliseconds) < 10_000, `${milliseconds} ms`);
  await page.close();
});
