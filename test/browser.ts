/** Pages in a real browser: Debian's Chromium, or the one that CHROMIUM names. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const openPage = async (browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const wrong: string[] = [];
  page.on('console', (message) => wrong.push(message.text()));
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('request', (request) => request.url().split('#')[0] === url.split('#')[0] || wrong.push(request.url()));
  page.on('dialog', (dialog) => wrong.push(dialog.message()));
  await page.goto(url);
  page.once('close', () => assert.deepEqual(wrong, []));
  return page;
};

interface InBrowser {
  /** Writes a page, and gives its address. */
  readonly write: (name: string, html: string) => string;
  /** Opens a page; whatever it complains of, asks for besides itself, or pops up, is an error once it is closed. */
  readonly open: (url: string, options?: BrowserContextOptions) => Promise<Page>;
}

/** A browser and a folder for pages, for as long as the tests of a file run. */
export const inBrowser = (): InBrowser => {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-page-'));
  let browser: Browser;
  before(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    });
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    write: (name, html) => {
      const file = join(folder, `${name}.html`);
      writeFileSync(file, html);
      return pathToFileURL(file).href;
    },
    open: (url, options) => openPage(browser, url, options),
  };
};

/** What axe finds wrong, with the first place of each. */
export const axeFindings = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run()')) as AxeResults;
  assert(found.passes.length > 10, 'axe has looked at something');
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
};
