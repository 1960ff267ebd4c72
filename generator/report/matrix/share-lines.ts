import { columns, visible } from '../visible.ts';
import { type Share, sharesOf } from './group.ts';
import { fit, wrapped } from './lines.ts';
import type { MatrixCluster } from './matrix.ts';
import { type Colors, paint } from './paint.ts';
import type { ShownRow, ShownTable } from './shown.ts';

/** Columns that values get before their clusters; a longer one has a line of its own. */
const widestValue = 34;
const leastForClusters = 24;

/** A table whose cells have no room beside each other: each value of a row with the clusters that have it. */
export const shareLines = (
  { rows }: ShownTable,
  clusters: readonly MatrixCluster[],
  width: number,
  colors: Colors,
): readonly string[] => {
  const told = rows.map((row) => ({ row, shares: sharesOf(clusters, row.cells) }));
  const widths = told.flatMap(({ shares }) => shares.map(({ shown }) => columns(shown.text)));
  const room = Math.max(0, ...widths.filter((one) => one <= Math.min(widestValue, width - leastForClusters - 4)));
  return told.flatMap(({ row, shares }) => [
    headLine(row, width, colors),
    ...shares.flatMap((share) => valueLines(share, room, width, colors)),
  ]);
};

const headLine = ({ name, differing }: ShownRow, width: number, colors: Colors): string => {
  const count = differing === undefined ? '' : `  ${differing} ${differing === '1' ? 'path differs' : 'paths differ'}`;
  const head = fit(visible(name), width);
  return `${colors.bold(head)}${columns(head) + columns(count) <= width ? colors.dim(count) : ''}`;
};

const valueLines = ({ shown, who }: Share, room: number, width: number, colors: Colors): readonly string[] => {
  const painted = paint(shown.tone, colors);
  const indent = ' '.repeat(room + 4);
  const [first = '', ...rest] = wrapped(visible(who.join(' · ')), width, indent, indent);
  if (columns(shown.text) > room) return [...wrapped(shown.text, width, '  ', '  ').map(painted), first, ...rest];
  return [`  ${painted(shown.text)}${' '.repeat(room - columns(shown.text) + 2)}${first.trimStart()}`, ...rest];
};
