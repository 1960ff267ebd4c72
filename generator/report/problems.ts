import type { Problem, Severity } from '../model/problems.ts';
import { frame } from './frame.ts';
import type { Looks } from './looks.ts';
import { visible } from './visible.ts';

/** Of one code, so many are told; the rest is counted. */
const mostOfOneCode = 20;
/** Of those at one place, so many are told. */
const mostOfOnePlace = 5;

/** What one place causes and one thing mends, for several clusters say, is one to whoever mends it. In the order given. */
export const groupProblems = (problems: readonly Problem[]): readonly (readonly Problem[])[] => {
  const groups = new Map<string, Problem[]>();
  for (const found of problems) {
    const place = found.at === undefined ? `${found.file} ${found.message}` : JSON.stringify(found.at);
    const key = `${found.severity} ${found.code} ${place} ${found.fix ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [found]);
    else group.push(found);
  }
  return [...groups.values()];
};

/** Every problem with its line, those of one place told together. */
export const problemLines = (problems: readonly Problem[], looks: Looks): readonly string[] => {
  const counts = new Map<string, number>();
  const lines: string[] = [];
  for (const [first, ...rest] of groupProblems(problems)) {
    if (first === undefined) continue;
    const kind = `${first.severity} ${first.code}`;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (count <= mostOfOneCode) lines.push(...onProblem(first, rest, looks), '');
  }
  for (const [kind, count] of counts)
    if (count > mostOfOneCode) lines.push(`… and ${count - mostOfOneCode} more of ${kind}; --json has them all.`, '');
  return lines;
};

const onProblem = (found: Problem, same: readonly Problem[], looks: Looks): readonly string[] => {
  const { colors } = looks;
  const paint = painter(found.severity, looks);
  const place = found.at === undefined ? found.file : `${found.at.file}:${found.at.line}:${found.at.column}`;
  const head = `${place === undefined ? '' : `${colors.bold(visible(place))}  `}${paint(found.severity)} ${colors.dim(found.code)}`;
  const quoted = found.at === undefined ? [] : frame(looks.texts, found.at, looks.width);
  const also = same.map(({ message, path }) => (message === found.message ? `${path ?? ''} too` : message));
  const hidden = same.length - mostOfOnePlace;
  return [
    head,
    `  ${visible(found.message)}`,
    ...also.slice(0, mostOfOnePlace).map((message) => `  ${visible(message)}`),
    ...(hidden > 0 ? [`  … and ${hidden} more`] : []),
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
