import type { Problem } from '../../model/problems.ts';
import { visible } from '../visible.ts';
import { type FindingsOptions, fullText, meaningOf, placeOf } from './findings.ts';

/**
 * JUnit's XML as CI servers read it: a test for each finding, which fails for a problem and is skipped for a warning or a note; one that
 * passes where nothing was found, because servers take an empty report for a lost one.
 */
export const findingsJunit = (problems: readonly Problem[], options: FindingsOptions): string => {
  const failures = problems.filter(({ severity }) => severity === 'problem').length;
  const tests = Math.max(1, problems.length);
  const counts = { tests, failures, errors: 0, skipped: problems.length - failures };
  const name = `espalier ${options.command}`;
  const passed = `    <testcase${attributes({ name: 'nothing found', classname: name })}/>`;
  const cases = problems.length === 0 ? [passed] : problems.map((found) => testCase(found, options));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, ...counts })}>`,
    `  <testsuite${attributes({ name, ...counts })}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};

const testCase = (found: Problem, options: FindingsOptions): string => {
  const { file, line } = placeOf(found, options);
  const place = line === undefined ? file : `${file}:${line}`;
  const name = `${found.code} at ${place}`;
  const open = `    <testcase${attributes({ name, classname: found.code, file, ...(line === undefined ? {} : { line }) })}>`;
  const type = { message: `${found.severity}: ${found.message}` };
  const text = `${place}\n${fullText(found)}\n${meaningOf(found.code)}`;
  const verdict =
    found.severity === 'problem'
      ? `<failure${attributes({ type: found.severity, ...type })}>${escaped(text)}</failure>`
      : `<skipped${attributes(type)}/>`;
  return `${open}${verdict}</testcase>`;
};

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML cannot hold control characters at all, so these are told by their numbers. U+FFFE and U+FFFF are none, and it cannot hold them either. */
const escaped = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => visible(line).replace(/[\ufffe\uffff]/g, '\ufffd'))
    .join('\n')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
