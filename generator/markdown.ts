import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

/**
 * Compiles a Markdown template that stands beside the module at `base`. It is strict: a name that the data does not have is
 * an error. Data reaches the page through helpers, each of which escapes for its place: `text`, `code` (a code span), `cell` (one
 * in a table) and `shell` (an argument of a command, in a code block).
 */
export const markdownTemplate = <T>(name: string, base: string): ((data: T) => string) => {
  const template = handlebars.compile<T>(readFileSync(new URL(name, base), 'utf8'), {
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: { text: true, code: true, cell: true, shell: true },
  });
  return (data) => template(data);
};

/** Text inside a line: HTML means something in Markdown too, and so do emphasis, links, and the bars of tables. */
export const escapeText = (value: string): string => oneLine(value).replace(/[\\`*_[\]<>|~&$]/g, '\\$&');

/** A code span. */
export const codeSpan = (value: string): string => {
  const text = oneLine(value) || ' ';
  const fence = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const padding = /^`|`$|^ .* $/.test(text) ? ' ' : '';
  return `${fence}${padding}${text}${padding}${fence}`;
};

/** A code span in a table, where a bar ends the cell even inside of one. */
export const codeCell = (value: string): string => codeSpan(value).replaceAll('|', '\\|');

/** One argument of a POSIX shell. It cannot end the code block either, since it holds no line end. */
export const shellArgument = (value: string): string =>
  /^[\w./:@%+=,-]+$/.test(value) ? value : `'${oneLine(value).replaceAll("'", "'\\''")}'`;

const oneLine = (value: string): string => value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');

const handlebars = Handlebars.create();
const helpers = { text: escapeText, code: codeSpan, cell: codeCell, shell: shellArgument };
for (const [name, inPlace] of Object.entries(helpers))
  handlebars.registerHelper(name, (value: unknown) => new Handlebars.SafeString(inPlace(String(value))));
