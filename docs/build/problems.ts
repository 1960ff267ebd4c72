import type { ProblemCode } from '../../generator/problem.ts';
import { code, prose } from './markdown.ts';

/** Codes that belong together, as comments in generator/problem.ts group them. */
export interface Group {
  readonly name: string;
  readonly codes: readonly string[];
}

/** What a case of the tests printed. */
export interface Report {
  /** The case's folder. */
  readonly leaf: string;
  readonly told: string;
}

/** One problem of a report. */
interface Sight {
  readonly leaf: string;
  readonly command: string;
  readonly severity: string;
  readonly text: string;
}

/** The groups in the source of generator/problem.ts, in its order. */
export const groupsOf = (source: string): readonly Group[] =>
  (/^const codes = \{\n([\s\S]*?)^\}/m.exec(source)?.[1] ?? '')
    .split(/^ {2}\/\/ /m)
    .slice(1)
    .map((part) => ({
      name: part.slice(0, part.indexOf('\n')),
      codes: [...part.matchAll(/^ {2}'?([a-z0-9-]+)'?:/gm)].map((match) => match[1] ?? ''),
    }));

/** Every code with its meaning, a report that shows it, and the command that gave it. */
export const problemsPage = (
  groups: readonly Group[],
  meanings: Readonly<Record<ProblemCode, string>>,
  reports: readonly Report[],
): string => {
  const sights = sightsIn(reports);
  const known = new Map<string, string>(Object.entries(meanings));
  const list = groups
    .map(({ name, codes }) => `- **${capital(name)}**:\n  ${codes.map(link).join(',\n  ')}`)
    .join('\n');
  const sections = groups.flatMap(({ name, codes }) => [
    `## ${capital(name)}`,
    ...codes.map((one) => section(one, known.get(one) ?? '', sights.get(one) ?? [])),
  ]);
  return `${[intro, list, ...sections].join('\n\n')}\n`;
};

const intro = `<!-- Made from generator/problem.ts and the reports in test/cases by \`npm run docs\`. -->
# Problem codes

A *problem* means that nothing is written and the exit code is 1. A *warning* and a *note* are weaker: with \`--strict\` they count
as problems. Codes are stable, the words around them are not. Each code has a report that shows it, from the case of the tests that
is named below it; the line that begins with \`fix:\` is the cure.`;

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

const link = (one: string): string => `[${code(one)}](#${one})`;

const section = (one: string, meaning: string, sights: readonly Sight[]): string => {
  const heading = `### ${code(one)}\n\n${prose(meaning)}`;
  const [example] = [...sights].sort(byClarity);
  if (example === undefined) return `${heading} No input is known that brings it about.`;
  const severities = ['problem', 'warning', 'note'].filter((name) => sights.some(({ severity }) => severity === name));
  const name = example.leaf.replace('test/cases/', '');
  return `${heading} A ${severities.join(' or a ')}.

\`\`\`text
$ espalier ${example.command}
${example.text}
\`\`\`

From the case [${name}](../../${example.leaf}).`;
};

/** A report that shows the line and the cure before one that doesn't, then the shortest. */
const byClarity = (a: Sight, b: Sight): number =>
  unclear(a) - unclear(b) || a.text.length - b.text.length || (a.leaf < b.leaf ? -1 : a.leaf > b.leaf ? 1 : 0);

const unclear = ({ text }: Sight): number => (/^ +\d+ \| /m.test(text) ? 0 : 1) + (/^ {2}fix: /m.test(text) ? 0 : 2);

const sightsIn = (reports: readonly Report[]): ReadonlyMap<string, readonly Sight[]> => {
  const sights = new Map<string, Sight[]>();
  for (const { leaf, told } of reports)
    for (const run of told.split(/^\$ espalier /m).slice(1)) {
      const [command = '', ...lines] = run.split('\n');
      // What is indented belongs to the line above it.
      for (const block of lines.join('\n').split(/\n(?=\S)/)) {
        const [, severity = '', one = ''] =
          /^(?:.+ {2})?(problem|warning|note) ([a-z0-9-]+)$/m.exec(firstLine(block)) ?? [];
        if (one === '') continue;
        sights.set(one, [...(sights.get(one) ?? []), { leaf, command, severity, text: block.trimEnd() }]);
      }
    }
  return sights;
};

const firstLine = (text: string): string => text.slice(0, text.includes('\n') ? text.indexOf('\n') : undefined);
