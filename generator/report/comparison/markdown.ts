import type { Comparison } from '../../model/comparison.ts';
import { within } from './budget.ts';
import { costTable } from './cost.ts';
import { type Links, linksOf, type RepositoryLinks } from './links.ts';
import { dangerBlocks } from './markdown-dangers.ts';
import { entryTellings } from './markdown-entries.ts';
import { address, cell, inline, type Part } from './markdown-safe.ts';
import { count, foldedText, isNoise, releasesText, summaryText } from './words.ts';

export interface MarkdownOptions {
  /** UTF-16 units, which are never fewer than the characters that forges count. At least `leastLimit`. */
  readonly limit: number;
  /** Where what is left out can be read. */
  readonly reportUrl?: string;
  /** Where the edited lines can be read. */
  readonly repository?: RepositoryLinks;
}

/** What GitHub takes. */
export const commentLimit = 65_536;
export const leastLimit = 4_000;

/** By it, CI finds its own comment again. */
export const marker = '<!-- espalier diff -->';

const mostCosts = 12;
const mostBaseProblems = 5;
const mostReleases = 8;
/** What the last lines take at most. */
const footerRoom = 1_400;
/** Of what is left, so much is for dangers, and of what is then left, so much for entries of one line. */
const dangerShare = 0.75;
const shortestShare = 0.5;

/** A comment on a change, the most important first, which fits whatever the change is. What is left out is counted. */
export const markdownOf = (comparison: Comparison, options: MarkdownOptions): string => {
  const links = linksOf(comparison, options.repository);
  const header = [marker, headline(comparison)];
  let room = Math.max(options.limit, leastLimit) - lengthOf(header) - footerRoom;
  /** A block where there is room for it; else its name is kept, to be told at the end. */
  const missing: string[] = [];
  const fitting = (name: string, block: string | undefined): readonly string[] => {
    if (block === undefined) return [];
    if (block.length + 2 > room) {
      missing.push(name);
      return [];
    }
    room -= block.length + 2;
    return [block];
  };

  const dangers = dangerBlocks(comparison, links, Math.floor(room * dangerShare));
  room -= lengthOf(dangers.blocks);
  if (dangers.isShort) missing.push('what each danger does');
  const folded = fitting('what is folded', foldedBlock(comparison));
  const cost = fitting('the cost', costBlock(comparison));
  const without = fitting('what was not compared', leftOutBlock(comparison));
  const base = fitting('the problems of the base', baseBlock(comparison, links));
  const entries = comparison.entries.filter((entry) => !isNoise(entry));
  const told = within(entryTellings(comparison, entries, links), room, { shortest: shortestShare });
  if (told.leftOut > 0) missing.unshift(count(told.leftOut, 'more change'));
  const blocks = [
    ...header,
    ...dangers.blocks,
    ...cost,
    ...told.texts,
    ...folded,
    ...without,
    ...base,
    ...footer(missing, comparison.entries.length === 0 ? undefined : options.reportUrl),
  ];
  return `${blocks.join('\n\n')}\n`;
};

const lengthOf = (blocks: readonly string[]): number => blocks.reduce((sum, block) => sum + block.length + 2, 0);

const headline = (comparison: Comparison): string => {
  const { base, head } = comparison;
  const side = ({ name, commit }: Comparison['base']): readonly Part[] => [
    { code: name },
    ...(commit === undefined || commit.startsWith(name) ? [] : [{ prose: ' ' }, { code: commit.slice(0, 12) }]),
  ];
  return `### Espalier: ${summaryText(comparison)}\n\n${inline([...side(base), { prose: ' → ' }, ...side(head)])}`;
};

const foldedBlock = (comparison: Comparison): string | undefined => {
  const text = foldedText(comparison);
  return text === '' ? undefined : `Folded, as nobody needs to read it: ${text}.`;
};

const costBlock = (comparison: Comparison): string | undefined => {
  const table = costTable(comparison);
  if (table === undefined) return undefined;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rows = table.rows.slice(0, mostCosts);
  const hidden = table.rows.length - rows.length;
  const [, ...heads] = table.heads;
  return [
    line(['requested', ...heads.map(cell)]),
    line(['---', ...heads.map(() => '---:')]),
    ...rows.map((row) => line(row.map(cell))),
    ...(hidden > 0 ? [line([`… and ${count(hidden, 'more row')}`, ...heads.map(() => '')])] : []),
  ].join('\n');
};

const leftOutBlock = (comparison: Comparison): string | undefined => {
  const rendered = releasesText(comparison, comparison.notRendered, mostReleases);
  const compared = releasesText(comparison, comparison.notCompared, mostReleases);
  const lines = [
    ...(rendered === ''
      ? []
      : [['Not rendered:', ` ${rendered}. Values and chart versions are compared, not what templates make of them.`]]),
    ...(compared === '' ? [] : [['Not compared,', ` because the base is wrong there: ${compared}.`]]),
  ];
  if (lines.length === 0) return undefined;
  return lines.map(([strong = '', prose = '']) => inline([{ prose: strong, strong: true }, { prose }])).join('\\\n');
};

const baseBlock = ({ baseProblems, base }: Comparison, links: Links): string | undefined => {
  if (baseProblems.length === 0) return undefined;
  const told = baseProblems.slice(0, mostBaseProblems).map(({ code, message, at, file }) => {
    const place = at === undefined ? file : `${at.file}:${at.line}`;
    const url = at === undefined ? undefined : links(at, 'base');
    const where = place === undefined ? '' : inline([{ code: place }]);
    return `- ${url === undefined ? where : `[${where}](${url})`} ${inline([{ code }, { prose: ` ${message}` }])}`;
  });
  const hidden = baseProblems.length - told.length;
  const more = hidden > 0 ? [`- … and ${count(hidden, 'more problem')}`] : [];
  const intro = inline([{ prose: 'Wrong on ' }, { code: base.name }, { prose: ' already, and not of this change:' }]);
  return [intro, '', ...told, ...more].join('\n');
};

const footer = (missing: readonly string[], reportUrl: string | undefined): readonly string[] => {
  const url = reportUrl === undefined ? undefined : address(reportUrl);
  const report = url === undefined ? 'the report' : `[the report](${url})`;
  if (missing.length > 0) return [`… and ${missing.join(', ')} in ${report}, as a comment holds no more.`];
  return url === undefined ? [] : [`All of it, side by side, in ${report}.`];
};
