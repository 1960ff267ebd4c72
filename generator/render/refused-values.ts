import type { SubChart } from '../model/charts.ts';
import type { Position, Problem } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import type { Tree } from '../model/values.ts';
import { problem } from '../problem.ts';

/** A line of Helm's message: `- at '/a/b': got string, want integer`. */
const finding = /^\s*- at '([^']*)': (.*)$/m;

/**
 * The URL of another schema that a chart's schema refers to, which Helm fetches where it installs: nobody knows here what that says. Undefined where
 * that is not all that is wrong.
 */
export const schemaAway = (message: string): string | undefined =>
  finding.test(message) ? undefined : /^failing loading "(https?:[^"]*)"/m.exec(message)?.[1];

/** What a chart's schema refuses, each at the line that sets the value. Sub-charts have a heading of their name. */
export const refusedValues = (message: string, release: Release): readonly Problem[] => {
  // The schema itself is wrong, and the lines are about it.
  if (message.includes('is not valid against metaschema')) return [];
  const problems: Problem[] = [];
  let chart: readonly string[] = [];
  for (const line of message.split('\n')) {
    const heading = /^([^\s:]+):$/.exec(line)?.[1];
    if (heading !== undefined) chart = placeOfChart(heading, release);
    const [, pointer, what] = finding.exec(line) ?? [];
    if (pointer === undefined || what === undefined) continue;
    const path = [...chart, ...pointer.split('/').slice(1).map(unescaped)];
    problems.push(
      problem(
        'values-refused',
        `\`${path.join('.') || 'values'}\`: ${withoutValue(what)}, says the chart's own schema.`,
        {
          at: placeOf(release.values, path) ?? release.at,
          fix: `Mend the value: ${release.chart.value.name} ${release.chart.value.version} does not install with it.`,
        },
      ),
    );
  }
  return problems;
};

/** A text that does not match may be a secret, and stands at the place anyway. */
const withoutValue = (what: string): string =>
  what
    .replace(/^'.*' does not match pattern (?=')/, 'does not match pattern ')
    .replace(/^'.*' is not valid ([\w-]+): .*$/, 'is not a valid $1');

/** Where a chart's values stand: Helm only says what the chart is called there. */
const placeOfChart = (name: string, { chart: { value } }: Release): readonly string[] =>
  name === value.name ? [] : (pathTo(name, value.contract?.dependencies ?? []) ?? [name]);

const pathTo = (name: string, dependencies: readonly SubChart[]): readonly string[] | undefined => {
  if (dependencies.some(({ key }) => key === name)) return [name];
  for (const { key, dependencies: below } of dependencies) {
    const path = pathTo(name, below);
    if (path !== undefined) return [key, ...path];
  }
  return undefined;
};

const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

/** Where a value is set, or the nearest map around it; undefined where nobody here sets anything of it. */
const placeOf = (values: Tree, path: readonly string[]): Position | undefined => {
  let tree: Tree = values;
  let at: Position | undefined;
  for (const part of path) {
    const next: Tree | undefined =
      tree.kind === 'map' ? tree.entries.get(part)?.value : tree.kind === 'list' ? tree.items[Number(part)] : undefined;
    if (next === undefined) return at;
    tree = next;
    at = next.at;
  }
  return at;
};
