import type { Problem, Severity } from '../../model/problems.ts';
import { visible } from '../visible.ts';
import { type FindingsOptions, fullText, placeOf } from './findings.ts';

/** Of each severity, GitHub shows so many of a step. */
const mostShown = 10;

const commands: Readonly<Record<Severity, string>> = { problem: 'error', warning: 'warning', note: 'notice' };
const severities = Object.keys(commands) as readonly Severity[];

/**
 * Commands that make a runner of GitHub annotate lines
 * (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions), a line for each, and nothing else. The gravest come
 * first; where there are more than are shown, the last one tells how many.
 */
export const findingsGithub = (problems: readonly Problem[], options: FindingsOptions): string =>
  severities
    .flatMap((severity) => {
      const alike = problems.filter((found) => found.severity === severity);
      const told = alike.length > mostShown ? alike.slice(0, mostShown - 1) : alike;
      const hidden = alike.length - told.length;
      const rest = `${hidden} more of this severity are in the report.`;
      return [
        ...told.map((found) => commandOf(found, options)),
        ...(hidden > 0 ? [`::${commands[severity]} title=${property(`… and ${hidden} more`)}::${data(rest)}`] : []),
      ];
    })
    .map((line) => `${line}\n`)
    .join('');

const commandOf = (found: Problem, options: FindingsOptions): string => {
  const { file, line, column } = placeOf(found, options);
  const properties = [
    `file=${property(file)}`,
    ...(line === undefined ? [] : [`line=${line}`]),
    ...(column === undefined ? [] : [`col=${column}`]),
    `title=${property(found.code)}`,
  ];
  return `::${commands[found.severity]} ${properties.join(',')}::${data(fullText(found))}`;
};

/** What ends a command, or a property of it, is written as the runner reads it back; what a terminal acts on, so that it is seen. */
const data = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => visible(line).replaceAll('%', '%25'))
    .join('%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
