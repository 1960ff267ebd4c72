import { matrixHtml } from './html.ts';
import { matrixMarkdown } from './markdown.ts';
import type { Matrix } from './matrix.ts';
import { matrixText } from './text.ts';

type Print = (matrix: Matrix, terminal: { readonly color: boolean; readonly width: number }) => string;

/** How a matrix is printed, by the name of the format. */
export const matrixIn: Readonly<Record<'table' | 'markdown' | 'html', Print>> = {
  table: matrixText,
  markdown: matrixMarkdown,
  html: matrixHtml,
};
