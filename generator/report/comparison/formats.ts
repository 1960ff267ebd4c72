import picocolors from 'picocolors';
import type { Comparison } from '../../model/comparison.ts';
import { comparisonHtml } from './html.ts';
import { comparisonJson } from './json.ts';
import type { RepositoryLinks } from './links.ts';
import { commentLimit, markdownOf } from './markdown.ts';
import { comparisonText } from './text.ts';

export interface ComparisonOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Texts of the input files of the head by path: the edited lines are quoted. */
  readonly texts: ReadonlyMap<string, string>;
  /** Where the whole report can be read. */
  readonly reportUrl?: string;
  /** Where the edited lines can be read. */
  readonly repository?: RepositoryLinks;
}

export type ComparisonFormat = 'text' | 'markdown' | 'html' | 'json';

/** How a comparison is told, by the name of the format. */
export const comparisonIn: Readonly<
  Record<ComparisonFormat, (comparison: Comparison, options: ComparisonOptions) => string>
> = {
  text: (comparison, { color, width, texts }) =>
    comparisonText(comparison, { colors: picocolors.createColors(color), width, texts }),
  markdown: (comparison, { reportUrl, repository }) =>
    markdownOf(comparison, {
      limit: commentLimit,
      ...(reportUrl === undefined ? {} : { reportUrl }),
      ...(repository === undefined ? {} : { repository }),
    }),
  html: (comparison, { repository }) => comparisonHtml(comparison, repository),
  json: comparisonJson,
};
