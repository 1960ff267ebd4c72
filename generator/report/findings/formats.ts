import type { Problem } from '../../model/problems.ts';
import type { FindingsOptions } from './findings.ts';
import { findingsGithub } from './github.ts';
import { findingsGitlab } from './gitlab.ts';
import { findingsJunit } from './junit.ts';
import { findingsSarif } from './sarif.ts';

export type FindingsFormat = 'sarif' | 'github' | 'gitlab' | 'junit';

/** How findings are told to those who show them at the edited lines, by the name of the format. Problems come gravest first. */
export const findingsIn: Readonly<
  Record<FindingsFormat, (problems: readonly Problem[], options: FindingsOptions) => string>
> = { sarif: findingsSarif, github: findingsGithub, gitlab: findingsGitlab, junit: findingsJunit };
