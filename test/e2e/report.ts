import type { Case } from './case.ts';
import type { Usage } from './processes.ts';

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
  usage: ReadonlyMap<string, Usage>,
  seconds: string,
): string => {
  const failures = verdicts.filter(({ failure }) => failure !== undefined);
  const sum = (of: keyof Usage): number => [...usage.values()].reduce((total, each) => total + each[of], 0);
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
    'process                                 peak memory      CPU',
    ...[...usage].map(([name, { memory, cpu }]) => row(name, memory, cpu)),
    row('together', sum('memory'), sum('cpu')),
    '',
    `${verdicts.length - failures.length} of ${verdicts.length} cases passed in ${seconds} s`,
    ...failures.map(({ each, failure }) => `\nFAILED ${each.name}\n${failure}`),
  ].join('\n');
};

const row = (name: string, memory: number, cpu: number): string =>
  `${name.padEnd(36)}${String(memory).padStart(11)} MiB ${String(cpu).padStart(6)} s`;
