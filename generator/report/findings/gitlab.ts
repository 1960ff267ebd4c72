import type { Problem, Severity } from '../../model/problems.ts';
import { print } from '../json.ts';
import { type FindingsOptions, fingerprintsOf, fullText, placeOf } from './findings.ts';

const severities: Readonly<Record<Severity, string>> = { problem: 'critical', warning: 'minor', note: 'info' };

/** GitLab's code quality report (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format). */
export const findingsGitlab = (problems: readonly Problem[], options: FindingsOptions): string => {
  const fingerprints = fingerprintsOf(problems, options);
  return print(
    problems.map((found, index) => {
      const { file, line = 1 } = placeOf(found, options);
      return {
        description: fullText(found).replaceAll('\n', ' '),
        check_name: found.code,
        fingerprint: fingerprints[index],
        severity: severities[found.severity],
        location: { path: file, lines: { begin: line } },
      };
    }),
  );
};
