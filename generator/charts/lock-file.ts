import type { LockEntry } from '../model/charts.ts';

/** The text of charts.lock.yaml. */
export const printLock = (entries: readonly LockEntry[]): string => {
  const lines = [...entries]
    .sort(compareEntries)
    .flatMap((entry) =>
      fieldsOf(entry).map(([key, value], index) => `${index === 0 ? '  - ' : '    '}${key}: ${scalar(value)}`),
    );
  const body = lines.length === 0 ? 'charts: []' : ['charts:', ...lines].join('\n');
  return `# Written by espalier lock; do not edit.\n${body}\n`;
};

/** Whether two entries say the same, wherever they stand. */
export const sameEntry = (a: LockEntry, b: LockEntry): boolean =>
  JSON.stringify(fieldsOf(a)) === JSON.stringify(fieldsOf(b));

/** Charts by repository, name and version, then the folders by path. */
export const sortEntries = (entries: readonly LockEntry[]): readonly LockEntry[] => [...entries].sort(compareEntries);

const fieldsOf = (entry: LockEntry): readonly (readonly [string, string])[] =>
  entry.kind === 'folder'
    ? [
        ['path', entry.path],
        ['name', entry.name],
        ['version', entry.version],
        ['digest', entry.digest],
      ]
    : [
        ['repository', entry.repository],
        ['name', entry.name],
        ['version', entry.version],
        ['resolved', entry.resolved],
        ...(entry.url === undefined ? [] : [['url', entry.url] as const]),
        ['digest', entry.digest],
        ...(entry.layer === undefined ? [] : [['layer', entry.layer] as const]),
        ...(entry.mirrorOf === undefined ? [] : [['mirrorOf', entry.mirrorOf] as const]),
      ];

const compareEntries = (a: LockEntry, b: LockEntry): number => {
  const [first, second] = [sortKey(a), sortKey(b)];
  return first < second ? -1 : first > second ? 1 : 0;
};

const sortKey = (entry: LockEntry): string =>
  entry.kind === 'folder'
    ? ['1', entry.path].join('\0')
    : ['0', entry.repository, entry.name, entry.version].join('\0');

/** Plain only where no YAML reader could take it for anything but this text. */
const scalar = (text: string): string => {
  const isVersion = /^\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]*)?$/.test(text);
  const isName = /^[A-Za-z][\w./:@+-]*[\w/]$/.test(text) && !/^(true|false|yes|no|on|off|null)$/i.test(text);
  if (isVersion || isName) return text;
  return JSON.stringify(text).replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
};
