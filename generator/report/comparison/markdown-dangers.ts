import { groupedBy } from '../../grouped.ts';
import type { Comparison } from '../../model/comparison.ts';
import type { Severity } from '../../model/problems.ts';
import { pathText } from '../../steps.ts';
import { type Telling, within } from './budget.ts';
import { type DangerGroup, dangerGroups, gravest } from './danger-groups.ts';
import type { Links } from './links.ts';
import { causeText } from './markdown-causes.ts';
import { inline, type Part } from './markdown-safe.ts';
import { clustersText, objectsText, servicesText } from './words.ts';

const mostMessages = 2;
const mostCauses = 3;
/** What alerts take beside the dangers, and what stands between two of these, in UTF-16 units. */
const heads = 200;
const separator = 3;

const alerts: Readonly<Record<Severity, string>> = { problem: 'CAUTION', warning: 'WARNING', note: 'NOTE' };

/** What may go wrong as alerts, one for each severity. Every danger is named, if need be by its code and a number alone. */
export const dangerBlocks = (
  comparison: Comparison,
  links: Links,
  room: number,
): { readonly blocks: readonly string[]; readonly isShort: boolean } => {
  const groups = dangerGroups(comparison.dangers);
  const severities = gravest.flatMap((severity) => {
    const alike = groups.filter(({ first }) => first.severity === severity);
    return alike.length === 0 ? [] : [{ severity, alike }];
  });
  const ordered = severities.flatMap(({ alike }) => alike);
  const tellings = ordered.map((group): Telling => ({ ways: waysOf(comparison, group, links) }));
  const all = within(tellings, room - heads, { separator });
  if (all.leftOut === 0) return { blocks: alertsOf(severities, all.texts), isShort: false };
  // Too many to name each: how many of which, and the gravest.
  const sums = byCode(comparison, ordered, room - heads);
  const some = within(tellings, room - heads - sums.length, { shortest: 0.5, separator });
  return { blocks: [sums, ...alertsOf(severities, some.texts)], isShort: true };
};

interface Severe {
  readonly severity: Severity;
  readonly alike: readonly DangerGroup[];
}

/** What is told of the dangers of each severity, in their order; it may end before they do. */
const alertsOf = (severities: readonly Severe[], texts: readonly string[]): readonly string[] => {
  let index = 0;
  return severities.flatMap(({ severity, alike }) => {
    const told = texts.slice(index, index + alike.length);
    index += alike.length;
    return told.length === 0 ? [] : [[`> [!${alerts[severity]}]`, told.join('\n>\n')].join('\n')];
  });
};

/** In full, in two lines, and in one. */
const waysOf = (comparison: Comparison, group: DangerGroup, links: Links): Telling['ways'] => {
  const { first, messages, subjects } = group;
  const head = (): string => inline(headOf(comparison, group));
  return [
    () => {
      const more = messages.length - mostMessages;
      const places = first.causes.slice(0, mostCauses).map((cause) => causeText(cause, links));
      return quoted([
        head(),
        ...messages.slice(0, mostMessages).map((prose) => inline([{ prose }])),
        ...(more > 0 ? [`… and ${more} more like this`] : []),
        ...(first.path === undefined ? [] : [inline([{ prose: 'Field: ' }, { code: pathText(first.path) }])]),
        ...(first.exception === undefined
          ? [inline([{ prose: 'Fix:', strong: true }, { prose: ` ${first.fix}` }])]
          : [
              inline([
                { prose: `Accepted until ${first.exception.expires}:`, strong: true },
                { prose: ` ${first.exception.reason}` },
              ]),
            ]),
        ...places,
      ]);
    },
    () => quoted([head(), inline([{ prose: messages[0] ?? '' }])]),
    () =>
      quoted([
        inline([
          { prose: first.code, strong: true },
          { prose: ` · ${servicesText(subjects)} · ${clustersText(comparison, subjects, 1)}` },
        ]),
      ]),
  ];
};

const headOf = (comparison: Comparison, { first, subjects }: DangerGroup): readonly Part[] => {
  const objects = objectsText(subjects);
  const services = servicesText(subjects);
  return [
    { prose: first.code, strong: true },
    ...(objects === '' ? [] : [{ prose: ' · ' }, { code: objects }]),
    ...(services === '' ? [] : [{ prose: ' · ' }, { prose: services }]),
    { prose: ' · ' },
    { prose: clustersText(comparison, subjects), strong: true },
  ];
};

/** Lines of a quote, each on a line of its own wherever it is read. */
const quoted = (lines: readonly string[]): string => `> ${lines.join('\\\n> ')}`;

/** How many dangers of which code, and where. */
const byCode = (comparison: Comparison, groups: readonly DangerGroup[], room: number): string => {
  const lines = [...groupedBy(groups, ({ first }) => `${first.severity} ${first.code}`).values()].map((alike) => {
    const subjects = alike.flatMap((group) => group.subjects);
    const who = clustersText(comparison, subjects, 1);
    return `> ${inline([{ prose: alike[0].first.code, strong: true }, { prose: ` × ${alike.length} · ${who}` }])}`;
  });
  const tellings = lines.map((line): Telling => ({ ways: [() => line] }));
  return ['> [!CAUTION]', within(tellings, room, { separator }).texts.join('\\\n')].join('\n');
};
