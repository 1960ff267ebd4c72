import type { RunResult } from '../model/outputs.ts';

/** Raised when a field changes its meaning or goes. schemas/report.schema.json describes it. */
export const version = 1;

/** What JSON leaves as it is, but a terminal acts on. Line ends stay: JSON itself has no other control characters. */
const acting = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The whole result for machines, but for the files' contents. The same result gives the same bytes. */
export const reportJson = (result: RunResult): string => {
  const {
    command,
    problems,
    applied,
    changes,
    unchanged,
    clusters,
    notRendered = [],
    external = [],
    moved = [],
    milliseconds,
  } = result;
  const report = {
    version,
    command,
    problems,
    applied,
    changes: changes.map(({ path, action }) => ({ path, action })),
    unchanged,
    clusters,
    notRendered,
    external,
    moved,
    milliseconds: Math.round(milliseconds),
  };
  return print(report);
};

/** Why there is no result, in one sentence. */
export const failureJson = (failure: string): string => print({ version, failure });

/** The text of a report in JSON, safe for a terminal. */
export const print = (report: object): string => `${JSON.stringify(report, null, 2).replace(acting, escaped)}\n`;

const escaped = (character: string): string =>
  [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');
