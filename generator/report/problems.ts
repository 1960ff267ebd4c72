import type { createColors } from 'picocolors';
import type { Problem, Severity } from '../model.ts';
import { frame, visible } from './frame.ts';

/** How a report looks, and what it may quote. */
export interface Looks {
  readonly colors: ReturnType<typeof createColors>;
  /** Columns of the terminal. */
  readonly width: number;
  readonly texts: ReadonlyMap<string, string>;
}

/** Of one code, so many are told; the rest is counted. */
const mostOfOneCode = 20;

/** Every problem with its line, in the order given. Many of one code are told by the first. */
export const problemLines = (problems: readonly Problem[], looks: Looks): readonly string[] => {
  const counts = new Map<string, number>();
  const lines: string[] = [];
  for (const found of problems) {
    const key = `${found.severity} ${found.code}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count <= mostOfOneCode) lines.push(...onProblem(found, looks), '');
  }
  for (const [key, count] of counts)
    if (count > mostOfOneCode) lines.push(`… and ${count - mostOfOneCode} more of ${key}; --json has them all.`, '');
  return lines;
};

const onProblem = (found: Problem, looks: Looks): readonly string[] => {
  const { colors } = looks;
  const paint = painter(found.severity, looks);
  const place = found.at === undefined ? found.file : `${found.at.file}:${found.at.line}:${found.at.column}`;
  const head = `${place === undefined ? '' : `${colors.bold(visible(place))}  `}${paint(found.severity)} ${colors.dim(found.code)}`;
  const quoted = found.at === undefined ? [] : frame(looks.texts.get(found.at.file), found.at, looks.width);
  return [
    head,
    `  ${visible(found.message)}`,
    ...quoted.map((line, index) => `    ${index === 1 ? paint(line) : line}`),
    ...(found.related ?? []).map(
      ({ message, at }) =>
        `  ${colors.dim('see')} ${visible(`${at.file}:${at.line}:${at.column}`)}  ${visible(message)}`,
    ),
    ...(found.fix === undefined ? [] : [`  ${colors.cyan('fix:')} ${visible(found.fix)}`]),
  ];
};

const painter = (severity: Severity, { colors }: Looks): ((text: string) => string) =>
  severity === 'problem' ? colors.red : severity === 'warning' ? colors.yellow : colors.blue;
