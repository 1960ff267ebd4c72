import type { RunResult } from '../model.ts';

/** Raised when a field changes its meaning or goes. schemas/report.schema.json describes it. */
const version = 1;

/** The whole result for machines, but for the files' contents. */
export const reportJson = (result: RunResult): string => {
  const { changes, ...rest } = result;
  const report = { version, ...rest, changes: changes.map(({ path, action }) => ({ path, action })) };
  return `${JSON.stringify(report, null, 2)}\n`;
};
