import { readFileSync } from 'node:fs';
import type { Comparison } from '../../model/comparison.ts';
import { pageOf } from '../page.ts';
import { dangerGroups } from './danger-groups.ts';
import { linksOf, type RepositoryLinks } from './links.ts';
import { pageData } from './page/data.ts';
import { type Frame, frameOf } from './page/frame.ts';

interface Page extends Frame {
  readonly data: string;
}

const read = (name: string): string => readFileSync(new URL(`./page/${name}`, import.meta.url), 'utf8');

/** Modules as one script: a page without network has no addresses to import from. Each after what it imports. */
const modules = ['make.js', 'fields.js', 'entry.js', 'list.js', 'filter.js', 'main.js'].map((name) =>
  read(name)
    .replace(/^import .*;\n/gm, '')
    .replace(/^export /gm, ''),
);

const compiled = pageOf<Page>({
  template: read('page.hbs'),
  style: `\n${['look.css', 'frame.css', 'dangers.css', 'entries.css'].map(read).join('')}`,
  script: `\n(() => {\n${modules.join('')}})();\n`,
});

/** Nothing in it ends the element that holds it. */
const inert = (data: unknown): string => JSON.stringify(data).replaceAll('<', '\\u003c');

/** All of a comparison as one page that needs nothing else: no network, no other file. */
export const comparisonHtml = (comparison: Comparison, repository?: RepositoryLinks): string => {
  const links = linksOf(comparison, repository);
  const groups = dangerGroups(comparison.dangers);
  const data = pageData(comparison, links, groups);
  return compiled({ ...frameOf(comparison, groups, data, links), data: inert(data) });
};
