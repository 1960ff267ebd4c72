import type { Case } from './case.ts';

/** What became of a case. */
export interface Verdict {
  readonly each: Case;
  readonly seconds: string;
  readonly told: readonly string[];
  readonly failure?: string;
}

export const reportOf = (
  verdicts: readonly Verdict[],
  versions: Readonly<Record<string, string>>,
  peaks: ReadonlyMap<string, number>,
  seconds: string,
): string => {
  const failures = verdicts.filter(({ failure }) => failure !== undefined);
  const sum = [...peaks.values()].reduce((total, each) => total + each, 0);
  return [
    '',
    'case          time    result',
    ...verdicts.flatMap(({ each, seconds: took, told, failure }) => [
      `${each.name.padEnd(14)}${took.padStart(5)} s ${failure === undefined ? 'ok    ' : 'FAILED'}  ${each.about}`,
      ...told.map((line) => `                        ${line}`),
    ]),
    '',
    `versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    `peak memory: ${[...peaks].map(([name, mebibytes]) => `${name} ${mebibytes}`).join(', ')}; together ${sum} MiB`,
    `${verdicts.length - failures.length} of ${verdicts.length} cases passed in ${seconds} s`,
    ...failures.map(({ each, failure }) => `\nFAILED ${each.name}\n${failure}`),
  ].join('\n');
};
