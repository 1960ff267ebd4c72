import type { Comparison } from '../../model/comparison.ts';
import type { Problem } from '../../model/problems.ts';
import type { Looks } from '../looks.ts';
import { commentLimit, markdownOf } from './markdown.ts';
import { comparisonText } from './text.ts';

/** What a report is made with beside the comparison. */
export interface ReportOptions extends Looks {
  /** Where the HTML report will be. */
  readonly reportUrl?: string;
  /** What was wrong with the head. */
  readonly problems: readonly Problem[];
}

/** How a comparison is printed, by the name of the format. */
export const comparisonIn: Readonly<Record<string, (comparison: Comparison, options: ReportOptions) => string>> = {
  text: comparisonText,
  markdown: (comparison, { reportUrl }) =>
    markdownOf(comparison, { limit: commentLimit, ...(reportUrl === undefined ? {} : { reportUrl }) }),
};
