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
  const heads = severities.length * 40;
  const ordered = severities.flatMap(({ alike }) => alike);
  const tellings = ordered.map((group): Telling => ({ ways: waysOf(comparison, group, links) }));
  const { texts, leftOut } = within(tellings, room - heads, { separator: 3 });
  if (leftOut > 0) return { blocks: byCode(comparison, ordered, room), isShort: true };
  let index = 0;
  const blocks = severities.map(({ severity, alike }) => {
    const told = texts.slice(index, index + alike.length);
    index += alike.length;
    return [`> [!${alerts[severity]}]`, told.join('\n>\n')].join('\n');
  });
  return { blocks, isShort: false };
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

/** Where there are too many to name each: how many of which, and where. */
const byCode = (comparison: Comparison, groups: readonly DangerGroup[], room: number): readonly string[] => {
  const lines = [...groupedBy(groups, ({ first }) => `${first.severity} ${first.code}`).values()].map((alike) => {
    const subjects = alike.flatMap((group) => group.subjects);
    const who = clustersText(comparison, subjects, 1);
    return `> ${inline([{ prose: alike[0].first.code, strong: true }, { prose: ` × ${alike.length} · ${who}` }])}`;
  });
  const { texts } = within(
    lines.map((line) => ({ ways: [() => line] })),
    room,
    { separator: 3 },
  );
  return [['> [!CAUTION]', texts.join('\\\n')].join('\n')];
};
