import type { Comparison } from '../../model/comparison.ts';
import type { Severity } from '../../model/problems.ts';
import { pathText } from '../../steps.ts';
import { frame } from '../frame.ts';
import type { Looks } from '../looks.ts';
import { visible } from '../visible.ts';
import { type DangerGroup, dangerGroups } from './danger-groups.ts';
import { causeLine, cut, heading } from './text-entries.ts';

/** Of one code, so many are told. */
const mostOfOneCode = 10;
const mostMessages = 3;
const mostCauses = 3;

/** What may go wrong, gravest first, with the line to edit. */
export const dangerLines = (comparison: Comparison, looks: Looks): readonly string[] => {
  const counts = new Map<string, number>();
  // The same line is quoted once.
  const quoted = new Set<string>();
  const told = dangerGroups(comparison.dangers).flatMap((group) => {
    const number = (counts.get(group.first.code) ?? 0) + 1;
    counts.set(group.first.code, number);
    if (number > mostOfOneCode) return [];
    const place = JSON.stringify(group.first.causes[0]?.at);
    const texts = quoted.has(place) ? new Map<string, string>() : looks.texts;
    quoted.add(place);
    return [...groupLines(comparison, group, { ...looks, texts }), ''];
  });
  const hidden = [...counts].flatMap(([code, number]) =>
    number > mostOfOneCode
      ? [`… and ${number - mostOfOneCode} more of ${code}; the JSON report has them all.`, '']
      : [],
  );
  return [...told, ...hidden];
};

const groupLines = (
  comparison: Comparison,
  { first, messages, subjects }: DangerGroup,
  looks: Looks,
): readonly string[] => {
  const { colors } = looks;
  const paint = painter(first.severity, looks);
  const { exception, path, causes } = first;
  const word = exception === undefined ? first.severity : 'accepted';
  const where = path === undefined ? [] : [`  ${colors.dim(cut(pathText(path), 240))}`];
  const [likeliest] = causes;
  const quoted = likeliest?.at === undefined ? [] : frame(looks.texts, likeliest.at, looks.width);
  const hidden = messages.length - mostMessages;
  return [
    `${paint(`${marks[first.severity]} ${word}`)} ${colors.dim(first.code)}  ${heading(comparison, subjects, looks)}`,
    ...messages.slice(0, mostMessages).map((message) => `  ${visible(message)}`),
    ...(hidden > 0 ? [colors.dim(`  … and ${hidden} more like this`)] : []),
    ...where,
    ...(exception === undefined
      ? [`  ${colors.cyan('fix:')} ${visible(first.fix)}`]
      : [`  ${colors.cyan('accepted')} until ${visible(exception.expires)}: ${visible(exception.reason)}`]),
    ...causes.slice(0, mostCauses).map((cause) => `  ${causeLine(cause, looks)}`),
    ...quoted.map((line, index) => `    ${index === 1 ? paint(line) : line}`),
  ];
};

const marks: Readonly<Record<Severity, string>> = { problem: '✗', warning: '▲', note: '•' };

const painter = (severity: Severity, { colors }: Looks): ((text: string) => string) =>
  severity === 'problem' ? colors.red : severity === 'warning' ? colors.yellow : colors.blue;
